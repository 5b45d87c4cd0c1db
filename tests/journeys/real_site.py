"""The six real sets, whole, on one site: imported by their mappings, corrected, withdrawn, released, published."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from published import Site, gawah
from real_sets import DATA, MAPPINGS, SETS

ROWS = sum(rows for _, _, rows in SETS.values())

Record = dict[str, Any]


def _size(record: Record) -> int:
    return len(json.dumps(record))


def _plain(record: Record) -> int:
    return -_size(record)


def _acts(record: Record) -> int:
    return len(record.get("acts", []))


def _text(record: Record) -> int:
    return max((len(text) for text in record.get("narrative", {}).values()), default=0)


def _title(record: Record) -> int:
    return max((len(text) for text in record.get("title", {}).values()), default=0)


def _address(record: Record) -> int:
    return max(len(target["value"]) for target in record["targets"])


# page kind -> of which records, and of those the one with most of what
RECORDS: dict[str, tuple[str, Callable[[Record], int]]] = {
    "case_most_acts": ("kind=case", _acts),
    "case_longest_text": ("kind=case", _text),
    "case_longest_title": ("kind=case", _title),
    "case_corrected": ("version=2", _size),
    "case_uspft": ("dataset=uspft", _plain),
    "case_gaza": ("dataset=press_killed_in_gaza", _plain),
    "case_usagm": ("dataset=usagm_threats_to_press", _size),
    "case_candiru": ("dataset=data_candiru_victims", _plain),
    "measure_longest_address": ("kind=measure", _address),
    "measure_india": ("dataset=india_blocked", _plain),
    "measure_pakistan": ("dataset=citizenlab_pk", _size),
}
LISTS = ("cases", "measures", "country", "year", "undated", "act", "theme")
FORMER = "former"  # version of the case that was corrected
OLDER = ("cases_older", "year_older", "theme_older")
FIXED = (
    "home", "laws", "numbers", "browse", "withdrawn", "about", "how", "check", "key", "search", "missing",
)  # fmt: skip
KINDS = (*FIXED, *LISTS, *OLDER, *RECORDS, FORMER)


class RealSite(Site):
    """The site of the real sets."""

    @property
    def withdrawn(self) -> str:
        """The id of the one record that was taken back."""
        (only,) = (id_ for id_, record in self.records.items() if record["kind"] == "notice")
        return only

    def path(self, kind: str, language: str) -> str:
        """Address of one page of this kind: of lists the longest, or its middle page."""
        if kind in self.chosen:
            record = self.chosen[kind]
            return f"/{language}/{record['kind']}/{record['id']}/"
        if kind == FORMER:
            return f"{self.path('case_corrected', language)}1/"
        if kind in OLDER:
            newest = super().path(kind.removesuffix("_older"), language)
            pages = sorted(each.name for each in (self.live / newest.strip("/") / "page").iterdir())
            return f"{newest}page/{pages[len(pages) // 2]}/"
        return super().path(kind, language)

    @cached_property
    def chosen(self) -> dict[str, Record]:
        """The record that stands for each kind of :data:`RECORDS`."""
        found = {}
        for kind, (which, most) in RECORDS.items():
            field, _, value = which.partition("=")
            fits = [each for each in self.records.values() if str(each.get(field, "")) == value]
            found[kind] = max(fits, key=lambda each: (most(each), each["id"]))
        return found

    def _longest(self, under: str) -> str:
        """The list of most pages below a folder."""
        folder = self.live / under.strip("/")
        lists = [each for each in folder.iterdir() if each.name != "undated"]
        return f"{under}{max(lists, key=lambda each: (len(list((each / 'page').glob('*'))), each.name)).name}/"


def real_site(folder: Path) -> RealSite:
    """Every row of every set released; then one case corrected by a second import, and one withdrawn."""
    home = folder / "home"
    gawah(home, "init", "--home", str(home), "--languages", "en,ur,ar,es,fr,bs", "--name", "Test desk")
    released = {name: _let_out(home, name, DATA / file) for name, (_, file, _) in SETS.items()}
    assert {name: len(ids) for name, ids in released.items()} == {name: rows for name, (_, _, rows) in SETS.items()}
    assert len(_let_out(home, "data_candiru_victims", _corrected(folder))) == 1
    taken = min(released["usagm_threats_to_press"])
    gawah(home, "withdraw", taken, "--reason", "to test the notice", "--as", "test")
    gawah(home, "publish")
    return RealSite(home)


def _let_out(home: Path, name: str, file: Path) -> list[str]:
    """Import a file and release what it brought: ids of the records that are new or have a new version."""
    mapping = str(MAPPINGS / f"{name}.toml")
    said = json.loads(gawah(home, "import", SETS[name][0], str(file), "--map", mapping, "--json"))
    released: list[str] = json.loads(gawah(home, "release", "--import", said["batch"], "--json"))["released"]
    return released


def _corrected(folder: Path) -> Path:
    """The file of the spyware's targets with one cell changed."""
    source = DATA / SETS["data_candiru_victims"][1]
    changed, times = re.subn(",Attempted,", ",Successful,", source.read_text(encoding="utf-8-sig"), count=1)
    assert times == 1
    part = folder / source.name
    part.write_text(changed, encoding="utf-8")
    return part
