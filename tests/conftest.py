"""What every test shares: a fresh data home, and a disk that is not waited for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

# Few examples and no deadline every day, so that a busy machine fails nothing; a night may ask for more.
hypothesis_settings.register_profile("everyday", max_examples=25, deadline=None)
hypothesis_settings.register_profile("thorough", max_examples=1000, deadline=None)
hypothesis_settings.load_profile("everyday")


@pytest.fixture(scope="session", autouse=True)
def _unflushed() -> Iterator[None]:
    """Flushing shows only after a power cut, which no test here makes, and takes most of the time of those that write.

    A descriptor that could not be flushed is still an error. Tests that count flushes put their own in this place.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", _is_open)
        patch.setattr(os, "sync", _nothing)
        yield


def _is_open(descriptor: int) -> None:
    os.fstat(descriptor)


def _nothing() -> None:
    pass


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    """An empty data home, which the code under test uses."""
    settings.GAWAH_HOME = tmp_path / "home"
    settings.GAWAH_HOME.mkdir()
    return Path(settings.GAWAH_HOME)


@pytest.fixture
def sealed_emptied(transactional_db: None) -> Iterator[None]:
    """For a test whose rows in the sealed room are really committed: only what is discarded can be deleted after it."""
    from gawah.sealed.models import Collection

    yield
    for collection in Collection.objects.all():
        collection.move("discarded")
