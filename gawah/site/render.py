"""Draws every page of the site as a whole HTML document. Pure: no clock, no database, no network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

import msgspec
from jinja2 import Template
from jinja2.runtime import Context
from markupsafe import Markup
from msgspec import structs

from gawah.record.model import Fact, Measure, Page, Record
from gawah.record.snapshot import SiteSettings
from gawah.site import assets, lists
from gawah.site.drawer import BrowseData, HomeData, ListPage
from gawah.site.drawing import bars, ribbon
from gawah.site.drawing import map as map_of
from gawah.site.drawing.places import PlaceTally
from gawah.site.entry import Entry, ListKey, kind_of
from gawah.site.locale import Locale
from gawah.site.markdown import to_html
from gawah.site.referring import SHOWN
from gawah.site.templating import environment
from gawah.site.terms import Terms
from gawah.site.views import entry as entries
from gawah.site.views import listing
from gawah.site.views.frame import POLICY, Framer
from gawah.site.views.record import RecordView, record_view
from gawah.site.views.versions import Former
from gawah.site.views.wording import Wording, grouped, plain, safe

NO_FORMER: Mapping[int, Record] = MappingProxyType({})


class _Language:
    """Everything that is the same on all pages of one language."""

    def __init__(self, language: str, settings: SiteSettings, terms: Terms) -> None:
        self.locale = Locale(language, settings)
        self.wording = Wording(self.locale, terms, tuple(settings.languages))
        fixed = {
            "lang": language,
            "dir": self.locale.direction,
            "css": assets.url("site.css"),
            "icon": assets.url("icon.svg"),
        }
        self.environment = environment(self.locale, fixed)
        self._globals = dict(self.environment.globals)
        self.framer = Framer(settings, self.wording, self.template("base"))
        self.name = self.framer.name

    @cache  # noqa: B019 - one object a language, for the life of a build
    def template(self, name: str) -> Template:
        return self.environment.get_template(f"{name}.jinja")

    def main(self, template: str, **values: object) -> str:
        """What stands between header and footer."""
        found = self.template(template)
        # ``found.render`` would lay dictionaries over each other, and look each value up in all of them
        context = Context(self.environment, {**self._globals, **values}, found.name, found.blocks)
        return "".join(found.root_render_func(context))


class Renderer:
    """Draws the pages of one site. See :class:`gawah.site.drawer.Drawer`."""

    def __init__(self, settings: SiteSettings, terms: Terms, *, fingerprint: str = "") -> None:
        self.settings = settings
        self.fingerprint = fingerprint
        self._languages = {code: _Language(code, settings, terms) for code in settings.languages}

    def record(
        self,
        record: Record,
        language: str,
        related: Sequence[Entry] = (),
        referring: Sequence[Entry] = (),
        *,
        sha256: str = "",
        former: Mapping[int, Record] = NO_FORMER,
    ) -> str:
        """The page of one record; ``sha256`` is that of its JSON, if known.

        ``related``: what it names; ``referring``: what names it, of a law, the newest first: the page shows
        :data:`SHOWN`, and leads to a list if there are more.
        ``former``: its former versions whose text is still public, by number.
        """
        here = self._languages[language]
        if isinstance(record, Page):
            return self._page(record, here)
        links = {each.id: _link(each, here.wording) for each in related}
        view = record_view(record, here.wording, here.name, links.get, _former(record, former))
        if referring:
            shown = [_link(each, here.wording) for each in referring[:SHOWN]]
            others = [link for link in view.related if link not in shown]  # each record stands once
            more = f"/{language}/{ListKey('law', record.id).folder}/" if len(referring) > SHOWN else ""
            view = structs.replace(view, referring=shown, all_referring=more, related=others)
        return self._fact(view, here, sha256, f"{view.kind}/{record.id}/", view.kind)

    def former(
        self,
        record: Record,
        language: str,
        latest: Record,
        *,
        sha256: str = "",
        former: Mapping[int, Record] = NO_FORMER,
    ) -> str:
        """The page of a former version, drawn like the record, under a bar that says so.

        ``latest`` is the record as it is now; ``former`` as in :meth:`record`.
        """
        assert not isinstance(record, Page) and not isinstance(latest, Page)  # facts alone have such pages
        here, versions = self._languages[language], _former(latest, former)
        told = here.wording.t("version.former", number=here.wording.number(record.version))
        link = Markup('<a href="%s">%s</a>') % (versions.address(language), here.wording.t("version.latest"))
        view = record_view(record, here.wording, here.name, lambda _: None, versions)
        path = versions.address(language, record.version).removeprefix(f"/{language}/")
        bar = Markup("%s %s") % (told, link)
        return self._fact(view, here, sha256, path, kind_of(latest), bar=bar, index=False)

    def _fact(self, view: RecordView, here: _Language, sha256: str, path: str, section: str, **frame: Any) -> str:
        read = ""
        if view.missing:
            read = here.locale.t("translation.read_original", language=here.framer.name_of(view.missing[1]))
        main = here.main("record", r=view, read_original=read, sha256=grouped(sha256))
        return here.framer.page(view.page_title, path, main, section=section, **frame)

    def _page(self, record: Page, here: _Language) -> str:
        heading = here.wording.any(record.title, record.original) or here.locale.t("kind.page")
        newest = record.versions[-1].released if record.versions else record.released
        main = here.main(
            "page",
            heading=heading,
            body=to_html(record.body.get(here.locale.language, "")),
            version=here.wording.t("version.released", date=here.wording.date(newest)),
            json=f"/r/{record.id}.json",
        )
        languages = [code for code in self.settings.languages if code in record.body]
        return here.framer.page(plain(heading), f"{record.slug}/", main, section=record.slug, languages=languages)

    def row(self, entry: Entry, language: str) -> str:
        """How a record stands in lists."""
        here = self._languages[language]
        return here.main("row", e=entries.entry_view(entry, here.wording))

    def list_page(self, page: ListPage, language: str) -> str:
        """One page of a list, the newest first."""
        here = self._languages[language]
        heading, lead, note = listing.heads(page, here.wording)
        main = here.main(
            "list",
            heading=heading,
            lead=lead,
            note=note,
            rows=[safe(row) for row in page.rows],
            older=page.older,
            newer=page.newer,
        )
        path = f"{lists.folder(page.key, page.end)}/"
        section = page.key.value if page.key.dimension == "kind" else "browse"
        return here.framer.page(plain(heading), path, main, section=section)

    def browse(self, data: BrowseData, language: str) -> str:
        """Every list there is, in the language's order."""
        here = self._languages[language]
        main = here.main("browse", groups=listing.groups(data, here.wording))
        return here.framer.page(here.locale.plain("browse.title"), "browse/", main, section="browse")

    def map(self, places: Sequence[PlaceTally], language: str) -> str:
        """The map for home, as SVG; "" where no place can be drawn."""
        return map_of.draw(places, self.settings.country, self._languages[language].wording)

    def home(self, data: HomeData, language: str, drawn_map: str) -> str:
        """Home: the only page with totals and the day of the publish."""
        here = self._languages[language]
        wording, settings = here.wording, self.settings
        figures = data.figures[:4]
        new = [each for each in data.new if each not in figures][:5]  # a number stands once
        drawn = data.drawn if isinstance(data.drawn, Measure) else None
        main = here.main(
            "home",
            heading=listing.home_heading(settings, wording),
            entries=[entries.entry_view(each, wording) for each in new],
            ribbon=ribbon.ribbon(drawn, wording) if drawn and new and drawn.id == new[0].id else "",
            figures=[entries.entry_view(each, wording) for each in figures],
            map=safe(drawn_map),
            bars=bars.draw(data.years, wording),
            **listing.home_counts(data, wording),
        )
        script = assets.url("map.js") if drawn_map else ""
        return here.framer.page(here.locale.plain("nav.home"), "", main, section="home", script=script)

    def static(self, name: str, language: str) -> str:
        """A page that says the same whatever is published: about, how, check, key, search, 404."""
        here = self._languages[language]
        locale, t = here.locale, here.locale.t
        values: dict[str, object] = {}
        if name == "about":
            values = {
                "lead": t("about.lead", site=here.name),
                "demo": bool(self.settings.notice),
                "contact": self.settings.contact,
            }
        elif name == "how":
            values = {"states": listing.states(here.wording)}
        elif name == "search":
            forms = msgspec.json.encode(locale.forms("search.results")).decode()
            values = {"results": forms, "digits": locale.numbering}
        elif name in ("check", "key"):
            command = f"gawah verify {self.settings.base_url or 'https://…'}"
            if self.fingerprint:
                command += f" --key {self.fingerprint}"
            values = {
                "fingerprint": grouped(self.fingerprint),
                "command": command,
                "by_hand": t("check.by_hand_text", tool=Markup("<code>sha256sum -c</code>")),
                "renewed": t("key.renewed", days=locale.n("key.days", 14)),
            }
        key = {"404": "missing_page.title"}.get(name, f"{name}.title")
        return here.framer.page(
            locale.plain(key),
            "404.html" if name == "404" else f"{name}/",
            here.main(name, **values),
            section=name,
            index=name != "404",
            script=assets.url("search.js") if name == "search" and assets.has("search.js") else "",
        )

    def withdrawn(self, notices: Sequence[tuple[str, str]], language: str) -> str:
        """The numbers and days of what was withdrawn: (id, ISO day). Nothing else of it remains."""
        here = self._languages[language]
        lines = [
            here.locale.t("withdrawn.text", id=Markup("<code>%s</code>") % id_, date=here.wording.date(day))
            for id_, day in notices
        ]
        title = here.locale.plain("withdrawn.title")
        return here.framer.page(title, "withdrawn/", here.main("notice", lines=lines), index=False)

    def choice(self) -> str:
        """``/index.html``: the site's name and a link to each language."""
        first = self._languages[self.settings.languages[0]]
        return first.template("languages").render(
            name=first.name,
            policy=POLICY,
            tongues=[
                (code, first.framer.own_names[code], each.locale.direction) for code, each in self._languages.items()
            ],
        )

    def label(self, entry: Entry, language: str) -> str:
        """The title of a record as plain text, for feeds and search."""
        return plain(entries.title_of(entry, self._languages[language].wording))

    def assets(self) -> Mapping[str, bytes]:
        """Path below the site -> bytes of every file that pages link to."""
        return assets.files()


def _link(entry: Entry, wording: Wording) -> tuple[str, Markup]:
    """Address and title of a record."""
    return entries.href(entry, wording.language), entries.title_of(entry, wording)


def _former(latest: Fact, texts: Mapping[int, Record]) -> Former:
    """What can be shown of former versions: nothing of one that the newest calls redacted."""
    redacted = {version.number for version in latest.versions if version.redacted} if texts else set()
    shown = {number: each for number, each in texts.items() if not isinstance(each, Page) and number not in redacted}
    return Former(latest, shown)
