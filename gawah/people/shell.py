"""What every desk page stands in: the organisation's name, the way around, the words in the member's language.

A page is a Jinja template that extends ``desk.jinja``. The shell is there as ``desk``; a page with a folder of words
of its own is drawn by ``render`` and has them as ``t``.
"""

from __future__ import annotations

import datetime
import json
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as django_render
from django.urls import NoReverseMatch, reverse
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from gawah.people import assets
from gawah.people.access import may_open
from gawah.people.models import Member
from gawah.record.snapshot import SiteSettings
from gawah.site.locale import Locale
from gawah.site.messages import languages

WORDS = Path(__file__).parent / "words"
LANGUAGES = languages(WORDS)

# Names of URLs, and the last part of their words' keys. What has no URL is not offered.
_WAYS = {"inbox": "inbox", "forms": "forms", "key": "key", "mfa_index": "account"}


class Way(NamedTuple):
    """One way to go: as an entry of the navigation (``text``), and as a step on the home page."""

    url: str
    text: Markup
    step: Markup
    note: Markup
    here: bool


class Shell:
    """The frame around one page, for one request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.site: SiteSettings = settings.SITE_SETTINGS()
        self.locale = locale(request, WORDS)
        self.t, self.plain = self.locale.t, self.locale.plain
        self.asset = assets.url
        self.data = data_block

    @property
    def member(self) -> Member | None:
        """Who is signed in."""
        user = getattr(self.request, "user", None)
        return user if isinstance(user, Member) else None

    @cached_property
    def organisation(self) -> str:
        """The organisation's name, in the page's language where it has one."""
        names = self.site.name
        return names.get(self.locale.language) or next(iter(names.values()))

    @cached_property
    def ways(self) -> list[Way]:
        """The navigation of a member, to what is theirs; nothing for a stranger."""
        member = self.member
        if member is None:
            return []
        addresses = [(_address(name), key) for name, key in _WAYS.items()]
        found = [(url, key) for url, key in addresses if url and may_open(member, url)]
        t, path = self.t, self.request.path
        return [
            Way(url, t(f"nav.{key}"), t(f"home.{key}"), t(f"home.{key}_note"), path.startswith(url))
            for url, key in found
        ]

    @property
    def steps(self) -> list[Way]:
        """What to do from the home page: a key is made once, and first of all."""
        keyed = bool(self.member and self.member.fingerprint)
        first = [way for way in self.ways if way.url == _address("key")]
        others = [way for way in self.ways if way not in first]
        return others if keyed else first + others

    @property
    def said(self) -> list[tuple[bool, Markup]]:
        """What the last step has to say: whether it went wrong, and the words."""
        return [(each.level_tag == "error", self.t(str(each))) for each in get_messages(self.request)]

    def moment(self, at: datetime.datetime) -> Markup:
        """A day and a time of day, in the organisation's time zone."""
        there = at.astimezone(ZoneInfo(self.site.timezone))
        day, time = self.locale.day(there.date().isoformat()), self.locale.time(there.time())
        return self.t("sessions.moment", day=day, time=time)

    @staticmethod
    def drawn(svg: str) -> Markup:
        """A picture that the server drew, as an element of the page: an address of it would be a ``data:`` one."""
        return Markup(svg[svg.index("<svg") :])  # noqa: S704 - drawn by qrcode, of what it was given no text stays

    @staticmethod
    def grouped(secret: str) -> str:
        """Letters in groups of four, to be read off."""
        return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))

    def errors(self, form: BaseForm | None, field: str = "__all__") -> list[Markup]:
        """What is wrong with a field, in our words. An error that nobody foresaw still says that something is."""
        if form is None:
            return []
        found = form.errors.as_data().get(field, [])
        return [self._error(each) for each in found]

    def _error(self, error: ValidationError) -> Markup:
        key = f"error.{error.code}"
        return self.t(key if key in KNOWN_ERRORS else "error.other")


# Django's, allauth's and our codes of what may be wrong with a form.
KNOWN_ERRORS = frozenset(
    f"error.{code}"
    for code in (
        "required",
        "no_such_code",
        "passwords_differ",
        "password_too_short",
        "password_too_common",
        "password_too_similar",
        "password_entirely_numeric",
        "username_password_mismatch",
        "too_many_login_attempts",
        "rate_limited",
        "incorrect_code",
        "incorrect_password",
        "enter_current_password",
    )
)


# What would end the element, or begin a comment in it.
_ESCAPED = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&"}


def data_block(value: Any) -> Markup:
    """A value for a script, as JSON for ``<script type="application/json">``, which it cannot end."""
    text = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    return Markup(text.translate(_ESCAPED))  # noqa: S704 - nothing in it is markup


def locale(request: HttpRequest, words: Path) -> Locale:
    """The words of a folder in the language of whoever asks: the member's choice, else what the browser prefers."""
    return _locale(language_of(request), words, _Hashed(settings.SITE_SETTINGS()))


def language_of(request: HttpRequest) -> str:
    """One of the six: the member's, else the first that the browser names, else the organisation's, else English."""
    chosen = getattr(getattr(request, "user", None), "language", "")
    site: SiteSettings = settings.SITE_SETTINGS()
    wanted = [chosen, *_accepted(request.headers.get("Accept-Language", "")), *site.languages, "en"]
    return next(language for language in wanted if language in LANGUAGES)


def _accepted(header: str) -> list[str]:
    """The languages of an Accept-Language header, without regions, the most wanted first (RFC 9110, 12.5.4)."""
    weighed = []
    for each in header.split(",")[:20]:
        tag, _, weight = each.strip().partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if quality > 0:
            weighed.append((-quality, tag.partition("-")[0].strip().lower()))
    return [tag for _, tag in sorted(weighed, key=lambda each: each[0])]


class _Hashed:
    """Settings of the site as a key of a cache: equal when what they say is equal."""

    def __init__(self, site: SiteSettings) -> None:
        self.site = site

    def __hash__(self) -> int:
        return hash(repr(self.site))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hashed) and self.site == other.site


@cache
def _locale(language: str, words: Path, site: _Hashed) -> Locale:
    return Locale(language, site.site, words)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def context(request: HttpRequest) -> dict[str, Any]:
    """Jinja's context processor: the shell, for every template."""
    return {"desk": Shell(request)}


def environment(**options: Any) -> Environment:
    """Jinja for Django: whatever a template names must be there."""
    made = Environment(**options | {"undefined": StrictUndefined})  # noqa: S701 - Django turns escaping on
    made.globals["url"] = lambda name, *args: reverse(name, args=args)
    return made


def render(request: HttpRequest, template: str, words: Path, **named: Any) -> HttpResponse:
    """A page with the words of a folder: ``t`` and ``locale`` are theirs. ``named`` is what else it is given."""
    own = locale(request, words)
    return django_render(request, template, {"t": own.t, "locale": own, **named})
