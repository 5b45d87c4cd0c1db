"""The pages that say no, in the words and the frame of the desk."""

# ruff: noqa: ARG001 - what Django hands over
from __future__ import annotations

import sys
import traceback

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or not yours; nobody can tell which."""
    return render(request, "said.jinja", {"key": "refused.not_found"}, status=404)


def form_not_taken(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form from another page, or one that stood open for long."""
    return render(request, "said.jinja", {"key": "refused.form"}, status=403)


def too_often(request: HttpRequest) -> HttpResponse:
    """429: a limit was reached."""
    return render(request, "said.jinja", {"key": "refused.too_often"}, status=429)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: most often a host name that is not the desk's, so that nothing is drawn here."""
    return HttpResponse("This is not the desk's address, or not a request it understands.\n", "text/plain", 400)


def failed(request: HttpRequest) -> HttpResponse:
    """500: an error of ours. Nothing is drawn, since what draws may be what failed."""
    _tell_where()
    return HttpResponse("Something went wrong on the desk. Nothing half-done was kept. Try again.\n", "text/plain", 500)


def _tell_where() -> None:
    """To whoever runs the server: what kind of error, and where in the code. Nothing that the request held."""
    kind, _, where = sys.exc_info()
    if kind is not None:
        sys.stderr.write(f"gawah: an error of the desk, {kind.__name__}:\n{''.join(traceback.format_tb(where))}")
