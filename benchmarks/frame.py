"""What stands around every page of the site, so that what it is compared with writes pages of its size."""

from __future__ import annotations

from gawah.record.snapshot import SiteSettings
from gawah.site.render import Renderer
from gawah.site.terms import Terms

_OPEN, _CLOSE = '<main id="main">\n', "</main>"


def frame(title: str) -> tuple[str, str]:
    """The document before and after its main part, with ``title`` in its head."""
    page = Renderer(SiteSettings(name={"en": "Invented Observatory"}, languages=["en"]), Terms([])).static("404", "en")
    before, _, rest = page.partition(_OPEN)
    start, _, rest_of_head = before.partition("<title>")
    _, _, after_title = rest_of_head.partition("</title>")
    return f"{start}<title>{title}</title>{after_title}{_OPEN}", _CLOSE + rest.partition(_CLOSE)[2]
