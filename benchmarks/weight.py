"""What a reader downloads: HTML and CSS, script and fonts of a page of each kind, as sent."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measure import task
from benchmarks.report import Report

LIMITS = {"html and css": 30_000, "script": 10_000}
FONTS = {"en": 0, "es": 0, "fr": 0, "bs": 0, "ur": 165_000}


def measure(report: Report, scale: float, folder: Path) -> None:
    """The heaviest page of each language, over every page of a small site."""
    feed, keys = folder / "feed", folder / "keys"
    languages = ["en", "es", "fr", "ar", "ur", "bs"]
    task("snapshot", feed=feed, keys=keys, count=max(60, round(2000 * scale)), languages=languages)
    task("publish", feed=feed, keys=keys, site=folder / "site", cache=folder / "cache")
    answer = task("weigh", site=folder / "site/live", languages=languages).answer
    for language in languages:
        heaviest = answer[language]
        for what, limit in LIMITS.items():
            size, path = heaviest[what]
            report.add(f"{language}: {what}", size, "bytes", at_most=limit, count=True, detail=f"heaviest: {path}")
        size, path = heaviest["fonts"]
        report.add(f"{language}: fonts", size, "bytes", at_most=FONTS.get(language), count=True, detail=path)
