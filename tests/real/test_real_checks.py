"""Real photographs, documents and letters: ordinary ones are not found, published lists are read, nothing raises."""

from __future__ import annotations

from pathlib import Path

import pytest
from real_sets import DATA

from gawah.checks.files import check_path
from gawah.checks.findings import Report
from gawah.checks.loading import read_list
from gawah.checks.passages import check_link, check_text
from gawah.checks.words import sentence

pytestmark = pytest.mark.real

# Lists: entries taken, entries refused.
LISTS = {
    "amnesty/2021-12-16_cytrox/cytrox.stix2": (336, 0),
    "amnesty/2023-03-29_android_campaign/malware.stix2": (2183, 0),
    "amnesty/2018-08-01_nso/indicators.csv": (1191, 0),
    "amnesty/2020-09-25_finfisher/sha256.csv": (12, 0),
    "amnesty/2020-09-25_finfisher/domains.txt": (4, 0),
    "amnesty/2020-06-15_india/emails.txt": (5, 0),
    "amnesty/2021-10-07_donot/sha256.txt": (228, 0),
    "mvt/candiru/candiru.stix2": (125, 0),
    "mvt/intellexa_predator/predator.stix2": (568, 1),
    "mvt/2026-03-30_darksword/darksword.stix2": (14, 0),
    "mvt/cellebrite/cellebrite.stix2": (0, 0),
}


def files(folder: str, ending: str = "*") -> list[Path]:
    found = sorted(path for path in (DATA / folder).rglob(ending) if path.is_file())
    assert found, f"{DATA / folder} is missing"
    return found


def codes(report: Report) -> set[str]:
    for finding in report.findings:
        assert sentence(finding, "ur")
    return {each.code for each in report.findings}


def test_photographs_are_what_they_are_called() -> None:
    for path in [*files("files/exif-samples", "*.jpg"), *files("files/corkami-mini")]:
        assert codes(check_path(path)) == set(), path.name


def test_of_files_full_of_metadata_only_what_is_odd_is_found() -> None:
    told = {path.name: codes(check_path(path)) for path in files("files/mat2")}
    assert {name: found for name, found in told.items() if found} == {
        "embedded.docx": {"file.program"},
        "embedded.odt": {"file.program"},
        "embedded_corrupted.docx": {"file.other_type"},
        "embedded_corrupted.odt": {"file.other_type"},
    }


def test_letters_are_read_to_their_end() -> None:
    letters = files("email/mikel-mail", "*.eml")
    assert len(letters) > 90
    told = {path.name: check_path(path) for path in letters}
    assert all("look.message" in report.looked_for for report in told.values())
    assert "mail.reply_to" in codes(told["example06.eml"])
    assert codes(told["example04.eml"]) <= {"mail.name_not_in_address"}


@pytest.mark.parametrize("name", LISTS)
def test_published_lists_are_read(name: str) -> None:
    loaded = read_list(DATA / "indicators" / name)
    assert (len(loaded.indicators), len(loaded.refused)) == LISTS[name]


def test_every_entry_of_a_list_is_found_and_its_neighbours_are_not() -> None:
    listed = read_list(DATA / "indicators/amnesty/2018-08-01_nso/indicators.csv").indicators
    for host in listed.hosts:
        assert "indicator.host" in codes(
            check_link(f"https://www.{host}/a" if host[0].isalpha() else f"http://{host}", listed)
        )
        for other in (f"not{host}", f"{host}.example.org", f"example.org/?u={host}"):
            assert "indicator.host" not in codes(check_link(other, listed)), other


def test_real_names_and_titles_are_not_found() -> None:
    import json

    people = json.loads((DATA / "cases/press_killed_in_gaza.json").read_text(encoding="utf-8"))
    names = [person["name"] for person in people]
    assert len(names) == 262
    assert {name for name in names if codes(check_text(name))} == set()
