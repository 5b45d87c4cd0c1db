"""The few files that a form's page loads, each with the hash by which the page names it."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from gawah.site import assets as site

_HERE = Path(__file__).parent

_FONT = re.compile(rb"@font-face\s*\{[^}]*\}\s*")

_FILES = {
    "site.css": (Path(site.__file__).parent / "site.css", "text/css; charset=utf-8"),
    "form.css": (_HERE / "assets" / "form.css", "text/css; charset=utf-8"),
    "icon.svg": (_HERE / "assets" / "icon.svg", "image/svg+xml"),
    "form.js": (_HERE / "scripts" / "form.js", "text/javascript; charset=utf-8"),
    "sealing.js": (_HERE / "scripts" / "sealing.js", "text/javascript; charset=utf-8"),
}


class Asset(NamedTuple):
    """A file: its bytes, its type, and its subresource integrity (``sha256-…``)."""

    content: bytes
    type: str
    integrity: str


@cache
def all_() -> dict[str, Asset]:
    """Every file by its name under ``/f/assets/``."""
    return {name: _asset(_content(path), kind) for name, (path, kind) in _FILES.items()}


def _content(path: Path) -> bytes:
    """Without the fonts that a sheet names: the page fetches none, and its policy would refuse them loudly."""
    content = path.read_bytes()
    return _FONT.sub(b"", content) if path.suffix == ".css" else content


def _asset(content: bytes, kind: str) -> Asset:
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    return Asset(content, kind, f"sha256-{digest}")
