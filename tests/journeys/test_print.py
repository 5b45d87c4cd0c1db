"""On paper: the witness beside its claim, no navigation, addresses and hashes there to read."""

from __future__ import annotations

import pytest
from conftest import Open
from published import Site

pytestmark = pytest.mark.browser

A4 = 673  # CSS pixels between the side margins of an A4 page: 178 mm

_BESIDE = """() => [...document.querySelectorAll('.row')].flatMap(row => {
  const claim = row.querySelector(':scope > .claim'), said = row.querySelector(':scope > .said');
  if (!claim || !said || !said.innerText.trim()) return [];
  const a = claim.getBoundingClientRect(), b = said.getBoundingClientRect();
  const rtl = getComputedStyle(row).direction === 'rtl';
  const beside = (rtl ? b.right <= a.left : b.left >= a.right) && Math.abs(a.top - b.top) < 2;
  return beside && b.width > 150 ? [] : [row.outerHTML.slice(0, 160)];
})"""


@pytest.mark.parametrize("language", ["en", "ur", "ar"])
@pytest.mark.parametrize("kind", ["case", "measure", "law", "figure", "home", "numbers"])
def test_the_witness_stays_beside_its_claim(open_page: Open, site: Site, kind: str, language: str) -> None:
    page = open_page(site.path(kind, language), width=A4)
    assert page.evaluate(_BESIDE) != []  # on a narrow screen it folds under the claim
    page.emulate_media(media="print")
    assert page.evaluate(_BESIDE) == []
    for hidden in (".menu", ".tongues", ".skip", "header .bar"):
        assert not page.locator(hidden).first.is_visible(), hidden
    for kept in (".brand", "h1", "main"):
        assert page.locator(kept).first.is_visible(), kept
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_addresses_are_printed(open_page: Open, site: Site) -> None:
    page = open_page(site.path("measure_dated", "en"))
    address = page.locator(".src .url").first
    assert not address.is_visible()
    page.emulate_media(media="print")
    assert address.is_visible()
    assert (address.text_content() or "").startswith("http")


def test_a_case_fits_few_sheets(open_page: Open, site: Site) -> None:
    page = open_page(site.path("case", "en"))
    pages = page.pdf(format="A4", print_background=True).count(b"/Type /Page\n")
    assert 1 <= pages <= 5
