"""The form's page and its few files, as intake gives them out."""

from __future__ import annotations

import gzip
from functools import cache

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponsePermanentRedirect

from gawah.sealed import clock, collections
from gawah.sealed.collections import NoCollection
from gawah.sealed.form import assets
from gawah.sealed.form import page as pages

# In the header also what a page cannot say of itself.
POLICY = f"{pages.POLICY}; frame-ancestors 'none'"


def slash(request: HttpRequest, collection: str) -> HttpResponse:
    """An address that was typed without its last sign leads on, whether there is such a form or not."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    return HttpResponsePermanentRedirect(f"/f/{collection}/")


def page(request: HttpRequest, collection: str, language: str = "") -> HttpResponse:
    """The page of a form's newest promise in one of its languages, its first one where none is named."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    try:
        opened = collections.at(collection, clock.now())
    except NoCollection:
        raise Http404 from None
    language = language or opened.promise.languages[0]
    if language not in opened.promise.languages:
        raise Http404
    content = pages.make(opened.promise, opened.form, language)
    response = _answer(request, content, gzip.compress(content, mtime=0), "text/html; charset=utf-8")
    response["Content-Security-Policy"] = POLICY
    response["Content-Language"] = language
    return response


def asset(request: HttpRequest, name: str) -> HttpResponse:
    """One of the page's files."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if (found := assets.all_().get(name)) is None:
        raise Http404
    return _answer(request, found.content, _packed(name), found.type)


@cache
def _packed(name: str) -> bytes:
    return gzip.compress(assets.all_()[name].content, mtime=0)


def _answer(request: HttpRequest, content: bytes, packed: bytes, kind: str) -> HttpResponse:
    """Compressed where the browser takes it: the same for everyone, so its length tells nothing of anybody."""
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(content, content_type=kind)
    response = HttpResponse(packed, content_type=kind)
    response["Content-Encoding"] = "gzip"
    return response
