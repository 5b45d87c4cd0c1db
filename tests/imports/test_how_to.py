"""The how-to is true: its mapping is read, and names every key there is."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

from gawah.imports import mapping

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "import.md"


def test_the_mapping_in_the_how_to_is_one() -> None:
    text = HOW_TO.read_text(encoding="utf-8")
    found = mapping.read(re.findall(r"```toml\n(.*?)```", text, re.S)[0])
    assert [rule.to for rule in found.fields] == [
        "act.date", "act.type", "place.latitude", "person.name", "source.url", "as_of",
    ]  # fmt: skip
    assert (found.key, found.case) == (("id",), ("incident",))
    for part in dataclasses.fields(mapping.FieldRule):
        assert part.name in ("where",) or f"{part.name} = " in text or f"[field.{part.name}]" in text


def test_the_how_to_names_the_columns_of_a_rejects_file() -> None:
    from gawah.imports.readers.table import REJECT_COLUMNS

    text = HOW_TO.read_text(encoding="utf-8")
    assert all(f"`{column}`" in text for column in REJECT_COLUMNS)
