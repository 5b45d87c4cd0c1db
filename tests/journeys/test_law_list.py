"""The list of what refers to a law: a kind of page that only a site with many such records has, so it is built here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from build_support import case, law, number_id, run, snapshot
from playwright.sync_api import Browser
from published import LANGUAGES
from served_folder import served
from test_accessible import COLOURS, found
from test_valid import problems

from gawah.site import referring
from gawah.site.render import Renderer

pytestmark = pytest.mark.browser

LAW = number_id(900)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("law")
    several = [case(number, related=[LAW]) for number in range(referring.SHOWN + 30)]
    run(snapshot([law(900), *several], languages=LANGUAGES), folder / "tree", folder / "cache", draw=Renderer)
    return folder / "tree"


@pytest.fixture(scope="module")
def base(tree: Path) -> Iterator[str]:
    with served(tree) as found:
        yield found


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_reached_from_the_law_and_read_by_everyone(browser: Browser, base: str, axe: str, language: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 740}, base_url=base)
    page = context.new_page()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.removeprefix(base)[:1]))
    page.goto(f"/{language}/law/{LAW}/")
    page.locator(f'a[href="/{language}/law/{LAW}/records/"]').click()
    page.wait_for_url(f"**/{language}/law/{LAW}/records/")
    assert page.locator(f'main a[href^="/{language}/case/"]').count() >= referring.SHOWN - 25
    assert page.locator(f'main a[href="/{language}/law/{LAW}/"]').count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert found(page, axe) == []
    page.emulate_media(color_scheme="dark")
    assert found(page, axe, COLOURS) == []
    assert hosts == {"/"}
    context.close()


def test_it_is_valid(tree: Path) -> None:
    files = sorted(tree.glob(f"*/law/{LAW}/records/**/*.html"))
    assert len(files) > len(LANGUAGES)
    assert problems(files) == []
