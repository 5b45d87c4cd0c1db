"""The demonstration in a real browser: one site, one server and one Chromium for all journeys."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desk_pages import Window, window
from playwright.sync_api import Browser, Page, expect, sync_playwright
from published import Site, demo, served
from sealed_desk import Desk, sealed_desk, someone  # noqa: F401 - a fixture

from gawah.people.models import Role

CHROMIUM = os.environ.get("GAWAH_CHROMIUM", "/usr/bin/chromium")
MODULES = Path(__file__).parents[2] / "frontend" / "node_modules"

Open = Callable[..., Page]

expect.set_options(timeout=20_000)  # ms: a busy machine fails nothing


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    made = os.environ.get("GAWAH_JOURNEYS_HOME")  # a demonstration made before, to look at one test quickly
    return Site(Path(made)) if made else demo(tmp_path_factory.mktemp("demo") / "home")


@pytest.fixture(scope="session")
def address(site: Site) -> Iterator[str]:
    with served(site) as found:
        yield found


@pytest.fixture(scope="session", autouse=True)
def _loop_on_this_thread() -> Iterator[None]:
    """The browser's driver keeps one, beside which Django would ask no database: here nothing runs in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--force-device-scale-factor=1"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Open]:
    """Opens an address of the site in a browser that knows nothing: ``open_page("/en/", width=360)``."""
    contexts = []

    def opened(path: str = "", *, width: int = 1280, height: int = 900, **options: object) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            base_url=address,
            bypass_csp=False,
            **options,  # type: ignore[arg-type]
        )
        contexts.append(context)
        page = context.new_page()
        if path:
            page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def alice() -> Desk:
    """An owner of the desk, with a key; for tests with a sealed desk."""
    return someone("Alice", Role.OWNER, 0)


@pytest.fixture
def at_desk(browser: Browser, alice: Desk) -> Iterator[Window]:
    """Her window. Nothing may go wrong in it that is not a refusal."""
    with window(browser, alice) as found:
        yield found
        assert [each for each in found.errors if "status of 4" not in each] == []


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    file = MODULES / "axe-core" / "axe.min.js"
    assert file.is_file(), f"{file} is missing: run `npm ci` in frontend/"
    return file.read_text(encoding="utf-8")
