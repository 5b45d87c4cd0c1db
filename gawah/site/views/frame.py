"""What surrounds every page: bar, brand, languages, navigation, footer. Drawn once for each section."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Template
from markupsafe import Markup, escape
from msgspec import Struct

from gawah.record.snapshot import SiteSettings
from gawah.site.views.wording import Wording

SECTIONS = (
    ("case", "case/", "nav.cases"),
    ("measure", "measure/", "nav.measures"),
    ("law", "law/", "nav.laws"),
    ("figure", "figure/", "nav.figures"),
    ("browse", "browse/", "nav.browse"),
    ("how", "how/", "nav.how"),
    ("search", "search/", "nav.search"),
)

_HERE = "\ue000"  # stands for the page's path in what is drawn once; private use, in no text of ours


class Frame(Struct, frozen=True, gc=False):
    top: Markup
    foot: Markup
    alternates: Markup


class Framer:
    """Frames for the pages of one language."""

    def __init__(self, settings: SiteSettings, wording: Wording, name: str, top: Template, foot: Template) -> None:
        locale = wording.locale
        self._settings, self._wording, self._name, self._top = settings, wording, name, top
        self.own_names = {code: locale.own_name(code) for code in settings.languages}
        self._names = {code: locale.language_name(code) for code in settings.languages}
        licence = settings.licence.replace("CC-BY-", "CC BY ")
        self._foot = Markup(foot.render(licence=wording.t("footer.licence", licence=licence)))  # noqa: S704 - drawn by a template that escapes
        self._tops: dict[tuple[str, tuple[str, ...]], str] = {}
        self._everywhere = tuple(settings.languages)
        self._alternates = "".join(self._alternate(code, _HERE) for code in settings.languages)

    def name_of(self, language: str) -> str:
        """The name of one of the site's languages, in this one."""
        return self._names.get(language, language)

    def frame(
        self,
        path: str,
        *,
        section: str = "",
        languages: Sequence[str] | None = None,
        shared: bool = True,
        notice: Markup | None = None,
    ) -> Frame:
        """The frame of the page at ``path`` below the language.

        ``languages``: those that have the page; None = all. ``shared`` False: a page (an older page of a list)
        that exists in all but is no place of its own.
        """
        has = self._everywhere if languages is None else tuple(languages)
        key = (section, has)
        if key not in self._tops:
            self._tops[key] = self._draw(section, has, None)
        drawn = self._tops[key] if notice is None else self._draw(section, has, notice)
        safe = str(escape(path))
        alternates = (
            self._alternates if has == self._everywhere else "".join(self._alternate(code, _HERE) for code in has)
        )
        return Frame(
            top=Markup(drawn.replace(_HERE, safe)),  # noqa: S704 - drawn by a template that escapes
            foot=self._foot,
            alternates=Markup(alternates.replace(_HERE, safe)) if shared else Markup(""),  # noqa: S704
        )

    def _alternate(self, code: str, path: str) -> str:
        return f'<link rel="alternate" hreflang="{code}" href="/{code}/{path}">\n'

    def _draw(self, section: str, languages: tuple[str, ...], notice: Markup | None) -> str:
        here = self._wording.language
        return self._top.render(
            notice=notice or self._wording.any(self._settings.notice, self._settings.languages[0]),
            name=self._name,
            tongues=[
                (code, own, f"/{code}/{_HERE}" if code in languages else "") for code, own in self.own_names.items()
            ],
            sections=[(name, f"/{here}/{path}", self._wording.t(key)) for name, path, key in SECTIONS],
            current=section,
        )
