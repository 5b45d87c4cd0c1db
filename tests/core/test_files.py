"""Whole files or none: every step that can fail is made to fail."""

import fcntl
import hashlib
import multiprocessing
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gawah.core import files


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class PowerCut(BaseException):
    """What a test raises in place of the power going."""


def cut_at(monkeypatch: pytest.MonkeyPatch, name: str, nth: int) -> None:
    """Make the nth call of ``os.<name>`` fail before it does anything."""
    whole: Callable[..., Any] = getattr(os, name)
    calls = 0

    def cut(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == nth:
            raise PowerCut
        return whole(*arguments, **named)

    monkeypatch.setattr(os, name, cut)


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of ``os.fsync`` and ``os.replace``, as they come to be called."""
    steps: list[str] = []

    def count(name: str) -> None:
        whole: Callable[..., Any] = getattr(os, name)

        def step(*arguments: Any) -> Any:
            steps.append(name)
            return whole(*arguments)

        monkeypatch.setattr(os, name, step)

    count("fsync")
    count("replace")
    return steps


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "page"
    files.write_atomic(path, b"one")
    files.write_atomic(path, b"two", durable=False)
    assert path.read_bytes() == b"two"
    assert names(tmp_path) == ["page"]


@pytest.mark.parametrize(("name", "nth"), [("open", 1), ("write", 1), ("fsync", 1), ("replace", 1)])
@pytest.mark.parametrize("old", [None, b"old"])
def test_a_write_that_stops_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, nth: int, old: bytes | None
) -> None:
    path = tmp_path / "page"
    if old is not None:
        path.write_bytes(old)
    with monkeypatch.context() as patched, pytest.raises(PowerCut):
        cut_at(patched, name, nth)
        files.write_atomic(path, b"new")
    assert (path.read_bytes() if path.exists() else None) == old
    assert len(names(tmp_path)) == (old is not None)


def test_a_write_that_stops_after_the_rename_leaves_the_new_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "page"
    path.write_bytes(b"old")
    with monkeypatch.context() as patched, pytest.raises(PowerCut):
        cut_at(patched, "fsync", 2)
        files.write_atomic(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_killed_write_leaves_only_what_is_known_as_temporary(tmp_path: Path) -> None:
    path = tmp_path / "page"
    path.write_bytes(b"old")

    def killed() -> None:
        os.replace = lambda *_: os._exit(9)
        files.write_atomic(path, b"new")

    child = multiprocessing.get_context("fork").Process(target=killed)
    child.start()
    child.join()
    assert child.exitcode == 9
    left = set(names(tmp_path)) - {"page"}
    assert path.read_bytes() == b"old"
    assert len(left) == 1
    assert all(files.is_temporary(name) for name in left)
    assert not files.is_temporary("page")


@pytest.mark.parametrize("durable", [True, False])
def test_a_durable_write_flushes_the_file_before_the_rename_and_the_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, durable: bool
) -> None:
    steps = counted(monkeypatch)
    files.write_atomic(tmp_path / "page", b"new", durable=durable)
    assert steps == (["fsync", "replace", "fsync"] if durable else ["replace"])


def test_a_write_in_small_steps_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda number, data: write(number, data[:3]))
    files.write_atomic(tmp_path / "page", b"0123456789")
    assert (tmp_path / "page").read_bytes() == b"0123456789"


def test_modes_and_long_names(tmp_path: Path) -> None:
    key = tmp_path / ("k" * 255)
    files.write_atomic(key, b"", mode=0o600)
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.read_bytes() == b""


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        files.write_atomic(tmp_path / "none" / "page", b"new")


def test_a_link_is_swapped_in_one_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for tree in ("a", "b"):
        (tmp_path / tree).mkdir()
    live = tmp_path / "live"
    files.replace_link(live, "a")
    files.replace_link(live, Path("b"))
    assert str(live.readlink()) == "b"
    with monkeypatch.context() as patched, pytest.raises(PowerCut):
        cut_at(patched, "replace", 1)
        files.replace_link(live, "a")
    assert str(live.readlink()) == "b"
    assert names(tmp_path) == ["a", "b", "live"]


def test_a_folder_is_not_replaced_by_a_link(tmp_path: Path) -> None:
    (tmp_path / "live").mkdir()
    with pytest.raises(IsADirectoryError):
        files.replace_link(tmp_path / "live", "a")
    assert names(tmp_path) == ["live"]


def test_removing(tmp_path: Path) -> None:
    path, link = tmp_path / "page", tmp_path / "link"
    path.write_bytes(b"old")
    link.symlink_to("page")
    files.remove(link)
    assert path.exists()
    files.remove(path, durable=False)
    files.remove(path)
    assert names(tmp_path) == []


@given(st.binary(max_size=200))
def test_the_hash_of_a_file(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "hashed"
    path.write_bytes(data)
    assert files.sha256_of(path) == hashlib.sha256(data).hexdigest()


def test_lines_are_appended_and_flushed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = counted(monkeypatch)
    ledger = tmp_path / "ledger"
    files.append_durable(ledger, b"one")
    files.append_durable(ledger, b"two")
    assert ledger.read_bytes() == b"one\ntwo\n"
    assert steps == ["fsync"] * 3  # the file twice, the folder when the file was made
    assert ledger.stat().st_mode & 0o777 == 0o600


def test_a_torn_line_spoils_only_itself(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    ledger.write_bytes(b"one\ntw")
    files.append_durable(ledger, b"three")
    assert ledger.read_bytes() == b"one\ntw\nthree\n"


def test_a_line_holds_no_newline(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="newline"):
        files.append_durable(tmp_path / "ledger", b"one\ntwo")
    assert not (tmp_path / "ledger").exists()


def test_a_writer_waits_for_another(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    with ledger.open("wb") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        second = multiprocessing.get_context("fork").Process(target=files.append_durable, args=(ledger, b"two"))
        second.start()
        second.join(0.2)
        assert second.is_alive()
        first.write(b"one\n")
        first.flush()
        fcntl.flock(first, fcntl.LOCK_UN)  # closing is not enough: the child has inherited the file
    second.join(5)
    assert second.exitcode == 0
    assert ledger.read_bytes() == b"one\ntwo\n"
