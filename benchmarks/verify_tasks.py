"""What is measured of ``gawah verify``, each in a process of its own."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from benchmarks.site_tasks import NOON
from gawah.feed.verify import verify as check


def verify(site: str, state: str) -> dict[str, Any]:
    """Verify a published folder."""
    report = check(site, state=Path(state), now=NOON)
    return {"status": report.status, "files": report.files}


def hash_files(site: str) -> dict[str, Any]:
    """SHA-256 of each of its files, and nothing else."""
    files = 0
    for folder, _, names in os.walk(site):
        for name in names:
            hashlib.sha256((Path(folder) / name).read_bytes()).hexdigest()
            files += 1
    return {"files": files}
