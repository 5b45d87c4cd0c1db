"""The shared cases, in Python: what is disguised is found, what is genuine is not, lists match by label."""

from __future__ import annotations

import pytest
from check_cases import CASES, FILE, Spec, report


def codes(case: Spec) -> list[str]:
    return sorted({each.code for each in report(case).findings})


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_what_is_found(case: Spec) -> None:
    assert codes(case) == case["finds"]


def test_there_are_enough_of_each_and_none_twice() -> None:
    assert len(FILE["disguised"]) >= 60 and all(case["finds"] for case in FILE["disguised"])
    assert len(FILE["genuine"]) >= 30 and not any(case["finds"] for case in FILE["genuine"])
    assert {case["side"] for case in CASES} == {"both", "python"}
    assert len({case["id"] for case in CASES}) == len(CASES)
