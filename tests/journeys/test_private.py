"""A page asks nothing of another host, keeps nothing on the device, and breaks none of its own rules."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from conftest import Open
from playwright.sync_api import Page
from published import KINDS, LANGUAGES, Site

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_leaves_and_nothing_stays(open_page: Open, site: Site, address: str, kind: str, language: str) -> None:
    page = open_page()
    heard = Heard(page)
    page.goto(site.path(kind, language))
    assert heard.wrong(address) == []


class Heard:
    """What a page asks for, and what the browser says of it, from now on."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        self.said: list[str] = []  # a breach of the content security policy is said on the console
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("response", lambda response: self.said.append(response.url) if response.status >= 400 else None)
        page.on("console", lambda line: self.said.append(line.text) if line.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def wrong(self, address: str) -> list[object]:
        """Addresses of other hosts, errors, and what is kept on the device."""
        self.page.evaluate("document.fonts.ready.then(() => null)")
        here = urlsplit(address).netloc
        kept = self.page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
        assert self.asked
        return [
            *(each for each in self.asked if urlsplit(each).netloc != here),
            *self.said,
            *kept,
            *self.page.context.cookies(),
        ]


def test_the_policy_is_in_force(open_page: Open) -> None:
    """The test can fail: what a page may not do is said on the console."""
    page, said = open_page("/en/"), []
    page.on("console", lambda message: said.append(message.text))
    page.evaluate("document.body.append(Object.assign(document.createElement('img'), {src: 'http://other.invalid/'}))")
    page.wait_for_timeout(100)
    assert any("Content Security Policy" in each for each in said)


def test_a_page_that_is_not_there_says_so_in_its_language(open_page: Open) -> None:
    page = open_page()
    answer = page.goto("/ur/case/not-there/")
    assert answer is not None
    assert answer.status == 404
    assert page.evaluate("document.documentElement.lang") == "ur"
    links = [each.get_attribute("href") for each in page.locator("main a").all()]
    assert links == ["/ur/search/", "/ur/browse/", "/ur/withdrawn/"]


def test_every_link_leads_somewhere(site: Site, open_page: Open) -> None:
    """Every address of this site that any page of it names has a file."""
    page = open_page()
    links: set[str] = set()
    for language in ("en", "ar"):
        for path in site.pages(language):
            page.goto(path, wait_until="commit")
            found = page.eval_on_selector_all("[href]", "all => all.map(each => each.getAttribute('href'))")
            links |= {each.partition("#")[0] for each in found if each.startswith("/")}
    missing = []
    for link in sorted(links):
        file = site.live / link.strip("/")
        if not (file / "index.html" if link.endswith("/") else file).is_file():
            missing.append(link)
    assert missing == []
