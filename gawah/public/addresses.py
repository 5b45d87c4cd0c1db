"""Where an organisation's own page may lie: at an address that nothing else of the site has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gawah.core import text
from gawah.record.model import Page, Record
from gawah.site.entry import DIMENSIONS, KINDS
from gawah.site.locale import LANGUAGES

# Under a language and at the root. A page of the organisation's may stand in the place of "about" and its like.
RESERVED = {*KINDS, *DIMENSIONS, *LANGUAGES, "assets", "browse", "feed", "page", "r", "search", "withdrawn"}
_SLUG = re.compile(r"[a-z0-9]{1,60}(?:-[a-z0-9]{1,60}){0,9}")


def page_has_an_address_of_its_own(record: Record) -> Iterator[str]:
    if not isinstance(record, Page):
        return
    shown = f"“{text.one_line(text.show_invisible(record.slug), 40)}”"
    if not _SLUG.fullmatch(record.slug):
        yield f"its slug {shown} is no part of an address: write small letters, digits and hyphens, such as our-work"
    elif record.slug in RESERVED:
        yield f"its slug {shown} is an address of the site's own: give the page another, such as our-{record.slug}"
