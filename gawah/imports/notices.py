"""Things worth telling that reject nothing, each told once with where it was first seen and how often."""

from __future__ import annotations

import re
from collections.abc import Mapping as Named

from gawah.core.text import has_bidi
from gawah.imports.mapping import FieldRule, Mapping
from gawah.imports.readers.table import Cell

_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_NO_CHARACTER = "\ufffd"


class Notices:
    """Notices of one run."""

    def __init__(self) -> None:
        self._first: dict[str, int] = {}
        self._count: dict[str, int] = {}

    def look(self, line: int, cells: Named[str, Cell]) -> None:
        """Notice what will be dropped from this row's cells."""
        text = "".join(map("".join, cells.values()))
        if text.isascii() and text.isprintable():
            return
        if has_bidi(text):
            self._note("direction controls are dropped; letters show in their natural order", line)
        if _CONTROL.search(text):
            self._note("control characters are dropped", line)
        if _NO_CHARACTER in text:
            self._note("there are signs that could not be read, shown as \ufffd", line)

    def _note(self, what: str, line: int) -> None:
        self._first[what] = min(line, self._first.get(what, line))  # rows may come in another order than the file's
        self._count[what] = self._count.get(what, 0) + 1

    def sentences(self) -> tuple[str, ...]:
        return tuple(
            f"line {line}: {what}."
            if self._count[what] == 1
            else f"line {line} and {self._count[what] - 1:,} more: {what}."
            for what, line in self._first.items()
        )


def of_mapping(mapping: Mapping) -> tuple[str, ...]:
    """What a mapping says that may not be meant: a private value of a person leaves them unnamed altogether."""
    shown = [rule for rule in mapping.fields if _is_name(rule) and not rule.private]
    private = [rule for rule in mapping.fields if rule.to.startswith("person.") and rule.private]
    if not shown:
        return ()
    return tuple(
        f"{rule.where} is private: nobody in a row that gives {rule.to} is named in public, by {shown[0].where} "
        "neither. If only some people are not to be named, map a column that says yes or no for each to "
        "person.may_be_named."
        for rule in private
    )


def _is_name(rule: FieldRule) -> bool:
    return rule.to == "person.pseudonym" or f"{rule.to}.".startswith("person.name.")
