"""What a check says: findings, each with where it is, and what was looked for, whether or not it was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Values = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found: its code, where (a name, a header, a link), and what its sentence tells of it.

    ``values`` are (name, text) by name, in the order of names. A text may hold anything that the file held;
    ``words.sentence`` shows what cannot be seen.
    """

    code: str
    where: str
    values: Values = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked for in one thing, what was found, and what could not be looked at.

    ``kind``: file, link or text. ``looked_for`` and ``left_out`` are codes of sentences (``look.…``, ``left.…``).
    """

    what: str
    kind: str
    findings: tuple[Finding, ...] = ()
    looked_for: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def found(code: str, where: str, **values: str) -> Finding:
    """A finding with these values."""
    return Finding(code, where, tuple(sorted(values.items())))


@dataclass(slots=True)
class Notes:
    """What a report is gathered in: nothing twice, in the order it was met."""

    findings: dict[Finding, None] = field(default_factory=dict)
    looked_for: dict[str, None] = field(default_factory=dict)
    left_out: dict[str, None] = field(default_factory=dict)

    def add(self, findings: Iterable[Finding]) -> None:
        """Take these findings in."""
        self.findings.update(dict.fromkeys(findings))

    def looked(self, *codes: str) -> None:
        """Say that these were looked for."""
        self.looked_for.update(dict.fromkeys(codes))

    def left(self, code: str) -> None:
        """Say that this was not looked at."""
        self.left_out[code] = None

    def report(self, what: str, kind: str) -> Report:
        """All of it, frozen."""
        return Report(what, kind, tuple(self.findings), tuple(self.looked_for), tuple(self.left_out))
