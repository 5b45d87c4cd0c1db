"""The intake surface around its views: who may post, what every answer says, and that nothing is kept.

No session, no cookie, no log of requests. What fails is told on standard error by kind and place in the code, with
nothing of the request.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from urllib.parse import urlsplit

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

Respond = Callable[[HttpRequest], HttpResponse]

# Pages set a policy of their own; what is no page runs nothing.
_NOTHING = "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

# no-transform: a front that compresses would let a mailbox's length tell what is in it.
HEADERS = {
    "Cache-Control": "no-store, no-transform",
    "Referrer-Policy": "same-origin",  # no-referrer makes browsers send "Origin: null"
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": _NOTHING,
}


class IntakeSurface:
    """Middleware, the only one."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and not _from_here(request):
            response: HttpResponse = JsonResponse({"refused": "origin"}, status=403)
        else:
            response = self._respond(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not response.streaming:
            response.headers["Content-Length"] = str(len(response.content))
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Tell the operator what failed, and the page that something did."""
        if isinstance(error, Http404 | SuspiciousOperation):
            return None  # there are answers for these
        last = traceback.extract_tb(error.__traceback__)[-1]
        sys.stderr.write(f"gawah: {type(error).__name__} in {last.filename}, line {last.lineno}\n")
        return JsonResponse({"refused": "failed"}, status=500)


def _from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this very host sends this; one that says nothing may."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None and site != "same-origin":
        return False
    if origin is None:
        return True
    try:
        host = urlsplit(origin).netloc
    except ValueError:
        return False
    return bool(host) and host.lower() == request.headers.get("Host", "").lower()


def not_found(_request: HttpRequest, **_: object) -> HttpResponse:
    """The same for what never was, what is gone, and an address that is none."""
    return HttpResponse("Not found.\n", status=404, content_type="text/plain; charset=utf-8")


def bad_request(_request: HttpRequest, **_: object) -> HttpResponse:
    return JsonResponse({"refused": "form"}, status=400)
