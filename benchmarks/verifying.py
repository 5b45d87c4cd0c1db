"""``gawah verify`` of a whole site against hashing its files."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measure import Failed, task
from benchmarks.report import Report
from benchmarks.site import ENGLISH, MEMORY

RECORDS = 10_000


def measure(report: Report, scale: float, folder: Path) -> None:
    """Publish a site in full, with compressed forms, then verify it."""
    count = max(10, round(RECORDS * scale))
    feed, keys, site = folder / "feed", folder / "keys", folder / "site"
    task("snapshot", feed=feed, keys=keys, count=count, languages=ENGLISH)
    task("publish", feed=feed, keys=keys, site=site, cache=folder / "cache")
    live = site / "live"
    task("hash_files", site=live)  # so that both find the files in memory
    plain = task("hash_files", site=live)
    ours = task("verify", site=live, state=folder / "state")
    if ours.answer["status"] != "ok":
        raise Failed(f"verify says {ours.answer['status']} of a site just published")
    told = f"{ours.wall:.2f} s against {plain.wall:.2f} s; {ours.answer['files']:,} files"
    report.add(f"verify of {count:,} records, CPU against hashing", ours.cpu / plain.cpu, at_most=2.0, detail=told)
    report.add("  its wall time against hashing", ours.wall / plain.wall, at_most=2.0)
    report.add("  its peak memory", ours.peak, "bytes", at_most=MEMORY, count=True)
    report.add("  files looked at beside those there", abs(ours.answer["files"] - plain.answer["files"]), "files")
