"""The files every page links to: one stylesheet, fonts with their licences, the icon, built scripts.

Each is published as ``/assets/<stem>.<8 hex of its SHA-256><suffix>``, so it can be kept for ever by a browser and a
changed one has a new address. The stylesheet names its fonts by plain file name; the published one by their addresses.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

SUFFIXES = (".css", ".js", ".woff2", ".svg", ".txt", ".wasm")


def address(name: str, data: bytes) -> str:
    """The path below the site of an asset: ``assets/site.1a2b3c4d.css``."""
    stem, _, suffix = name.rpartition(".")
    return f"assets/{stem}.{hashlib.sha256(data).hexdigest()[:8]}.{suffix}"


def _tighten(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\n\s*", "\n", css).strip() + "\n"


@cache
def _all() -> tuple[Mapping[str, str], Mapping[str, bytes]]:
    """name -> path below the site, and path -> bytes."""
    raw: dict[str, bytes] = {}
    here = resources.files(__name__)
    for folder in (here, here / "fonts"):
        for file in sorted(folder.iterdir(), key=lambda found: found.name):
            if file.is_file() and file.name.endswith(SUFFIXES):
                raw[file.name] = file.read_bytes()
    paths = {name: address(name, data) for name, data in raw.items() if not name.endswith(".css")}
    for name in [name for name in raw if name.endswith(".css")]:
        css = re.sub(
            r"url\(([\w.-]+)\)",
            lambda found: f"url(/{paths[found[1]]})",
            _tighten(raw[name].decode()),
        )
        raw[name] = css.encode()
        paths[name] = address(name, raw[name])
    return MappingProxyType(paths), MappingProxyType({paths[name]: data for name, data in raw.items()})


def url(name: str) -> str:
    """Address of an asset by its plain name; KeyError when there is none."""
    return "/" + _all()[0][name]


def has(name: str) -> bool:
    return name in _all()[0]


def files() -> Mapping[str, bytes]:
    """Path below the site -> bytes, of every asset."""
    return _all()[1]
