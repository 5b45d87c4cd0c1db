"""What a page of a list says of itself."""

from __future__ import annotations

import pytest
from build_support import case
from render_samples import RENDERER

from gawah.site.drawer import ListPage
from gawah.site.entry import ListKey, entry_of
from gawah.site.lists import NEWEST, Place
from gawah.site.views.entry import title_of
from gawah.site.views.listing import heads
from gawah.site.views.wording import plain

OLDER = ("2024-03-12", "3fa9c1d2e4f5a6b7c8d9")


def heading(end: Place, since: str, language: str = "en", key: ListKey = ListKey("kind", "case")) -> str:  # noqa: B008
    page = ListPage(key, "", [], end, since, "", "")
    return plain(heads(page, RENDERER._languages[language].wording)[0])


def test_an_older_page_says_up_to_which_day_its_records_were_released() -> None:
    assert heading(OLDER, "2024-01-05") == "Cases · released up to 12 March 2024"
    assert heading(NEWEST, "2024-01-05") == "Cases"
    assert heading(OLDER, "2024-01-05", key=ListKey("year", "2012")) == "Year: 2012 · released up to 12 March 2024"


@pytest.mark.parametrize(("language", "written"), [("en", "Invented case 7"), ("ur", '<bdi lang="en" dir="ltr">')])
def test_pages_of_one_day_differ_by_the_record_they_end_with(language: str, written: str) -> None:
    newest = entry_of(case(7))
    page = ListPage(ListKey("kind", "case"), "", [], OLDER, "2024-03-12", "", "", newest=newest)
    found = heads(page, RENDERER._languages[language].wording)[0]
    assert found.endswith(f" · {title_of(newest, RENDERER._languages[language].wording)}")
    assert written in found


@pytest.mark.parametrize("language", ["ur", "ar"])
def test_the_day_is_written_as_the_language_has_it(language: str) -> None:
    day = RENDERER._languages[language].wording.locale.date_text("2024-03-12")
    assert day in heading(OLDER, "2024-01-05", language)
    assert "March" not in heading(OLDER, "2024-01-05", language)


def test_an_older_page_tells_its_own_address() -> None:
    html = RENDERER.list_page(
        ListPage(ListKey("act", "arrest"), "", [], OLDER, "2024-01-05", "", "/en/act/arrest/"), "en"
    )
    assert f"/act/arrest/page/{OLDER[1]}/" in html
