"""Shared by the tests of imports: files written in a line, and an import in a line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gawah.imports import mapping
from gawah.imports.engine import Options, Result, import_file

from .fake_loader import FakeLoader

PLAIN = """
dataset = "incidents"
kind = "cases"
language = "en"

[[field]]
to = "title"
column = "title"

[[field]]
to = "act.date"
column = "date"
"""
KEYED = PLAIN.replace('kind = "cases"', 'kind = "cases"\nkey = "id"')

Write = Callable[..., Path]
Import = Callable[..., Result]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file and return its path."""

    def _write(content: str | bytes, name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return _write


@pytest.fixture
def loader() -> FakeLoader:
    return FakeLoader()


@pytest.fixture
def bring_in(loader: FakeLoader, tmp_path: Path) -> Import:
    """Import a file with a mapping's text; rejects and review files go beside it."""

    def _import(source: Path, text: str = PLAIN, **options: object) -> Result:
        files = {"rejects": tmp_path / "rejects.csv", "review": tmp_path / "review.csv"}
        return import_file(source, mapping.read(text), loader, Options(**{**files, **options}))  # type: ignore[arg-type]

    return _import
