"""What was measured, against what, and what it may be at most."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Line:
    """One figure. ``at_most`` None: told, with nothing to hold it to. ``count``: the same on every machine."""

    name: str
    value: float
    unit: str  # "ratio", "files", "bytes" ...
    at_most: float | None = None
    at_least: float | None = None
    count: bool = False
    detail: str = ""

    @property
    def good(self) -> bool:
        """Whether it is within its limit."""
        low = self.at_least is None or self.value >= self.at_least
        return low and (self.at_most is None or self.value <= self.at_most)


@dataclass
class Report:
    """All lines of a run, printed as they come."""

    scale: float
    lines: list[Line] = field(default_factory=list)

    def add(self, name: str, value: float, unit: str = "ratio", **more: object) -> None:
        """Note a figure and print it."""
        line = Line(name, round(value, 4), unit, **more)  # type: ignore[arg-type]
        self.lines.append(line)
        print(f"  {_mark(line)} {name}: {_shown(line.value)} {line.unit}{_limit(line)}", flush=True)
        if line.detail:
            print(f"       {line.detail}", flush=True)

    def failed(self) -> list[Line]:
        """Counts over their limit. Times never fail a run: they depend on the machine."""
        return [line for line in self.lines if line.count and not line.good]

    def write(self, file: Path) -> None:
        """Everything as JSON."""
        results = [{**asdict(line), "good": line.good} for line in self.lines]
        file.write_text(json.dumps({"scale": self.scale, "results": results}, indent=1) + "\n")


def _mark(line: Line) -> str:
    if line.at_most is None and line.at_least is None:
        return "    "
    if line.good:
        return "ok  "
    return "FAIL" if line.count else "slow"


def _limit(line: Line) -> str:
    if line.at_most is not None:
        return f" (at most {_shown(line.at_most)})"
    return f" (at least {_shown(line.at_least)})" if line.at_least is not None else ""


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:,.3g}"
