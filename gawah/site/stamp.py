"""What pages are made by: the code, its words and templates, and the libraries that shape bytes."""

from __future__ import annotations

import hashlib
import importlib.metadata
from functools import cache
from pathlib import Path


@cache
def code_stamp() -> str:
    """SHA-256 of the code, words, templates and libraries that pages are made by."""
    digest = hashlib.sha256()
    packages = Path(__file__).parent.parent
    for package in ("core", "vocabulary", "record", "site"):
        for path in sorted((packages / package).rglob("*")):
            if path.is_file() and path.suffix not in {".pyc", ".woff2"}:
                digest.update(f"{path.relative_to(packages)}\n".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    for library in ("babel", "brotli", "comrak", "jinja2", "markupsafe", "msgspec", "nh3", "pagefind", "pyuca"):
        digest.update(f"{library} {importlib.metadata.version(library)}\n".encode())
    return digest.hexdigest()
