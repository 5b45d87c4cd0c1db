"""What a reporter's page asks of intake. Bodies of published lengths in, a status and as little as possible out."""

from __future__ import annotations

import errno
from collections.abc import Callable, Collection
from functools import wraps

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse, UnreadablePostError

from gawah.sealed import clock, collections, intake, submission
from gawah.sealed.collections import NoCollection
from gawah.sealed.intake import CLOSED, EPOCH, FORM, QUOTA, Refused
from gawah.sealed.promise import promise_hash

BINARY = "application/octet-stream"  # no form of another site can send it: a browser asks first whether it may
STATUS = {FORM: 400, CLOSED: 410, EPOCH: 409, QUOTA: 507}

View = Callable[[HttpRequest, str], HttpResponse]
Answer = Callable[[str, bytes], HttpResponse]


def refused(kind: str, status: int) -> HttpResponse:
    """``{"refused": kind}``."""
    return JsonResponse({"refused": kind}, status=status)


def posted(lengths: Collection[int]) -> Callable[[Answer], View]:
    """A view of a POST body of one of ``lengths``. Any other is refused before it is read."""

    def made(answer: Answer) -> View:
        @wraps(answer)
        def view(request: HttpRequest, collection: str) -> HttpResponse:
            if request.method != "POST":
                return HttpResponseNotAllowed(["POST"])
            try:
                return answer(collection, _body(request, lengths))
            except Refused as refusal:
                return refused(refusal.kind, STATUS[refusal.kind])
            except NoCollection:
                raise Http404 from None

        return view

    return made


def _body(request: HttpRequest, lengths: Collection[int]) -> bytes:
    length = request.META.get("CONTENT_LENGTH") or ""
    if not (length.isascii() and length.isdecimal()) or int(length) not in lengths or request.content_type != BINARY:
        raise Refused(FORM)
    try:
        return request.body
    except UnreadablePostError:  # the line is gone, and nobody reads this answer
        raise Refused(FORM) from None


def key(request: HttpRequest, collection: str) -> HttpResponse:
    """What the page seals to now."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    try:
        opened = collections.at(collection, clock.now())
    except NoCollection:
        raise Http404 from None
    shown = {"epoch": opened.epoch, "recipient": opened.recipient, "promise": promise_hash(opened.promise)}
    return JsonResponse(shown | {"open": opened.state == "open"})


@posted(submission.LENGTHS)
def report(collection: str, body: bytes) -> HttpResponse:
    try:
        intake.take(collection, body, clock.now())
    except (OSError, OperationalError) as error:
        if not _full(error):
            raise
        return refused(QUOTA, STATUS[QUOTA])
    return HttpResponse(status=204)


@posted((submission.RETURN_LENGTH,))
def return_(collection: str, body: bytes) -> HttpResponse:
    return _mailbox(intake.mailbox(collection, body, clock.now()))


@posted((submission.MESSAGE_LENGTH,))
def message(collection: str, body: bytes) -> HttpResponse:
    return _mailbox(intake.message(collection, body, clock.now()))


@posted((submission.TOKEN_LENGTH,))
def withdraw(collection: str, body: bytes) -> HttpResponse:
    intake.withdraw(collection, body, clock.now())
    return HttpResponse(status=204)


def _mailbox(places: bytes) -> HttpResponse:
    return HttpResponse(places, content_type=BINARY)


def _full(error: Exception) -> bool:
    return getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or "is full" in str(error)
