"""Settings that would make a page, a feed or the sitemap say what it does not, or be no document at all."""

from __future__ import annotations

from typing import Any

import pytest

from gawah.config.home import Organisation, SettingsError, check_organisation


def check(**settings: Any) -> None:
    check_organisation(Organisation(**{"name": {"en": "Invented"}, **settings}), "gawah.toml")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("base_url", "javascript:alert(1)"),
        ("base_url", "https://x.example/\x01"),
        ("base_url", "https://x.example/\u202e"),
        ("base_url", "https://a@b.example/<x>"),
        ("base_url", "https://"),
        ("contact", "a\u202eb"),
        ("licence", "CC\x00"),
        ("notice", {"ur": "\u2067x"}),
        ("tagline", {"en": "x\x7f"}),
        ("name", {"en": "two\nlines"}),
        ("languages", ["en", "en"]),
    ],
)
def test_what_would_mislead_or_break_is_refused(key: str, value: object) -> None:
    with pytest.raises(SettingsError, match=f"^gawah.toml: {key}: "):
        check(**{key: value})


@pytest.mark.parametrize("address", ["", "https://example.org", "http://127.0.0.1:8000/a-b/", "https://x.example/~y"])
def test_an_address_that_can_be_one_is_kept(address: str) -> None:
    check(base_url=address)


def test_several_lines_and_joiners_are_what_people_write() -> None:
    check(contact="a@example.org\nor by post", tagline={"ur": "می\u200cخواہیم"})
