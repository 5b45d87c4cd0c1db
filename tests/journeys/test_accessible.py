"""axe-core finds nothing serious on any kind of page, in any language, light or dark."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Open
from playwright.sync_api import Page
from published import KINDS, LANGUAGES, Site

pytestmark = pytest.mark.browser

BAD = ("serious", "critical")
COLOURS = ["color-contrast", "link-in-text-block"]  # what dark mode can change


def found(page: Page, axe: str, rules: list[str] | None = None) -> list[str]:
    """What axe finds that is serious or critical: rule and elements."""
    page.evaluate(axe)  # the driver's own world: the page's policy would refuse an added script, and must
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    result = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for each in result["violations"]
        if each["impact"] in BAD
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_serious(open_page: Open, site: Site, axe: str, kind: str, language: str) -> None:
    page = open_page(site.path(kind, language))
    assert found(page, axe) == []
    page.emulate_media(color_scheme="dark")
    assert found(page, axe, COLOURS) == []


@pytest.mark.parametrize("language", ["en", "ur"])
def test_nothing_serious_on_a_phone(open_page: Open, site: Site, axe: str, language: str) -> None:
    page = open_page(width=360, height=740)
    problems = {}
    for kind in KINDS:
        page.goto(site.path(kind, language))
        if bad := found(page, axe):
            problems[kind] = bad
    assert problems == {}


def test_nothing_serious_on_any_record(open_page: Open, site: Site, axe: str) -> None:
    page, problems = open_page(), {}
    for id_, record in site.records.items():
        page.goto(f"/en/{record['kind']}/{id_}/")
        if bad := found(page, axe):
            problems[record["kind"], id_] = bad
    assert problems == {}


def test_the_choice_of_language(open_page: Open, axe: str) -> None:
    page = open_page("/")
    assert found(page, axe) == []
    assert page.locator("main a").count() == len(LANGUAGES)
    page.emulate_media(color_scheme="dark")
    assert found(page, axe, COLOURS) == []
    page.get_by_role("link", name="اردو").click()
    assert page.url.endswith("/ur/")


def test_axe_sees_what_is_wrong(open_page: Open, axe: str) -> None:
    """The test can fail: an image without a text, and grey on white."""
    page = open_page("/")
    page.evaluate("document.querySelector('main').innerHTML = '<img src=x><p style=color:#aaa>Pale</p>'")
    assert {each.partition(":")[0] for each in found(page, axe)} >= {"image-alt"}
