"""Weighing the pages of a published site as a browser would download them: Brotli where there is a form of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_LINKED = re.compile(r'(?:href|src)="(/assets/[^"]+\.(css|m?js))"')
_FACE = re.compile(r'@font-face\{font-family:"([^"]+)"(?:;font-weight:(\d+))?;src:url\((/[^)]+)\)')
_VARIABLE = re.compile(r"--(?:record|plain):([^;}]+)")


def weigh(site: str, languages: list[str]) -> dict[str, Any]:
    """Language -> kind -> (bytes, the page): the heaviest of each."""
    root = Path(site)
    return {language: _heaviest(root, language) for language in languages}


def _heaviest(root: Path, language: str) -> dict[str, tuple[int, str]]:
    found = {"html and css": (0, ""), "script": (0, ""), "fonts": (0, "")}
    for path in sorted((root / language).rglob("*.html")):
        text, name = path.read_text(), path.relative_to(root).as_posix()
        linked = dict(_LINKED.findall(text))
        css = [each for each, kind in linked.items() if kind == "css"]
        weights = {
            "html and css": _sent(root, name) + sum(_sent(root, each) for each in css),
            "script": sum(_sent(root, each) for each, kind in linked.items() if kind != "css"),
            "fonts": sum(_sent(root, each) for each in _fonts(root, css, language)),
        }
        for kind, size in weights.items():
            found[kind] = max(found[kind], (size, name))
    return found


def _fonts(root: Path, sheets: list[str], language: str) -> Iterator[str]:
    """Fonts of our own that the rules of a page's language name. Those of single words in another are not told."""
    for sheet in sheets:
        css = (root / sheet.lstrip("/")).read_text()
        rules = [body for chosen, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css) if _is_for(chosen, language)]
        families = " ".join(stack for body in rules for stack in _VARIABLE.findall(body))
        for family, _, address in _FACE.findall(css):
            if f'"{family}"' in families:
                yield address


def _is_for(selector: str, language: str) -> bool:
    """Whether a rule holds for the root of a page as it is first shown, without script and choice."""
    if ":has(" in selector or "@" in selector:
        return False
    return any(
        each.strip() in (":root", f":root:lang({language})", f":lang({language})", f"html:lang({language})")
        for each in selector.split(",")
    )


def _sent(root: Path, path: str) -> int:
    file = root / path.lstrip("/")
    compressed = file.with_name(f"{file.name}.br")
    return (compressed if compressed.exists() else file).stat().st_size
