"""The site: a full publish against Hugo and the plain loop, one change among many, memory."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from benchmarks.measure import Failed, Run, command, task
from benchmarks.report import Report

RECORDS = 10_000
FEW, MANY = 1_000, 100_000
TURNS = 3  # a machine slows down for seconds at a time, and then only one of the two
MEMORY = 400_000_000
# Neither of these is made of the record that changed alone, so they may differ from a full publish.
MAY_DIFFER = {"status.json", "changes.json", "en/index.html"}
ENGLISH = ["en"]


def measure(report: Report, scale: float, folder: Path) -> None:
    """Everything about building a site."""
    _full(report, max(10, round(RECORDS * scale)), folder / "full")
    _many(report, max(10, round(FEW * scale)), max(100, round(MANY * scale)), folder / "many")


def _full(report: Report, count: int, folder: Path) -> None:
    """A full publish in one language into one empty tree, without compression, search, feed and second tree."""
    folder.mkdir()
    feed, _ = _snapshot(folder, count)
    ours, hugo = _in_turn(folder, feed, count)
    loop = task("plain_loop", feed=feed, tree=folder / "loop")
    report.add(
        f"full publish of {count:,} records, wall time against Hugo's, the middle one of {TURNS} each",
        ours.wall / hugo.wall,
        at_most=1.0,
        detail=f"{_told(ours)}; Hugo {_told(hugo)}",
    )
    report.add("  its CPU against Hugo's", ours.cpu / hugo.cpu)
    memory = ours.peak + ours.answer["beside"]
    report.add(
        "  peak memory of all its processes against Hugo's",
        memory / hugo.peak,
        at_most=0.5,
        detail=f"{memory / 1e6:.0f} MB, of which {ours.answer['beside'] / 1e6:.0f} MB in the processes that draw",
    )
    report.add(
        "  its CPU against the plain loop's",
        ours.cpu / loop.cpu,
        at_most=3.0,
        detail=f"the loop {_told(loop)}; {ours.answer['files']} files against {loop.answer['files']}",
    )
    _apart(report, folder, count, ours)


def _in_turn(folder: Path, feed: Path, count: int) -> tuple[Run, Run]:
    """Ours and Hugo in turn, each into an empty folder; of each the run whose wall time is the middle one."""
    ours, hugo = [], []
    for turn in range(TURNS):
        place = folder / f"turn-{turn}"
        ours.append(task("build", feed=feed, tree=place / "tree", cache=place / "cache"))
        hugo.append(_hugo(place / "hugo", count))
        shutil.rmtree(place)
    return _middle(ours), _middle(hugo)


def _middle(runs: list[Run]) -> Run:
    return sorted(runs, key=lambda run: run.wall)[len(runs) // 2]


def _apart(report: Report, folder: Path, count: int, bare: Run) -> None:
    """What else a publish does, as a share of the bare one's CPU."""
    feed, keys = folder / "feed", folder / "keys"
    packed = task("build", feed=feed, tree=folder / "packed", cache=folder / "cache2", compressed=True)
    searched = task("build", feed=feed, tree=folder / "searched", cache=folder / "cache3", searched=True)
    whole = task("publish", feed=feed, keys=keys, site=folder / "site", cache=folder / "cache4")
    report.add("  apart: compressed forms, CPU against the bare publish's", packed.cpu / bare.cpu - 1)
    report.add("  apart: search, CPU against the bare publish's", searched.cpu / bare.cpu - 1)
    for name, spent in whole.answer["parts"].items():
        if "compressed" not in name:
            report.add(f"  apart: {name}, CPU against the bare publish's", spent["cpu"] / bare.cpu)
    report.add("peak memory of a publish with search", searched.peak, "bytes", at_most=MEMORY, count=True)
    report.add("peak memory of a publish with both trees", whole.peak, "bytes", at_most=MEMORY, count=True)
    _searched(report, folder, count)


def _searched(report: Report, folder: Path, count: int) -> None:
    """One change, search with it: a bundle made anew, and what else is written."""
    place = {"feed": folder / "feed", "keys": folder / "keys", "tree": folder / "searched"}
    task("list_pages", **place)
    before = _files(place["feed"])
    run = task("change", **place, cache=folder / "cache3", number=7, searched=True)
    name = f"one change among {count:,}, search included"
    report.add(f"{name}: partitions rebuilt", run.answer["partitions"], "partitions", at_most=1, count=True)
    _written(report, name, run, place["feed"], before)


