"""The list of what refers to a law: a kind of page that only a site with many such records has, so it is built here."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from build_support import case, law, number_id, run, snapshot
from playwright.sync_api import Browser
from published import LANGUAGES
from test_accessible import COLOURS, found
from test_valid import problems

from gawah.site import referring
from gawah.site.render import Renderer

pytestmark = pytest.mark.browser

LAW = number_id(900)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("law")
    several = [case(number, related=[LAW]) for number in range(referring.SHOWN + 30)]
    run(snapshot([law(900), *several], languages=LANGUAGES), folder / "tree", folder / "cache", draw=Renderer)
    return folder / "tree"


@pytest.fixture(scope="module")
def base(tree: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(tree)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


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
