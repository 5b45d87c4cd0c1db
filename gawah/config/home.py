"""The data home: where everything lies, and what ``gawah.toml`` in it says."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from gawah import vocabulary
from gawah.core.text import clean_cell, show_invisible
from gawah.record.model import Text
from gawah.record.snapshot import SiteSettings
from gawah.site.locale import DIGITS, LANGUAGES

DEFAULT_HOME = "gawah-home"
# A scheme, a host, perhaps a port and folders: in ASCII, since feeds and the sitemap hold it as it is written.
_WEB_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?")


class SettingsError(ValueError):
    """A setting that cannot be used: the message says which, where, and what to write instead."""


class Organisation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``gawah.toml``: what an organisation says about itself. Every key is described in docs/reference/settings.md."""

    name: Text
    tagline: Text = {}
    languages: list[str] = msgspec.field(default_factory=lambda: ["en"])
    country: str = ""
    timezone: str = "UTC"
    licence: str = "CC-BY-4.0"
    notice: Text = {}
    digits: dict[str, str] = {}
    contact: str = ""
    base_url: str = ""

    def site(self) -> SiteSettings:
        """What of it goes into the public ``site.json``."""
        return SiteSettings(**{name: getattr(self, name) for name in SiteSettings.__struct_fields__})


class Home:
    """A data home on disk. Paths only; nothing is made by looking."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings_file = folder / "gawah.toml"
        self.databases = folder / "db"
        self.objects = folder / "objects"
        self.site = folder / "site"
        self.cache = folder / "cache"
        self.keys = folder / "keys"
        self.ledger = folder / "ledger"
        self.keystore = folder / "keystore"

    @classmethod
    def current(cls) -> Home:
        """The home named by ``GAWAH_HOME``, else ``./gawah-home``."""
        return cls(Path(os.environ.get("GAWAH_HOME") or DEFAULT_HOME).absolute())

    def exists(self) -> bool:
        return self.settings_file.is_file()

    def organisation(self) -> Organisation:
        """Read ``gawah.toml``; raises SettingsError with the file and key."""
        try:
            data = tomllib.loads(self.settings_file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise SettingsError(
                f"there is no {self.settings_file}; name your data home with --home or GAWAH_HOME, "
                f"or make one with `gawah init --home {self.folder}`"
            ) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"{self.settings_file} cannot be read: {error}; correct that line") from None
        try:
            settings = msgspec.convert(data, Organisation)
        except msgspec.ValidationError as error:
            raise SettingsError(f"{self.settings_file}: {error}; see docs/reference/settings.md") from None
        check_organisation(settings, str(self.settings_file))
        return settings


def check_organisation(settings: Organisation, where: str) -> None:
    """Refuse what no site could be made with; raises SettingsError for the first such key."""
    for problem in _problems(settings):
        raise SettingsError(f"{where}: {problem}")


def _problems(settings: Organisation) -> Iterator[str]:
    yield from _of_languages(settings.languages)
    if not any(text.strip() for text in settings.name.values()):
        yield 'name: give the name in at least one language, such as name = { en = "…" }'
    if settings.country and settings.country not in vocabulary.countries():
        yield f"country: {settings.country!r} is no country's two small letters; write one such as pk, or leave it out"
    if not _is_timezone(settings.timezone):
        yield f"timezone: {settings.timezone!r} is none; write one such as Asia/Karachi"
    for language, digits in settings.digits.items():
        if digits not in DIGITS:
            yield f"digits: {digits!r} (for {language}) are none; there are {', '.join(DIGITS)}"
    if settings.base_url and not _WEB_ADDRESS.fullmatch(settings.base_url):
        yield f"base_url: {settings.base_url!r} is no web address; write one such as https://example.org"
    yield from _of_texts(settings)


def _of_languages(languages: list[str]) -> Iterator[str]:
    if not languages:
        yield "languages: name at least one"
    for language in languages:
        if language not in LANGUAGES:
            yield f"languages: {language!r} has no interface words; there are {', '.join(LANGUAGES)}"
    if len(set(languages)) < len(languages):
        yield "languages: name each language once"


def _of_texts(settings: Organisation) -> Iterator[str]:
    """What readers are shown is as it reads here: no character that hides, or turns the order of others."""
    texts = [(key, text) for key in ("name", "tagline", "notice") for text in getattr(settings, key).values()]
    for key, text in [*texts, ("licence", settings.licence), ("contact", settings.contact)]:
        if clean_cell(text) != text or (key == "name" and "\n" in text):
            yield f"{key}: “{show_invisible(text)}” has a character that does not show; type it anew"


def _is_timezone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, no name at all, or the name of a folder of zones
        return False
    return True
