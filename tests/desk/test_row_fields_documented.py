"""The how-to on imports names every target that a mapping may have, and none that there is not."""

from __future__ import annotations

import re
from pathlib import Path

from gawah.desk.row_fields import FIELDS, MEASURE_FIELDS

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "import.md"
BY_LANGUAGE = ".<lang>"


def documented() -> dict[str, str]:
    """Target -> its line in the table of targets."""
    table = HOW_TO.read_text(encoding="utf-8").partition("## What a column can become")[2].partition("\n## ")[0]
    lines = [line for line in table.splitlines() if line.startswith("| `")]
    return {path: line for line in lines for path in re.findall(r"`([^`]+)`", line.split("|")[1])}


def test_the_how_to_names_every_target() -> None:
    named = documented()
    assert {path for path in FIELDS | MEASURE_FIELDS if not path.endswith(BY_LANGUAGE)} - named.keys() == set()
    for path in FIELDS | MEASURE_FIELDS:
        if path.endswith(BY_LANGUAGE):
            assert "with a language" in named[path.removesuffix(BY_LANGUAGE)]


def test_the_how_to_names_no_target_that_there_is_not() -> None:
    known = FIELDS | MEASURE_FIELDS
    for path in documented():
        assert path in known or f"{path.rpartition('.')[0]}{BY_LANGUAGE}" in known


def test_the_how_to_says_which_targets_are_of_measures_only() -> None:
    order = list(documented())
    measures = order.index("measure.target")
    assert set(order[measures:]) == set(MEASURE_FIELDS)
    assert not set(order[:measures]) & set(MEASURE_FIELDS)
