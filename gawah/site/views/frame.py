"""What surrounds every page: head, bar, brand, languages, navigation, footer.

Drawn once for each section, with marks where pages differ; a page is put together from the pieces between them.
"""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Template
from markupsafe import Markup

from gawah.core.text import one_line
from gawah.record.snapshot import SiteSettings
from gawah.site.views.wording import Wording, escape

SECTIONS = (
    ("case", "case/", "nav.cases"),
    ("measure", "measure/", "nav.measures"),
    ("law", "law/", "nav.laws"),
    ("figure", "figure/", "nav.figures"),
    ("browse", "browse/", "nav.browse"),
    ("how", "how/", "nav.how"),
    ("search", "search/", "nav.search"),
)

POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)
SEARCH_POLICY = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")

LONGEST_TITLE = 70  # characters; what search engines and tabs show of a title

# Stand in what is drawn once for what each page puts there. No text can hold one: in a text "<" is escaped.
_TITLE, _PATH, _HEAD, _MAIN, _BAR = (
    Markup("<!--title-->"),
    Markup("<!--path-->"),
    Markup("<!--head-->"),
    Markup("<!--main-->"),
    Markup("<!--bar-->"),
)
_NO_BAR = Markup("")


class Framer:
    """Puts the pages of one language into their frames."""

    def __init__(self, settings: SiteSettings, wording: Wording, base: Template) -> None:
        locale = wording.locale
        self._settings, self._wording, self._base = settings, wording, base
        self.name = settings.name.get(wording.language) or next(iter(settings.name.values()))
        self.own_names = {code: locale.own_name(code) for code in settings.languages}
        self._names = {code: locale.language_name(code) for code in settings.languages}
        title = locale.plain("site.title", page="\0", site="\1").replace("\u2068", "").replace("\u2069", "")
        before, _, after = title.partition("\0")
        self._title = tuple(str(escape(part.replace("\1", self.name))) for part in (before, after))
        self._drawn: dict[tuple[str, tuple[str, ...], bool], tuple[str, str, str]] = {}
        self._everywhere = tuple(settings.languages)

    def name_of(self, language: str) -> str:
        """The name of one of the site's languages, in this one."""
        return self._names.get(language, language)

    def page(
        self,
        title: str,
        path: str,
        main: str,
        *,
        section: str = "",
        languages: Sequence[str] | None = None,
        bar: Markup = _NO_BAR,
        index: bool = True,
        script: str = "",
    ) -> str:
        """A whole document.

        ``path`` is its address below the language; ``languages`` those that have it (None = all); ``main`` is HTML;
        ``bar`` takes the place of the site's own; ``index`` False asks search engines to leave it out.
        """
        has = self._everywhere if languages is None else tuple(languages)
        key = (section, has, bool(bar))
        if key not in self._drawn:
            self._drawn[key] = self._draw(*key)
        before, top, foot = self._drawn[key]
        if bar:
            top = top.replace(_BAR, bar)
        head = "" if index else '<meta name="robots" content="noindex">\n'
        if script:
            head += f'<script type="module" src="{escape(script)}"></script>\n'
        here = str(escape(path))
        before = before.replace(_PATH, here).replace(_TITLE, self._window_title(title))
        return f"{before}{head}{top.replace(_PATH, here)}{main}{foot}"

    def _window_title(self, title: str) -> str:
        """The page's title and the site's name; where that is too long for a tab, the title alone."""
        if len(title) + len(self.name) > LONGEST_TITLE - 3:
            return str(escape(one_line(title, LONGEST_TITLE)))
        return str(escape(title)).join(self._title)

    def _draw(self, section: str, languages: tuple[str, ...], barred: bool) -> tuple[str, str, str]:
        """The document before what is added to the head, from there to the main part, and after it."""
        here, settings = self._wording.language, self._settings
        licence = settings.licence.replace("CC-BY-", "CC BY ")
        drawn = self._base.render(
            title=_TITLE,
            policy=SEARCH_POLICY if section == "search" else POLICY,
            path=_PATH,
            languages=languages,
            head=_HEAD,
            main=_MAIN,
            notice=_BAR if barred else self._wording.any(settings.notice, settings.languages[0]),
            name=self._wording.any(settings.name),
            tongues=[
                (code, own, Markup("/%s/%s") % (code, _PATH) if code in languages else "")
                for code, own in self.own_names.items()
            ],
            sections=[(name, f"/{here}/{path}", self._wording.t(key)) for name, path, key in SECTIONS],
            current=section,
            licence=self._wording.t("footer.licence", licence=licence),
        )
        before, _, rest = drawn.partition(_HEAD)
        top, _, foot = rest.partition(_MAIN)
        return before, top, foot
