"""The templates of one language, compiled with its words already in them.

``[[key]]`` in a template is a text of ``words/<language>.json``, ``[[:name]]`` one of the few values that are the
same on all its pages. What is left between ``{{ }}`` differs from page to page and is escaped by Jinja.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension

from gawah.site.locale import Locale
from gawah.site.views.wording import escape

TEMPLATES = Path(__file__).parent / "templates"

_PLACE = re.compile(r"\[\[(:?)([\w.]+)\]\]")


def environment(locale: Locale, fixed: Mapping[str, str]) -> Environment:
    """Compiles the templates of a language; ``fixed`` are the values for ``[[:name]]``."""
    made = _Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=False,
        auto_reload=False,
    )
    made.globals["locale"] = locale
    made.globals["lang"] = locale.language
    made.globals["fixed"] = fixed
    made.add_extension(_Words)
    return made


class _Words(Extension):
    """Puts the words of a language into a template before it is compiled."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        words = cast(Mapping[str, str], self.environment.globals["fixed"])
        locale = cast(Locale, self.environment.globals["locale"])

        def put(found: re.Match[str]) -> str:
            text = str(escape(words[found[2]])) if found[1] else str(locale.t(found[2]))
            if "{{" in text or "{%" in text or "{#" in text:
                raise ValueError(f"{name}: the text of {found[2]!r} looks like a template: change its words")
            return text

        return _PLACE.sub(put, source)


class _Generator(CodeGenerator):
    """Jinja's, with the two things that pages do a hundred times each without a call: a third of their time.

    What is ``Markup`` already is not escaped again, and ``a.b`` is the attribute: views are structs, and a name that
    one does not have is an error here as there.
    """

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write("(_v if type(_v := (")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write(")) is Markup else environment.escape(_v))")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        self.visit(node.node, frame)
        self.write(f".{node.attr}")


class _Environment(Environment):
    code_generator_class = _Generator

    @staticmethod
    def escape(value: object) -> str:
        """As ``escape``, but not marked as safe: it goes into the page and nowhere else."""
        text = value if isinstance(value, str) else str(value)
        if "&" in text or "<" in text or ">" in text or '"' in text or "'" in text:
            return escape(text)
        return text
