"""The six real sets: where their data and mappings are, and how many rows each has."""

from __future__ import annotations

import os
from pathlib import Path

DATA = Path(os.environ.get("GAWAH_REAL_DATA", Path(__file__).parents[2] / "shared" / "data")).resolve()
MAPPINGS = Path(__file__).parents[1] / "docs" / "examples"

SETS = {
    "uspft_incidents": ("cases", "cases/uspft_incidents_2012-2021_fixture.csv", 1507),
    "press_killed_in_gaza": ("cases", "cases/press_killed_in_gaza.json", 262),
    "usagm_threats_to_press": ("cases", "cases/usagm_threats_to_press.json", 17),
    "data_candiru_victims": ("cases", "cases/granitt/data-candiru-victims.csv", 4),
    "india_blocked_master": ("measures", "blocking/india_blocked_master.csv", 1221),
    "citizenlab_pk": ("measures", "blocking/citizenlab_test_lists/pk.csv", 670),
}
