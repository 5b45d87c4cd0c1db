"""An import against a bare ``executemany`` of the rows it leaves, and its memory by number of rows."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measure import Failed, Run, task
from benchmarks.report import Report

ROWS, MANY = 100_000, 1_000_000
GROWTH = 1.25  # of the peak memory, from the first tenth to the end; what the allocator does with pages is in it
STATEMENTS = 40  # a chunk of 500 rows, however many rows the dataset has


def measure(report: Report, scale: float, folder: Path) -> None:
    """The time of a first import, and the memory of one ten times as long."""
    rows, many = max(1_000, round(ROWS * scale)), max(3_000, round(MANY * scale))
    run = _import(folder / "rows", rows)
    bare = task("bare_insert", home=folder / "rows/home").answer
    ours = run.answer
    told = f"{ours['wall']:.1f} s against {bare['wall']:.1f} s; {bare['rows']:,} rows left by {rows:,}"
    report.add(
        "import, CPU against executemany of the rows it leaves", ours["cpu"] / bare["cpu"], at_most=8, detail=told
    )
    report.add("  its wall time against it", ours["wall"] / bare["wall"], at_most=8)
    report.add("  its peak memory", run.peak, "bytes", at_most=400_000_000, count=True)
    report.add(
        "  statements a chunk of 500 rows, at most", ours["statements"], "queries", at_most=STATEMENTS, count=True
    )
    longer = _import(folder / "many", many)
    memory = {int(done): peak for done, peak in longer.answer["memory"].items()}
    early = max(peak for done, peak in memory.items() if done <= max(many // 10, min(memory)))
    report.add(
        f"peak memory after {many:,} rows against after {many // 10:,}",
        max(memory.values()) / early,
        at_most=GROWTH,
        count=True,
        detail=f"{max(memory.values()) / 1e6:.0f} MB against {early / 1e6:.0f} MB",
    )
    report.add(
        "  statements a chunk, more than with fewer rows",
        longer.answer["statements"] - ours["statements"],
        "queries",
        at_most=0,
        count=True,
    )


def _import(folder: Path, rows: int) -> Run:
    folder.mkdir()
    task("table", folder=folder, rows=rows)
    run = task("import_rows", home=folder / "home", folder=folder)
    if run.answer["created"] != rows:
        raise Failed(f"of {rows} rows {run.answer['created']} were imported, {run.answer['rejected']} rejected")
    return run
