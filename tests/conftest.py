"""What every test shares: a fresh data home, and a disk that is not waited for."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from gawah.site import templating

# Every day the same few examples without a deadline: whether a change may land must hang neither on a draw nor on how
# busy the machine is. New cases are looked for with --hypothesis-profile=thorough.
hypothesis_settings.register_profile("everyday", max_examples=15, deadline=None, derandomize=True)
hypothesis_settings.register_profile("thorough", max_examples=1000, deadline=None)
hypothesis_settings.load_profile("everyday")


MEMORY = Path("/dev/shm")  # where it is, and has room, temporary files are not written to a disk
ROOM = 2 * 1024**3  # bytes; a run of everything at once leaves a quarter of it


def pytest_configure() -> None:
    """Hundreds of small sites and databases are made and thrown away: writing them to a disk takes most of a run.

    ``TMPDIR``, where it is set, is obeyed. What a test left behind stays only if the test failed (``pyproject.toml``).
    """
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # asked for anew


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


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    """A publish compiles its templates once; hundreds of sites in one process share what they have in common.

    What is compiled is the template with the words and the fixed values of a site already in it.
    """
    known: dict[tuple[str | None, str], CodeType] = {}
    environment = templating._Environment
    compiled = environment.compile

    def compile_once(self: Any, source: str, name: str | None = None, filename: str | None = None) -> CodeType:
        key = name, self.preprocess(source, name, filename)
        if key not in known:
            known[key] = compiled(self, source, name, filename)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(environment, "compile", compile_once)
        yield


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Thousands of tests live until the end: the collector need not look through them again and again, nor so often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


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
