"""The real sets, whole, on one site: every kind of page it has holds in all languages as the demonstration's do."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from conftest import Open
from languages import languages, shown, unsaid
from published import LANGUAGES, served
from real_site import KINDS, ROWS, RealSite, real_site
from test_accessible import COLOURS, found
from test_narrow import TOO_WIDE
from test_private import Heard
from test_texts import misread
from test_valid import problems
from test_without_script import lines

pytestmark = [pytest.mark.real, pytest.mark.enable_socket]

DARK = ("en", "ur")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> RealSite:
    made = os.environ.get("GAWAH_REAL_HOME")  # made before, to look at one test quickly
    return RealSite(Path(made)) if made else real_site(tmp_path_factory.mktemp("real"))


@pytest.fixture(scope="session")
def address(site: RealSite) -> Iterator[str]:
    with served(site) as here:
        yield here


def test_every_row_of_every_set_is_on_the_site(site: RealSite) -> None:
    kinds = [each["kind"] for each in site.records.values()]
    assert (len(kinds), kinds.count("notice")) == (ROWS, 1)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_page_holds(open_page: Open, site: RealSite, address: str, axe: str, kind: str) -> None:
    """In each language: what is asked of whom, what is read, what axe finds, what a phone and what no script shows.

    Light, and in one language of each direction dark.
    """
    page, plain = open_page(), open_page(java_script_enabled=False, width=360, height=740)
    wrong: dict[str, list[Any]] = {}
    for language in LANGUAGES:
        path, heard = site.path(kind, language), Heard(page)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(path)
        bad = [*heard.wrong(address), *misread(page, site, language), *found(page, axe)]
        if language in DARK:
            page.emulate_media(color_scheme="dark")
            bad += found(page, axe, COLOURS)
            page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 360, "height": 740})
        bad += page.evaluate(TOO_WIDE)
        plain.goto(path)
        scripted, unscripted = lines(page), lines(plain)
        if len(unscripted) < 15 or scripted != unscripted:
            bad.append(set(scripted) ^ set(unscripted))
        if bad:
            wrong[path] = bad
    assert wrong == {}


def test_the_choice_of_language_holds(open_page: Open, address: str, axe: str) -> None:
    page = open_page()
    heard = Heard(page)
    page.goto("/")
    assert [*heard.wrong(address), *found(page, axe)] == []
    plain = open_page("/", java_script_enabled=False)
    assert plain.locator("main a").all_inner_texts() == page.locator("main a").all_inner_texts()


def test_the_html_is_valid(site: RealSite) -> None:
    """Every page of a record in one of the languages, every list in one, and every kind of page in all."""
    pages = {f"{site.path(kind, language)}" for kind in KINDS for language in LANGUAGES}
    per_language = [site.pages(language) for language in LANGUAGES]
    for number, same in enumerate(zip(*(sorted(each) for each in per_language), strict=True)):
        pages.add(same[number % len(LANGUAGES)])
    files = [site.live / path.strip("/") / ("" if path.endswith(".html") else "index.html") for path in sorted(pages)]
    assert len(files) > ROWS + len(KINDS)
    with ThreadPoolExecutor(2) as two:
        assert [*two.map(problems, (files[::2], files[1::2]))] == [[], []]


def test_each_text_says_its_language(site: RealSite) -> None:
    written = languages(list(site.records.values()))
    paths = [site.path(kind, language) for kind in KINDS for language in LANGUAGES]
    files = {path: site.live / path.strip("/") / ("" if path.endswith(".html") else "index.html") for path in paths}
    pages = {path: file.read_text(encoding="utf-8") for path, file in files.items()}
    assert sum(shown(page, written) for page in pages.values()) > len(KINDS)
    wrong = {path: unsaid(page, written) for path, page in pages.items()}
    assert {path: bad for path, bad in wrong.items() if bad} == {}


def test_what_was_withdrawn_is_gone(open_page: Open, site: RealSite) -> None:
    page = open_page()
    for language in LANGUAGES:
        answer = page.goto(f"/{language}/case/{site.withdrawn}/")
        assert answer is not None
        assert answer.status == 404
        page.goto(f"/{language}/withdrawn/")
        assert page.locator("main").inner_text().count(site.withdrawn) == 1
    notice = site.records[site.withdrawn]
    assert notice.keys() == {"id", "kind", "withdrawn"}, notice


def test_a_correction_leaves_its_former_version(site: RealSite) -> None:
    newest = site.chosen["case_corrected"]
    former = json.loads((site.live / "r" / f"{newest['id']}.1.json").read_bytes())
    assert (former["id"], former["version"], newest["version"]) == (newest["id"], 1, 2)
    assert [former["acts"][0]["outcome"], newest["acts"][0]["outcome"]] == ["attempted", "succeeded"]
