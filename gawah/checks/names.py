"""What a file's name says: its extensions, and how it could be misread. The same as frontend/checks/names.ts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from gawah.checks.findings import Finding, found
from gawah.checks.letters import in_letters, skeleton
from gawah.checks.tables import formats, letters

_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u3000]{3,}")
_OUTSIDE = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|^[A-Za-z]:[/\\]")
_FOLDERS = re.compile(r"[/\\]")
_RUNS = ("program", "script")


@cache
def kinds() -> dict[str, str]:
    """Extension -> the kind of file it names: program, script, document, picture, page …"""
    table = formats()
    by_kind: dict[str, str] = {}
    for each in table.formats:
        for extension in each.extensions:
            by_kind.setdefault(extension, each.kind)
    by_kind.update(dict.fromkeys(table.office, "document"))
    for extension in table.text["text"].split():
        by_kind.setdefault(extension, "text")
    by_kind.update(dict.fromkeys(table.text["script"].split(), "script"))
    by_kind.update(dict.fromkeys(table.programs, "program"))
    return by_kind


def base(name: str) -> str:
    """The last part of a path, whatever separates it."""
    return _FOLDERS.split(name)[-1]


def extensions(name: str) -> tuple[str, ...]:
    """Every extension of a name, in lower case and order, as Windows reads it: without spaces and dots at its end."""
    parts = base(name).rstrip(". \u00a0").split(".")
    return tuple(part.strip().lower() for part in parts[1:])


def kind_of(name: str) -> str:
    """The kind of file that a name's last extension says; empty when it has none that is known."""
    listed = extensions(name)
    return kinds().get(listed[-1], "") if listed else ""


def in_name(name: str, where: str) -> Iterator[Finding]:
    """Everything about a name; ``where`` is how it is called in findings."""
    yield from in_letters(name, where)
    yield from _lookalike_extension(name, where)
    yield from _several(name, where)
    last = base(name)
    if _SPACES.search(last):
        yield found("name.spaces", where, name=last)
    if last != last.rstrip(". \u00a0") and last.strip(". "):
        yield found("name.end", where, name=last)
    if _OUTSIDE.search(name):
        yield found("name.path", where, name=name)


def _several(name: str, where: str) -> Iterator[Finding]:
    """Known extensions before the last, where that one is something else."""
    listed = extensions(name)
    table = formats()
    if len(listed) < 2 or listed[-1] in table.wrapping or not (last := kinds().get(listed[-1])):
        return
    before = [each for each in listed[:-1] if each in kinds()]
    if last == "archive":
        before = []
    elif last not in _RUNS:
        before = [each for each in before if kinds()[each] != last and each not in table.addresses]
    if before:
        yield found("name.several", where, extensions=" ".join(f".{each}" for each in [*before, listed[-1]]))


def _lookalike_extension(name: str, where: str) -> Iterator[Finding]:
    """An extension, or the dot before one, that is written in other characters than it looks."""
    last = base(name).rstrip(". \u00a0")
    if last.isascii():
        return
    dotted = re.sub(f"[{letters().dots}]", ".", last)
    shown = dotted.split(".")[-1]
    meant = skeleton(shown.strip())
    odd_dot = dotted != last and last.split(".")[-1] != shown
    if meant in kinds() and (odd_dot or not shown.isascii()):
        yield found("name.lookalike_extension", where, looks=f".{meant}", shown=last[-(len(shown) + 1) :])