def _many(report: Report, few: int, many: int, folder: Path) -> None:
    """CPU by number of records, and one change among the many."""
    folder.mkdir()
    (folder / "few").mkdir()
    small = task("build", feed=_snapshot(folder / "few", few)[0], tree=folder / "few/tree", cache=folder / "few/cache")
    tree, cache = folder / "tree", folder / "cache"
    feed, keys = _snapshot(folder, many)
    full = task("build", feed=feed, tree=tree, cache=cache)
    start = task("nothing").cpu
    each = [(run.cpu - start) / count for run, count in ((full, many), (small, few))]
    report.add(
        f"CPU per record at {many:,} against {few:,}, starting Python left out",
        each[0] / each[1],
        at_most=1.3,
        detail=f"{each[0] * 1e6:,.0f} µs against {each[1] * 1e6:,.0f} µs; {_told(full)}",
    )
    report.add(f"peak memory of a full publish of {many:,}", full.peak, "bytes", at_most=MEMORY, count=True)
    task("list_pages", feed=feed, keys=keys, tree=tree)
    _change(report, f"one change among {many:,}", folder, full.cpu - start, publish=2, number=many // 2 + 1)
    number = next(each for each in range(many // 3, many) if each % 10)  # a case, which has acts
    name = f"one change of acts, years and theme among {many:,}"
    _change(report, name, folder, full.cpu - start, publish=3, number=number, moved=True)
    _same(report, folder, publish=3)
    _followed(report, folder, many)


def _followed(report: Report, folder: Path, many: int) -> None:
    """A mirror with the stock client gets every file that the feed names: snapshot and page lists."""
    found = task("follow", feed=folder / "feed", keys=folder / "keys", into=folder / "mirror").answer
    name = f"files of the feed of {many:,} that the stock client could not fetch"
    left = found["named"] - found["fetched"]
    report.add(name, left, "files", at_most=0, count=True, detail=f"{found['fetched']:,} fetched")


def _change(report: Report, name: str, folder: Path, full: float, **what: Any) -> None:
    """``full``: CPU seconds of a full publish; ``what``: the record, and what becomes of it."""
    feed = folder / "feed"
    before = _files(feed)
    run = task("change", feed=feed, keys=folder / "keys", tree=folder / "tree", cache=folder / "cache", **what)
    _written(report, name, run, feed, before)
    report.add(
        "  its CPU against the full publish's, starting Python left out of both",
        sum(part["cpu"] for part in run.answer["parts"].values()) / full,
        at_most=0.01,
        detail=", ".join(f"{name} {part['cpu'] * 1000:.0f} ms" for name, part in run.answer["parts"].items()),
    )
    report.add("  its peak memory", run.peak, "bytes", at_most=MEMORY, count=True)


def _written(report: Report, name: str, run: Run, feed: Path, before: dict[str, int]) -> None:
    """How many files a change wrote, the bundle of search that was made anew left out. ``before``: the feed's."""
    if not run.answer["warm"]:
        raise Failed(f"{name}: the cache was not used")
    bundle = [path for path in run.answer["pages"] if path.startswith("search/") and path.count("/") > 2]
    pages = len(run.answer["pages"]) - len(bundle)
    now = _files(feed)
    fed = sum(before.get(path) != inode for path, inode in now.items() if not path.startswith("previous/"))
    told = f"{pages} of the site, {fed} of the feed" + (f"; {len(bundle)} in the bundle beside" if bundle else "")
    report.add(f"{name}: files written", pages + fed, "files", at_most=60, count=True, detail=told)
    report.add("  of which page lists", run.answer["lists"], "files", at_most=30, count=True)


def _same(report: Report, folder: Path, publish: int) -> None:
    """What the changes left is what a full publish makes."""
    feed, tree = folder / "feed", folder / "tree"
    task("build", feed=feed, tree=folder / "again", cache=folder / "cache2", number=publish)
    found = task("compare", feed=feed, one=tree, other=folder / "again").answer
    differ = [path for path in found["differ"] if path not in MAY_DIFFER]
    lines = [path for path in found["misread"] if path not in MAY_DIFFER]
    more = ", ".join((differ + lines)[:5])
    report.add(
        "after both: files that differ from a full publish", len(differ), "files", at_most=0, count=True, detail=more
    )
    report.add("  page-list lines that differ from one", len(lines), "lines", at_most=0, count=True)


def _snapshot(folder: Path, count: int) -> tuple[Path, Path]:
    feed, keys = folder / "feed", folder / "keys"
    task("snapshot", feed=feed, keys=keys, count=count, languages=ENGLISH)
    return feed, keys


def _hugo(folder: Path, count: int) -> Run:
    program = shutil.which("hugo")
    if program is None:
        raise Failed("there is no hugo to compare with; install it (Debian: apt-get install hugo)")
    task("hugo_texts", folder=folder, count=count)
    return command([program, "--quiet"], folder=folder)


def _files(folder: Path) -> dict[str, int]:
    """Path -> inode of all files below a folder."""
    return {path.relative_to(folder).as_posix(): path.stat().st_ino for path in folder.rglob("*") if path.is_file()}


def _told(run: Run) -> str:
    return f"{run.wall:.1f} s, CPU {run.cpu:.1f} s, {run.peak / 1e6:.0f} MB"
