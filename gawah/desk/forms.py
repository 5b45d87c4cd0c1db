"""Forms: which there are, and a new one: its promise filled in, looked at in every language, and opened."""

from __future__ import annotations

import datetime
from http import HTTPStatus
from typing import NamedTuple

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gawah.desk import form_terms
from gawah.desk.form_terms import Read
from gawah.desk.inbox import READERS, WORDS, label
from gawah.desk.models import Review
from gawah.envelope.canonical import Hash
from gawah.people.access import with_role
from gawah.people.models import Member, Role
from gawah.people.page_data import page_data
from gawah.people.shell import language_of, locale, render
from gawah.people.vault import WORDS as KEY_WORDS
from gawah.record.snapshot import SiteSettings
from gawah.rooms import atomic
from gawah.sealed import clock, collections, opening, promise, sentences
from gawah.sealed.collections import NotOpened, Opened
from gawah.sealed.form.page import FORM
from gawah.sealed.models import OFFLINE
from gawah.sealed.moments import Moment
from gawah.sealed.promise import USES, Part, Promise
from gawah.site.locale import Locale, direction_of

LARGEST_BODY = 512 * 1024  # bytes


class Opening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``fields``: the form as it was filled in, URL-encoded; ``seen``: hash of the promise that was looked at.

    ``recipient``: of the key made in the browser; ``wraps``: that key, sealed to each reader, in base64.
    """

    fields: str
    seen: Hash
    recipient: str
    wraps: dict[str, bytes]


class Told(NamedTuple):
    """A promise in one language, as it will be read."""

    language: str
    name: str
    direction: str
    parts: tuple[Part, ...]
    reviewer: str


class Row(NamedTuple):
    """One form in the list. ``closes``, ``discarded``: local days, as promised."""

    form: Opened
    label: str
    is_open: bool
    closes: str
    discarded: str
    reviews: list[Review]


@with_role(*READERS)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """All forms that are open or closed."""
    now, language = clock.now(), language_of(request)
    reviews: dict[str, list[Review]] = {}
    for each in Review.objects.order_by("language"):
        reviews.setdefault(each.collection, []).append(each)
    rows = [_row(form, language, now, reviews) for form in collections.all_() if now < form.due]
    return render(request, "forms.jinja", WORDS, rows=sorted(rows, key=lambda row: row.form.due))


def _row(form: Opened, language: str, now: datetime.datetime, reviews: dict[str, list[Review]]) -> Row:
    closes, discarded = (_last_day(each) for each in (form.promise.closing, form.promise.discard))
    is_open = form.state == "open" and now < form.closes
    return Row(form, label(form, language), is_open, closes, discarded, reviews.get(form.id, []))


def _last_day(moment: Moment) -> str:
    """The day before it is over, as the promise tells it: what is at midnight is the end of the day before."""
    return (moment.wall - datetime.timedelta(minutes=1)).date().isoformat()


@with_role(Role.OWNER)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The fields; sent, with the promise they make beside them, and what to think of before it is opened."""
    site: SiteSettings = settings.SITE_SETTINGS()
    readers = _members()
    if request.method == "GET":
        begun = form_terms.defaults(site, _words(site), clock.now(), len(readers))
        return _page(request, site, begun, None, readers)
    read = form_terms.read(request.POST, site)
    return _page(request, site, request.POST, read, readers, status=200 if read.promise else 422)


def _page(
    request: HttpRequest,
    site: SiteSettings,
    data: QueryDict,
    read: Read | None,
    readers: list[Member],
    status: int = 200,
) -> HttpResponse:
    made = read.promise if read else None
    names = [{"name": each.name, "fingerprint": each.fingerprint, "recipient": each.recipient} for each in readers]
    own, told = locale(request, WORDS), locale(request, sentences.WORDS)
    response = render(
        request,
        "form_new.jinja",
        WORDS,
        data=page_data(
            request,
            WORDS,
            KEY_WORDS,
            seen=promise.promise_hash(made) if made else "",
            at_most=made.readers_at_most if made else 0,
            readers=names,
        ),
        fields=data,
        languages=[(each, own.own_name(each), direction_of(each)) for each in form_terms.offered(site)],
        uses=[(use, told.t(f"use.{use}")) for use in USES],
        texts=form_terms.TEXTS,
        wrong={each.field: each.key for each in read.wrong} if read else {},
        labels=[(each.field, _label(each.field)) for each in read.wrong] if read else [],
        told_wrong=read.told if read else (),
        told=_told(made, read, own) if made and read else [],
        warnings=opening.warnings(made, clock.now(), read.reviewers, read.plans) if made and read else (),
    )
    response.status_code = status
    return response


def _label(field: str) -> str:
    """The key of a field's label, whichever language the field is in."""
    name = field.rsplit("_", 1)[0]
    return f"new.{name if name in (*form_terms.TEXTS, 'reviewer') else field}"


def _told(made: Promise, read: Read, own: Locale) -> list[Told]:
    return [
        Told(each, own.own_name(each), direction_of(each), made.sentences[each], read.reviewers.get(each, ""))
        for each in made.languages
    ]


def _words(site: SiteSettings) -> dict[str, Locale]:
    return {language: Locale(language, site, WORDS) for language in form_terms.offered(site)}


def _members() -> list[Member]:
    """Who can be made a reader: members that may read, and have a key."""
    found = Member.objects.filter(role__in=READERS, is_active=True).exclude(signing_key="")
    return list(found.order_by("name"))


@with_role(Role.OWNER)
@require_POST
def open_(request: HttpRequest) -> HttpResponse:
    """Open a form with the promise that was looked at. From here on it does not change."""
    try:
        _open(request)
    except NotOpened as error:
        return JsonResponse({"refused": str(error)}, status=HTTPStatus.CONFLICT)
    except _Refused as error:
        return JsonResponse({"refused": locale(request, WORDS).plain(str(error))}, status=HTTPStatus.CONFLICT)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


class _Refused(ValueError):
    """The key of a sentence that says why the form is not opened."""


def _open(request: HttpRequest) -> None:
    sent = _sent(request)
    read = form_terms.read(QueryDict(sent.fields), settings.SITE_SETTINGS())
    if read.promise is None or promise.promise_hash(read.promise) != sent.seen:
        raise _Refused("wrong.changed")
    if not all(read.reviewers.values()):
        raise _Refused("wrong.reviewers")
    if not set(sent.wraps) <= {OFFLINE, *(member.fingerprint for member in _members())}:
        raise _Refused("wrong.not_a_reader")
    collections.open_(promise.encode(read.promise), sent.recipient, sent.wraps, FORM, clock.now())
    with atomic("desk"):
        for language, reviewer in read.reviewers.items():
            Review.objects.create(collection=read.promise.collection, language=language, reviewer=reviewer)


def _sent(request: HttpRequest) -> Opening:
    try:
        if len(request.body) > LARGEST_BODY:
            raise _Refused("wrong.form")
        return msgspec.json.decode(request.body, type=Opening)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise _Refused("wrong.form") from None
