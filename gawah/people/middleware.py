"""What happens to every request and answer of the desk: the address is forgotten, the headers are set."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port

from gawah.people.refusals import bad_request

Answer = Callable[[HttpRequest], HttpResponse]

# What the desk needs of a request. Libraries write all of it into tables: allauth puts address and browser into the
# list of sessions, and the whole of a form's request into a session while it asks for the password again, with the
# server's own environment, which granian puts into each request. What is not here cannot be written.
_NEEDED = frozenset(
    {
        "CONTENT_LENGTH",
        "CONTENT_TYPE",
        "HTTP_ACCEPT",
        "HTTP_ACCEPT_LANGUAGE",
        "HTTP_COOKIE",
        "HTTP_HOST",
        "HTTP_ORIGIN",
        "HTTP_REFERER",  # Django asks it for a form's origin where there is no other
        "HTTP_X_CSRFTOKEN",
        "HTTP_X_REQUESTED_WITH",
        "PATH_INFO",
        "QUERY_STRING",
        "REQUEST_METHOD",
        "SCRIPT_NAME",
        "SERVER_NAME",
        "SERVER_PORT",
        "SERVER_PROTOCOL",
    }
)


class Nameless:
    """Leaves of a request what the desk needs, before anything else sees it: nothing that tells whose it is."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for name in [name for name in request.META if name not in _NEEDED and not name.startswith("wsgi.")]:
            del request.META[name]
        return self.get_response(request)


_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "media-src blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "frame-src blob:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: with it browsers send "Origin: null" with forms, and no form would be taken.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class Headers:
    """Sets every security header that a page has not set itself, and keeps cookies to HTTPS off this machine."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            host = request.get_host()  # refuses a name that is not the desk's
        except DisallowedHost:
            host, response = "", bad_request(request)
        else:
            response = self.get_response(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if split_domain_port(host)[0] in _LOOPBACK:
            for cookie in response.cookies.values():
                cookie["secure"] = ""
        return response
