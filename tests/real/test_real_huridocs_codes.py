"""The HURIDOCS codes that terms refer to are codes of the micro-thesauri, and of the list they name."""

import csv
import os
from pathlib import Path

import pytest

from gawah.vocabulary import lists, terms

pytestmark = pytest.mark.real

DATA = Path(os.environ.get("GAWAH_REAL_DATA", Path(__file__).parents[3] / "shared" / "data"))
THESAURI = DATA / "taxonomy" / "huridocs_microthesauri.csv"


@pytest.fixture(scope="module")
def codes() -> set[str]:
    with THESAURI.open(encoding="utf-8", newline="") as file:
        return {f"{row['list_code']}:{row['huri_code']}" for row in csv.DictReader(file)}


def test_every_reference_exists(codes: set[str]) -> None:
    references = [each.huridocs for name in lists() for each in terms(name).values() if each.huridocs]
    assert len(references) > 100
    assert [each for each in references if each not in codes] == []


def test_no_two_terms_of_a_list_refer_to_the_same_code() -> None:
    for name in lists():
        references = [each.huridocs for each in terms(name).values() if each.huridocs]
        assert len(references) == len(set(references)), name
