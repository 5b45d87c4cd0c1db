"""Pages are light: what is sent of each kind, compressed, and which fonts."""

from __future__ import annotations

import pytest
from conftest import Open
from playwright.sync_api import Request
from published import KINDS, LANGUAGES, Site

pytestmark = pytest.mark.browser

PAGE, SCRIPT, FONT = 30_000, 10_000, 165_000  # bytes: HTML with CSS, script before search is used, fonts


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_light(open_page: Open, site: Site, language: str) -> None:
    heavy = []
    for kind in KINDS:
        page, sent = open_page(), []
        page.on("requestfinished", lambda request, sent=sent: sent.append(request))
        page.goto(site.path(kind, language))
        page.evaluate("document.fonts.ready.then(() => null)")
        text = sum(_size(each) for each in sent if each.resource_type in ("document", "stylesheet"))
        script = sum(_size(each) for each in sent if each.resource_type == "script")
        fonts = sum(_size(each) for each in sent if each.resource_type == "font")
        assert text > 1000, "nothing was measured"
        if text > PAGE or script > SCRIPT or fonts > (FONT if language in ("ur", "ar") else 0):
            heavy.append((kind, text, script, fonts))
        if language == "ur":
            assert fonts > 50_000, "the page in Urdu has no font"
        page.context.close()
    assert heavy == []


def _size(request: Request) -> int:
    return int(request.sizes()["responseBodySize"])
