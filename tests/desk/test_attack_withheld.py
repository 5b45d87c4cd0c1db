"""Where a name that is not to be told hides: in an address, the other way round, behind Markdown."""

from __future__ import annotations

import pytest

from gawah.desk.withheld import tells

NAME = "Zubaida Invented"


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/news/zubaida-invented-arrested",
        "https://example.org/zubaida_invented.html",
        "https://example.org/ZubaidaInvented",
        "https://example.org/?who=Zubaida%20Invented",
        "https://example.org/%5Aubaida+Invented",
        "Invented, Zubaida, was taken",
        "@zubaidainvented wrote",
        "**Zubaida** *Invented* was taken",
        "Zu**baida** Inven_ted_",
        "&#90;ubaida&nbsp;Invented",
        "Zubaida\u200b Invented\u0301",
    ],
)
def test_it_is_found(text: str) -> None:
    assert tells(text, NAME)


@pytest.mark.parametrize(
    "text", ["Zubaida was invented", "https://example.org/invented", "Zubaidah and the inventor", ""]
)
def test_it_is_not_seen_where_it_is_not(text: str) -> None:
    assert not tells(text, NAME)


def test_words_of_two_people_do_not_make_a_third() -> None:
    assert not tells("Hassan Ali was heard", "Sana Li")
    assert not tells("Invented. Then came Omar Zubaida", "Omar Invented")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("Zubaida", "https://example.org/zubaida_arrested", True),
        ("Zubaida", "zubaidas", False),
        ("علی", "علي، صحافي", True),
        ("علی", "https://example.org/%D8%B9%D9%84%D9%8A", True),
        ("علی", "على القائمة", False),
        ("زبیدہ مثالی", "https://example.org/زبيده-مثالي", True),
        ("-", "a - b", False),
        ("李明", "据说李**明**被带走", True),
    ],
)
def test_a_single_word_and_other_scripts(name: str, text: str, told: bool) -> None:
    assert tells(text, name) is told
