"""The team's inbox: the page, and what its script asks for. All of it is sealed: the server has no key to any."""

from __future__ import annotations

import base64
import json
from http import HTTPStatus
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_http_methods

from gawah.envelope.errors import NotAccepted
from gawah.people import vault
from gawah.people.access import member_of, with_role
from gawah.people.models import Member, Role
from gawah.people.page_data import page_data
from gawah.people.shell import language_of, render
from gawah.sealed import clock, collections, promise, reading, sentences
from gawah.sealed.collections import NoCollection, Opened
from gawah.sealed.reading import NoReport, Waiting
from gawah.sealed.submission import MESSAGE, NUMBER

WORDS = Path(__file__).parent / "words"

#: Who may read, once a form's key is sealed to them.
READERS = (Role.OWNER, Role.RELEASER, Role.CASEWORKER)

# Of the answers, in the order of the form; the page names any others as they are named in the report.
FIELDS = ("who", "what", "when", "when_words", "where", "where_words", "contact")

# A page on which sealed things are open: its own script and styles, its own server, and nowhere else.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)


@with_role(*READERS)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The one page of the inbox: list, report and reply are its script's."""
    data = page_data(request, WORDS, vault.WORDS, sentences.WORDS, fields=FIELDS)
    response = render(request, "inbox.jinja", WORDS, data=data)
    response["Content-Security-Policy"] = POLICY
    return response


@with_role(*READERS)
@require_GET
def waiting(request: HttpRequest) -> JsonResponse:
    """The forms whose key the member has, and what came by them, the newest day first."""
    forms = _forms(member_of(request))
    language = language_of(request)
    reports = [(form, each) for form in forms for each in _come(form)]
    reports.sort(key=lambda pair: pair[1].day, reverse=True)
    told = {"forms": [_form(form, language) for form in forms], "reports": [_row(*pair) for pair in reports]}
    return JsonResponse(told)


@with_role(*READERS)
@require_GET
def wraps(request: HttpRequest) -> JsonResponse:
    """The keys of those forms, each sealed to the member's own."""
    newest = {(form.id, form.epoch): form.recipient for form in collections.all_()}
    found = [
        {
            "collection": collection,
            "epoch": epoch,
            "recipient": newest.get((collection, epoch)),
            "wrap": base64.b64encode(file).decode(),
        }
        for (collection, epoch), file in collections.wraps(member_of(request).fingerprint).items()
    ]
    return JsonResponse(found, safe=False)


@with_role(*READERS)
@require_GET
def report(request: HttpRequest, row: str) -> HttpResponse:
    """The sealed report. In a header: the hashes of its withdrawal tokens, to be compared with what is sealed in it."""
    try:
        _check_readable(member_of(request), row)
        response = HttpResponse(reading.report_file(row), content_type="application/octet-stream")
        response["Withdrawal-Hashes"] = json.dumps(reading.withdrawal_hashes(row), sort_keys=True)
    except NoReport:
        raise Http404 from None
    return response


@with_role(*READERS)
@require_http_methods(["GET", "POST"])
def messages(request: HttpRequest, row: str) -> HttpResponse:
    """All messages of a report, each of one length; sent to, it adds one, or says 409 where its number is taken."""
    try:
        _check_readable(member_of(request), row)
        if request.method == "POST":
            return HttpResponse(status=_added(row, request.body))
        return HttpResponse(b"".join(reading.messages(row)), content_type="application/octet-stream")
    except NoReport:
        raise Http404 from None


def _added(row: str, body: bytes) -> HTTPStatus:
    if len(body) != NUMBER + 2 * MESSAGE:
        return HTTPStatus.BAD_REQUEST
    number = int.from_bytes(body[:NUMBER])
    for_reporter, for_collection = body[NUMBER:-MESSAGE], body[-MESSAGE:]
    try:
        added = reading.answer(row, number, for_reporter, for_collection, clock.now())
    except NotAccepted:
        return HTTPStatus.BAD_REQUEST
    return HTTPStatus.NO_CONTENT if added else HTTPStatus.CONFLICT


def _check_readable(member: Member, row: str) -> None:
    """NoReport unless the member has a key of the form that this came by."""
    collection = reading.collection_of(row)
    if collection not in {known for known, _ in collections.wraps(member.fingerprint)}:
        raise NoReport


def _forms(member: Member) -> list[Opened]:
    """By what is due first."""
    known = {collection for collection, _ in collections.wraps(member.fingerprint)}
    return sorted((each for each in collections.all_() if each.id in known), key=lambda each: (each.due, each.id))


def _come(form: Opened) -> list[Waiting]:
    try:
        return reading.waiting(form.id)
    except NoCollection:  # its day came a moment ago
        return []


def _form(form: Opened, language: str) -> dict[str, object]:
    return {
        "collection": form.id,
        "label": label(form, language),
        "promises": [promise.promise_hash(each) for each in form.promises],
    }


def label(form: Opened, language: str) -> str:
    """What a form is known by: the first line of what it asks, in this language where the form has it."""
    asked = form.promise.asked
    return asked.get(language, asked[form.promise.languages[0]]).split("\n")[0]


def _row(form: Opened, row: Waiting) -> dict[str, object]:
    return {
        "id": row.id,
        "collection": form.id,
        "epoch": row.epoch,
        "day": row.day.isoformat(),
        "locator": row.locator,
        "withdrawn": row.withdrawn,
        "messages": row.messages,
    }
