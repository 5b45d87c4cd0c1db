"""Language tags: which are known, and which one a name or another spelling means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gawah.vocabulary import LANGUAGES, find_language, is_language


@pytest.mark.parametrize(
    "tag", [*LANGUAGES, "sd", "ps", "skr", "pnb", "khw", "und", "mul", "zxx", "ur-Latn", "sr-Latn-RS"]
)
def test_a_language_is_known(tag: str) -> None:
    assert is_language(tag)
    assert find_language(tag) == tag


@pytest.mark.parametrize("tag", ["", "xx", "xxx", "EN", "en-", "en_US", "en-us", "english", "ur-Xxxx", "en-XX", "en\n"])
def test_what_is_no_tag_is_not(tag: str) -> None:
    assert not is_language(tag)


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("English", "en"),
        ("اردو", "ur"),
        ("bosanski", "bs"),
        ("pt_br", "pt-BR"),
        ("ZH-HANT-tw", "zh-Hant-TW"),
        (" UR ", "ur"),
        ("nonsense", None),
        ("", None),
        ("-", None),
    ],
)
def test_another_spelling_or_a_name_means_a_tag(written: str, tag: str | None) -> None:
    assert find_language(written) == tag


@given(st.text(max_size=15))
def test_what_is_found_is_always_known(written: str) -> None:
    found = find_language(written)
    assert found is None or is_language(found)
