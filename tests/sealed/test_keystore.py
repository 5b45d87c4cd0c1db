"""A key is made once, read, and destroyed once, whatever stops the machine in between."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from gawah.sealed.keystore import KEY, KeyDestroyed, KeyMissing, Keystore, KeyThere

ONE, OTHER = "0" * 19 + "1", "0" * 19 + "2"
STEPS = ("open", "write", "fsync", "link", "unlink", "replace", "ftruncate")


class Stopped(BaseException):
    """The machine stops here."""


@contextmanager
def stopping_at(step: int) -> Iterator[None]:
    """Before the so-many-th call that changes a disk, the machine stops: nothing after it happens."""
    done = 0
    with pytest.MonkeyPatch.context() as patch:
        for name in STEPS:
            patch.setattr(os, name, _counted(getattr(os, name), lambda: next_step()))

        def next_step() -> None:
            nonlocal done
            done += 1
            if done >= step:
                raise Stopped

        yield


def _counted(call: Callable[..., object], before: Callable[[], None]) -> Callable[..., object]:
    def counted(*given: object, **more: object) -> object:
        before()
        return call(*given, **more)

    return counted


def stops(run: Callable[[], object]) -> Iterator[None]:
    """Run, stopped at its first step, then its second ... until it comes to its end; what follows checks each."""
    for step in count(1):
        try:
            with stopping_at(step):
                run()
        except Stopped:
            yield
        else:
            assert step > 4
            return


def kept(store: Keystore) -> bytes:
    """Everything that lies in the folder."""
    return b"".join(each.read_bytes() for each in store.folder.iterdir())


@pytest.fixture
def store(tmp_path: Path) -> Keystore:
    return Keystore(tmp_path / "keystore")


def test_a_key_is_made_for_its_owner_alone_and_read_again(store: Keystore) -> None:
    store.make(ONE)
    store.make(OTHER)
    assert len(store.read(ONE)) == KEY
    assert store.read(ONE) == Keystore(store.folder).read(ONE) != store.read(OTHER)
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(each.stat().st_mode) for each in store.folder.iterdir()] == [0o600, 0o600]


def test_there_is_never_another(store: Keystore) -> None:
    store.make(ONE)
    key = store.read(ONE)
    with pytest.raises(KeyThere):
        store.make(ONE)
    assert store.read(ONE) == key
    store.destroy(ONE)
    with pytest.raises(KeyDestroyed):
        store.make(ONE)


def test_what_is_destroyed_leaves_no_byte_and_is_known_for_good(store: Keystore) -> None:
    store.make(ONE)
    store.make(OTHER)
    key, other = store.read(ONE), store.read(OTHER)
    inode = (store.folder / f"{ONE}.key").open("rb")
    store.destroy(ONE)
    store.destroy(ONE)
    assert store.state(ONE) == "destroyed"
    with pytest.raises(KeyDestroyed, match=ONE):
        store.read(ONE)
    assert key not in kept(store)
    assert inode.read() == b""  # the file itself, for who had it open
    inode.close()
    assert store.read(OTHER) == other


def test_a_missing_key_is_an_error_and_makes_none(store: Keystore) -> None:
    store.make(ONE)
    (store.folder / f"{ONE}.key").unlink()
    for use in (store.read, store.destroy):
        with pytest.raises(KeyMissing, match="put it back"):
            use(ONE)
    assert store.state(ONE) == "none"
    assert list(store.folder.iterdir()) == []


@pytest.mark.parametrize("damage", [b"", bytes(KEY), b"x" * (KEY - 1), b"x" * (KEY + 1)])
def test_what_is_no_key_is_not_used_as_one(store: Keystore, damage: bytes) -> None:
    store.make(ONE)
    (store.folder / f"{ONE}.key").write_bytes(damage)
    with pytest.raises(KeyMissing):
        store.read(ONE)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "0" * 19, "0" * 20 + "\n", "A" * 20])
def test_no_name_leads_out_of_the_folder(store: Keystore, name: str) -> None:
    for use in (store.make, store.read, store.state, store.destroy):
        with pytest.raises(ValueError, match="no collection's id"):
            use(name)


def test_stopped_while_it_is_made_there_is_a_whole_key_or_none(tmp_path: Path) -> None:
    homes = (Keystore(tmp_path / f"{number}") for number in count())
    current: list[Keystore] = []

    def make() -> None:
        current.append(next(homes))
        current[-1].make(ONE)

    for _ in stops(make):
        store = current[-1]
        if store.state(ONE) == "held":
            key = store.read(ONE)
            with pytest.raises(KeyThere):
                store.make(ONE)
            assert store.read(ONE) == key
        else:
            store.make(ONE)
            key = store.read(ONE)
        store.destroy(ONE)
        assert kept(store) == b""
    assert len(current[-1].read(ONE)) == KEY


def test_stopped_while_it_is_destroyed_it_is_never_used_again(tmp_path: Path) -> None:
    homes = (Keystore(tmp_path / f"{number}") for number in count())
    current: list[Keystore] = []

    def destroy() -> None:
        current[-1].destroy(ONE)

    current.append(next(homes))
    current[-1].make(ONE)
    key = current[-1].read(ONE)
    for _ in stops(destroy):
        store = current[-1]
        if store.state(ONE) == "held":
            assert store.read(ONE) == key
        else:
            for use in (store.read, store.make):
                with pytest.raises(KeyDestroyed):
                    use(ONE)
        store.destroy(ONE)
        assert store.state(ONE) == "destroyed"
        assert kept(store) == b""
        current.append(next(homes))
        current[-1].make(ONE)
        key = current[-1].read(ONE)


def test_a_keystore_that_cannot_be_written_keeps_its_key_and_says_so(
    store: Keystore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    store.make(ONE)
    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="Read-only"):
        store.destroy(ONE)
    assert store.state(ONE) == "held"
