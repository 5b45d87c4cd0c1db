"""Pages made from a few dozen rows of the real sets hold as the demonstration's do."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Open
from published import Site, gawah, served
from test_accessible import found
from test_narrow import TOO_WIDE
from test_valid import problems

pytestmark = [pytest.mark.real, pytest.mark.enable_socket]

DATA = Path(os.environ.get("GAWAH_REAL_DATA", Path(__file__).parents[3] / "shared" / "data")).resolve()
MAPPINGS = Path(__file__).parents[2] / "docs" / "examples"
SETS = {
    "uspft_incidents": ("cases", "cases/uspft_incidents_2012-2021_fixture.csv"),
    "data_candiru_victims": ("cases", "cases/granitt/data-candiru-victims.csv"),
    "india_blocked_master": ("measures", "blocking/india_blocked_master.csv"),
    "citizenlab_pk": ("measures", "blocking/citizenlab_test_lists/pk.csv"),
}
ROWS = 30


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("real")
    home = folder / "home"
    gawah(home, "init", "--home", str(home), "--languages", "en,ur,ar,es,fr,bs", "--name", "Test desk")
    for name, (kind, file) in SETS.items():
        with (DATA / file).open(encoding="utf-8-sig", newline="") as rows:
            part = folder / Path(file).name
            part.write_text("".join(itertools.islice(rows, ROWS + 1)), encoding="utf-8")
        gawah(home, "import", kind, str(part), "--map", str(MAPPINGS / f"{name}.toml"))
    gawah(home, "release", "--all")
    gawah(home, "publish")
    return Site(home)


@pytest.fixture(scope="session")
def address(site: Site) -> Iterator[str]:
    with served(site) as here:
        yield here


def test_the_html_is_valid(site: Site) -> None:
    assert len(site.records) > 60
    assert problems(sorted(site.live.resolve().rglob("*.html"))) == []


@pytest.mark.parametrize("language", ["en", "ar", "ur", "es", "fr", "bs"])
def test_pages_are_accessible_and_fit_a_phone(open_page: Open, site: Site, axe: str, language: str) -> None:
    page, asked, wrong = open_page(width=360), set(), {}
    page.on("request", lambda request: asked.add(request.url.split("/")[2]))
    for kind in ("home", "case", "measure", "cases", "measures", "browse", "country", "year", "act", "search"):
        page.goto(site.path(kind, language))
        bad = found(page, axe)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            bad += map(str, page.evaluate(TOO_WIDE))
        if bad:
            wrong[kind] = bad
    assert wrong == {}
    assert len(asked) == 1
