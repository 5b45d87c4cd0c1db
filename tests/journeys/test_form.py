"""The whole way of a reporter in a real Chromium; what was sent is opened with Python."""

from __future__ import annotations

import pytest
from form_steps import sent
from intake import Intake, visited
from playwright.sync_api import Browser
from promises import in_languages

from gawah.sealed.sentences import make

pytestmark = pytest.mark.browser

TEXT = "They took the phone at the gate. تھانے میں رکھا۔"


@pytest.fixture
def intake() -> Intake:
    return Intake(make(in_languages("en")))


def test_the_whole_way(browser: Browser, intake: Intake) -> None:
    with visited(browser, intake, "en") as page:
        typed = sent(page, TEXT, yes=("contact", "publish"))
    sealed = intake.opened()
    assert sealed.answers == {
        "who": "me", "what": TEXT, "when": "month", "when_words": "Ramadan, last year", "where": "town",
        "where_words": "Lahore", "contact": "a letter to my aunt",
    }  # fmt: skip
    assert sealed.consents == {"contact": True, "publish": True, "count": False}
    assert sealed.language == "en"
    print(typed)
