"""A publish killed at any moment: what is served is one publish or the other, and the next run is right."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from build_support import NOON, PlainDrawer, Snapshot, case, contents, snapshot

from gawah.record.model import Notice
from gawah.site.build import Build
from gawah.site.drawer import Publish
from gawah.site.trees import Trees

pytestmark = pytest.mark.crash

Files = dict[str, bytes]


class Killed(BaseException):
    """The process ends here."""


def publish(home: Path, source: Snapshot, number: int) -> None:
    """The order that a publish keeps."""
    trees = Trees(home / "site")
    tree = trees.open()
    with Build(
        source,
        PlainDrawer,
        tree,
        home / "cache",
        publish=Publish(number, NOON),
        journal=trees.journal,
        compressed=False,
        searched=False,
    ) as build:
        build.run()
        trees.swap()
        build.remember()
    trees.settle()


def served(home: Path) -> Files:
    live = Trees(home / "site").live
    return told(contents(live)) if live is not None else {}


def told(files: Files) -> Files:
    """Without what tells of the publish itself."""
    return {path: data for path, data in files.items() if path not in ("status.json", "changes.json")}


@pytest.mark.parametrize("call", ["replace", "fsync", "unlink", "write"])
def test_killed_at_any_call_the_site_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    gone = case(2, title={"en": "Zyxwvut"})
    first = snapshot([case(1), gone, case(3)])
    second = snapshot([case(1, version=2), Notice(id=gone.id, withdrawn="2026-02-03"), case(3), case(4)])
    publish(tmp_path / "whole", second, 1)
    after = served(tmp_path / "whole")
    for moment in range(0, 500, 1 if call == "replace" else 3):
        home = tmp_path / f"{moment}"
        publish(home, first, 1)
        before = served(home)
        ended = _killed(monkeypatch, call, moment, partial(publish, home, second, 2))
        assert served(home) in (before, after)
        publish(home, second, 3)
        assert served(home) == told(contents(Trees(home / "site").idle)) == after
        assert not [path for path, data in contents(home).items() if b"Zyxwvut" in data]
        if ended:
            assert moment > 0
            return
    pytest.fail("never came to its end")


def test_a_build_that_was_not_served_is_not_remembered(tmp_path: Path) -> None:
    publish(tmp_path, snapshot([case(1)]), 1)
    trees = Trees(tmp_path / "site")
    with Build(
        snapshot([case(2)]),
        PlainDrawer,
        trees.open(),
        tmp_path / "cache",
        publish=Publish(2, NOON),
        journal=trees.journal,
    ) as build:
        build.run()
    with sqlite3.connect(tmp_path / "cache/site.sqlite3") as db:
        assert db.execute("SELECT id FROM entry").fetchall() == [(case(1).id,)]
    db.close()
    publish(tmp_path, snapshot([case(1)]), 3)
    assert not [path for path in served(tmp_path) if case(2).id in path]


def _killed(monkeypatch: pytest.MonkeyPatch, call: str, moment: int, run: Callable[[], None]) -> bool:
    """Run, and die at the call of this number; whether it came to its end."""
    real, left = getattr(os, call), moment

    def dying(*args: object, **named: object) -> object:
        nonlocal left
        if left == 0:
            raise Killed
        left -= 1
        return real(*args, **named)

    with monkeypatch.context() as patch:
        patch.setattr(os, call, dying)
        try:
            run()
        except Killed:
            return False
    return True
