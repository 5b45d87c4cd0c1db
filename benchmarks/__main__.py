"""``python -m benchmarks --scale S``: measure everything, print it, write ``bench-results.json``.

``--scale`` multiplies the numbers of records and rows. A run fails on counts (files written, queries, bytes), on a
tool that is missing and on work that does not end well; never on time.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks import imports, serving, site, verifying, weight
from benchmarks.measure import Failed
from benchmarks.report import Report

PARTS = {
    "site": site.measure,
    "verify": verifying.measure,
    "import": imports.measure,
    "serve": serving.measure,
    "weight": weight.measure,
}
RESULTS = Path("bench-results.json")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="1 = the full numbers, half an hour of two cores")
    parser.add_argument("--only", choices=PARTS, help="one part by itself")
    chosen = parser.parse_args()
    report = Report(chosen.scale)
    broken = []
    for name in [chosen.only] if chosen.only else PARTS:
        print(f"{name}:", flush=True)
        with tempfile.TemporaryDirectory(prefix="gawah-bench-") as folder:
            try:
                PARTS[name](report, chosen.scale, Path(folder))
            except Failed as error:
                print(f"  FAIL {error}", flush=True)
                broken.append(name)
    report.write(RESULTS)
    failed = report.failed()
    for line in failed:
        print(f"Over its limit: {line.name}: {line.value} {line.unit}.")
    print(f"Written to {RESULTS}.")
    return 1 if failed or broken else 0


sys.exit(main())
