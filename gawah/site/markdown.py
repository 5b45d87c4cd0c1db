"""A record's Markdown (CommonMark) to HTML that may stand in a page.

Rendered by ``comrak``, which drops raw HTML, then sanitised by ``nh3`` against an allow-list. No images, no
scripts, no styles, no ids; links only to http, https and mailto. Headings start at ``h3``, below the section's own.
"""

from __future__ import annotations

import re

import comrak
import nh3
from markupsafe import Markup

_EXTENSIONS = comrak.ExtensionOptions()
_EXTENSIONS.table = True
_EXTENSIONS.strikethrough = True

_TAGS = "p br hr em strong del a ul ol li blockquote code pre h1 h2 h3 h4 h5 h6 table thead tbody tr th td"

_CLEANER = nh3.Cleaner(
    tags=set(_TAGS.split()),
    clean_content_tags={"script", "style"},
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow noopener noreferrer",
    strip_comments=True,
)

_HEADING = re.compile(r"(</?h)([1-6])(?=>)")


def _demote(found: re.Match[str]) -> str:
    return f"{found[1]}{min(int(found[2]) + 2, 6)}"


def to_html(text: str) -> Markup:
    """Safe HTML of a Markdown text; headings of level 1 become level 3."""
    html = _CLEANER.clean(comrak.render_markdown(text, extension_options=_EXTENSIONS))
    if "<h" in html:
        html = _HEADING.sub(_demote, html)
    return Markup(html)  # noqa: S704 - sanitised above, against an allow-list
