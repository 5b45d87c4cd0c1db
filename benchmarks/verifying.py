from pathlib import Path

from benchmarks.report import Report


def measure(report: Report, scale: float, folder: Path) -> None: ...
