"""The public surface: the published files, compressed beforehand, with every security header.

No Django, no view, no cookie, no log: a request is a path and the file that lies there.
"""
# ruff: noqa: PTH122 - pathlib would cost more than the rest of a request

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any, NamedTuple

from gawah.config.headers import ALWAYS, ASK_AGAIN, FOR_A_YEAR, content_security_policy

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".ndjson": "application/x-ndjson",
    ".atom": "application/atom+xml; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
    ".txt": "text/plain; charset=utf-8",
    ".sha256": "text/plain; charset=utf-8",
}
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))

Headers = list[tuple[str, str]]


class Found(NamedTuple):
    """A file to send: its address on disk, and the path it was asked by."""

    file: str
    path: str
    tag: str


class PublicSite:
    """An RSGI application over one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        if scope.proto != "http":
            return
        self.answer(scope.method, scope.path, scope.headers, proto)

    def answer(self, method: str, path: str, headers: Any, proto: Any) -> None:
        """Answer one request."""
        if method not in ("GET", "HEAD"):
            proto.response_str(405, [*ALWAYS, ("allow", "GET, HEAD")], "Only GET and HEAD.\n")
            return
        found = self.find(path)
        if found is None:
            self._missing(method, path, proto)
        elif found.path != path:
            # A relative one, so that it holds under every host name.
            proto.response_empty(308, [*ALWAYS, ("location", f"{path.rsplit('/', 1)[-1]}/")])
        else:
            self._send(200, method, found, headers, proto)

    def find(self, path: str) -> Found | None:
        """The file behind a path; None when there is none. ``path`` differs when it lacks its last slash."""
        *folders, last = path.split("/")
        if not path.startswith("/") or "\0" in path or "\\" in path or any(map(_is_hidden, (*folders, last))):
            return None
        folder = self._folder
        try:
            # A link is never ours, and may lead anywhere: neither the file nor a folder on the way to it may be one.
            for name in folders[1:]:
                folder += f"/{name}"
                if not stat.S_ISDIR(os.lstat(folder).st_mode):
                    return None
            file = f"{folder}/{last or 'index.html'}"
            state = os.lstat(file)
            if last and stat.S_ISDIR(state.st_mode):
                os.lstat(f"{file}/index.html")
                return Found("", f"{path}/", "")
        except (OSError, ValueError):
            return None
        if not stat.S_ISREG(state.st_mode):
            return None
        return Found(file, path, f"{state.st_mtime_ns:x}-{state.st_size:x}")

    def _send(self, status: int, method: str, found: Found, asked: Any, proto: Any) -> None:
        headers = headers_of(found.path)
        accepted = asked.get("accept-encoding") or "" if asked is not None else ""
        file, tag = found.file, found.tag
        for name, ending in _ENCODINGS:
            if name in accepted and _takes(accepted, name) and _is_file(file + ending):
                headers.append(("content-encoding", name))
                file, tag = file + ending, f"{tag}-{name}"
                break
        headers.append(("etag", f'"{tag}"'))
        if status == 200 and asked is not None and _has(asked.get("if-none-match"), tag):
            proto.response_empty(304, headers)
        elif method == "HEAD":
            proto.response_empty(status, headers)
        else:
            proto.response_file(status, headers, file)

    def _missing(self, method: str, path: str, proto: Any) -> None:
        language = path.split("/")[1] if path.count("/") > 1 else ""
        found = self.find(f"/{language}/404.html") if language else None
        found = found or self.find("/404.html")
        if found is None:
            proto.response_str(404, [*ALWAYS, ("content-type", "text/plain; charset=utf-8")], "Not found.\n")
        else:
            self._send(404, method, found, None, proto)


def _is_hidden(name: str) -> bool:
    return name.startswith(".")


def _is_file(file: str) -> bool:
    """Whether a file lies there, and no link."""
    try:
        return stat.S_ISREG(os.lstat(file).st_mode)
    except OSError:
        return False


def _takes(accepted: str, name: str) -> bool:
    """Whether a client takes an encoding that it names: not where it gives it no weight (RFC 9110, 12.4.2)."""
    if ";" not in accepted:
        return True
    weights = dict(each.replace(" ", "").partition(";")[::2] for each in accepted.split(","))
    return name in weights and weights[name].rstrip("0.") != "q="


def _has(tags: str | None, tag: str) -> bool:
    """Whether a client has this form already; weak or one of several counts too (RFC 9110, 13.1.2)."""
    return tags is not None and (f'"{tag}"' in tags or tags == "*")


def headers_of(path: str) -> Headers:
    """Every header of the file at a path, save those of its compressed form."""
    ending = os.path.splitext(path)[1] if not path.endswith("/") else ".html"
    return [
        ("content-type", _TYPES.get(ending, "application/octet-stream")),
        ("content-security-policy", content_security_policy(search="/search/" in path)),
        ("cache-control", FOR_A_YEAR if path.startswith("/assets/") else ASK_AGAIN),
        ("vary", "accept-encoding"),
        *ALWAYS,
    ]


def application() -> PublicSite:
    """For granian: the site of the home that ``GAWAH_HOME`` names."""
    from gawah.config.home import Home

    return PublicSite(Home.current().site / "live")
