"""The real data sets come in with the numbers that are known of them, and come in again unchanged."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from real_sets import DATA, MAPPINGS, SETS

pytestmark = pytest.mark.real


class Desk:
    """A data home, and the command on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.run("init", "--home", str(self.home), "--languages", "en,ur", "--name", "Test desk")

    def run(self, *words: str, code: int = 0) -> str:
        done = subprocess.run(
            [str(Path(sys.executable).with_name("gawah")), *words],
            cwd=self.folder,
            env={**os.environ, "GAWAH_HOME": str(self.home)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
        return done.stdout

    def json(self, *words: str, code: int = 0) -> Any:
        return json.loads(self.run(*words, "--json", code=code))

    def bring_in(self, name: str) -> Any:
        kind, file, _ = SETS[name]
        return self.json("import", kind, str(DATA / file), "--map", str(MAPPINGS / f"{name}.toml"))


@pytest.fixture(scope="module")
def first() -> dict[str, Any]:
    """What each set's first import said."""
    return {}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, first: dict[str, Any]) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("real"))
    first |= {name: desk.bring_in(name) for name in SETS}
    return desk


@pytest.mark.parametrize("name", SETS)
def test_every_row_comes_in_and_comes_in_again_unchanged(desk: Desk, first: dict[str, Any], name: str) -> None:
    rows = SETS[name][2]
    assert (first[name]["created"], first[name]["rejected"]) == (rows, 0)
    again = desk.bring_in(name)
    assert (again["unchanged"], again["created"], again["updated"], again["gone"]) == (rows, 0, 0, 0)
    assert again["review"] == first[name]["review"]


def test_the_press_freedom_tracker(desk: Desk, first: dict[str, Any]) -> None:
    counted = desk.json(
        "count", "--of", "cases", "--dataset", "uspft", "--by", "act", "--by", "year", "--by", "place_known"
    )
    assert counted["total"] == 1507
    assert {act: counted["by"]["act"][act] for act in ("assault", "arrest", "leak_prosecution")} == {
        "assault": 890,
        "arrest": 263,
        "leak_prosecution": 8,
    }
    assert counted["by"]["year"]["2020"] == 812
    assert counted["by"]["place_known"]["no"] == 250
    assert desk.json("count", "--of", "acts", "--dataset", "uspft")["total"] == 1803
    assert first["uspft_incidents"]["review"] == 432


def test_names_in_two_scripts_and_no_date(desk: Desk) -> None:
    counted = desk.json("count", "--of", "cases", "--dataset", "press_killed_in_gaza", "--by", "year")
    assert counted == {"total": 262, "by": {"year": {"unknown": 262}}}
    assert desk.json("count", "--of", "people", "--dataset", "press_killed_in_gaza")["total"] == 262


def test_threats_keep_their_status(desk: Desk) -> None:
    counted = desk.json("count", "--of", "cases", "--dataset", "usagm_threats_to_press", "--by", "status")
    assert counted["by"]["status"] == {"threatened": 7, "arrested": 5, "attacked": 2, "detained": 2, "killed": 1}


def test_spyware_targets_keep_the_precision_of_their_dates(desk: Desk) -> None:
    counted = desk.json("count", "--of", "acts", "--dataset", "data_candiru_victims", "--by", "year")
    assert counted == {"total": 4, "by": {"year": {"2019": 2, "2020": 2}}}


def test_lists_of_blocked_addresses(desk: Desk) -> None:
    counted = desk.json("count", "--of", "measures", "--dataset", "india_blocked", "--by", "list", "--by", "status")
    assert counted["total"] == 1221
    assert len(counted["by"]["list"]) == 8
    assert counted["by"]["status"] == {"blocked": 1221}


def test_a_tested_address_is_no_block(desk: Desk) -> None:
    counted = desk.json("count", "--of", "measures", "--dataset", "citizenlab_pk", "--by", "status")
    assert counted == {"total": 670, "by": {"status": {"tested": 670}}}


def test_a_suggested_mapping_brings_in_most_columns_unedited(desk: Desk) -> None:
    file = str(DATA / "cases" / "usagm_threats_to_press.json")
    desk.run("import", "cases", file, "--suggest", "--map", "suggested.toml")
    text = (desk.folder / "suggested.toml").read_text(encoding="utf-8")
    columns = {each["column"]: each["to"] for each in tomllib.loads(text)["field"] if "column" in each}
    assert len(columns) >= 10
    assert {"name", "date", "country", "status", "description", "link", "latitude", "longitude"} <= columns.keys()
    assert columns["name"].startswith("person.name") and columns["link"] == "source.url"
    (desk.folder / "suggested.toml").write_text(text.replace("usagm_threats_to_press", "suggested"), encoding="utf-8")
    assert desk.json("import", "cases", file, "--map", "suggested.toml")["created"] == 17
