"""The files that desk pages load: one stylesheet for all of Gawah, one for the desk, scripts, fonts.

Each has its hash in its address, so that a browser may keep it for ever, and a changed one has a new address.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import allauth.mfa
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from gawah.site import assets as of_the_site

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
# allauth's scripts for passkeys, as they come.
_PASSKEYS = Path(allauth.mfa.__file__).parent / "static" / "mfa" / "js"


def url(name: str) -> str:
    """The address of an asset by its plain name; KeyError when there is none."""
    return f"/{_all()[0][name]}"


@cache
def _all() -> tuple[Mapping[str, str], Mapping[str, bytes]]:
    """Plain name -> path, and path -> bytes. Of two with one name, that of the later folder is taken."""
    files = dict(of_the_site.files())
    paths = {f"{each.split('/')[-1].split('.')[0]}.{each.rsplit('.', 1)[-1]}": each for each in files}
    for folder in (_PASSKEYS, *settings.DESK_ASSETS):
        for file in sorted(Path(folder).glob("*")):
            if file.suffix in _TYPES:
                data = file.read_bytes()
                paths[file.name] = f"assets/{file.stem}.{hashlib.sha256(data).hexdigest()[:8]}{file.suffix}"
                files[paths[file.name]] = data
    return paths, files


@require_safe
def asset(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001 - a view
    """One asset, to be kept."""
    path = f"assets/{name}"
    if path not in _all()[1]:
        raise Http404
    kept = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(_all()[1][path], content_type=_TYPES["." + name.rsplit(".", 1)[-1]], headers=kept)
