"""Shards drawn in several processes: the same bytes, and no harm when one of them dies."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import build_support as support
import pytest
import test_build_killed as killed

from gawah.record.model import Notice
from gawah.site import workers
from gawah.site.drawer import BrowseData
from gawah.site.render import Renderer
from gawah.site.shards import Drawn, Line, Shards
from gawah.site.trees import Trees

pytestmark = pytest.mark.crash  # it kills real processes

HERE = os.getpid()
draw = Shards.draw


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MANY", 2)
    monkeypatch.setattr(workers, "PIECE", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)


def _while_drawing(monkeypatch: pytest.MonkeyPatch, act: Callable[[Line], None]) -> None:
    def drawn(shards: Shards, line: Line) -> Drawn:
        act(line)
        return draw(shards, line)

    monkeypatch.setattr(Shards, "draw", drawn)


def _site() -> support.Snapshot:
    records = [support.case(number) for number in range(30)]
    related = support.case(40, related=[records[3].id])
    changed = support.case(50, version=2)
    return support.snapshot(
        [*records, related, changed, Notice(id=support.number_id(60), withdrawn="2026-02-03")],
        former=[support.case(50)],
        languages=["en", "ur"],
    )


def test_several_processes_draw_what_one_draws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = tmp_path / "drawn-by"
    _while_drawing(monkeypatch, lambda _: _note(notes))
    run = support.run(_site(), tmp_path / "several", tmp_path / "cache", compressed=True)
    drawn_by = set(notes.read_text().split())
    assert len(drawn_by) == 2
    assert str(HERE) not in drawn_by
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    alone = support.run(_site(), tmp_path / "alone", tmp_path / "cache2", compressed=True)
    assert support.contents(tmp_path / "several") == support.contents(tmp_path / "alone")
    assert run.parts == alone.parts
    assert (run.written, run.deleted) == (alone.written, alone.deleted)
    # What others write is in the journal as folders, before they begin.
    assert run.journal[:3] == ["r/", "en/", "ur/"]


def _note(notes: Path) -> None:
    with notes.open("a") as file:
        file.write(f"{os.getpid()}\n")
    time.sleep(0.01)


def test_a_process_that_is_killed_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def kill(line: Line) -> None:
        if os.getpid() != HERE and line.id == support.number_id(7):
            os.kill(os.getpid(), signal.SIGKILL)

    _while_drawing(monkeypatch, kill)
    support.run(_site(), tmp_path / "several", tmp_path / "cache")
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    support.run(_site(), tmp_path / "alone", tmp_path / "cache2")
    assert support.contents(tmp_path / "several") == support.contents(tmp_path / "alone")


@pytest.mark.parametrize("when", ["before it is asked", "while it draws"])
def test_a_page_is_drawn_though_the_process_asked_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    asked = []
    ask, browse = workers.Workers.ask, Renderer.browse

    def killing(several: workers.Workers, page: str, *told: object) -> Callable[[], str]:
        asked.append(page)
        if when == "before it is asked":
            for process in multiprocessing.active_children():
                process.kill()
                process.join()
            time.sleep(0.1)  # the pool hears of it from a thread of its own
        return ask(several, page, *told)

    def dying(renderer: Renderer, data: BrowseData, language: str) -> str:
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return browse(renderer, data, language)

    with monkeypatch.context() as patch:
        patch.setattr(workers.Workers, "ask", killing)
        patch.setattr(Renderer, "browse", dying)
        support.run(_site(), tmp_path / "several", tmp_path / "cache")
    assert "browse" in asked and "map" in asked
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    support.run(_site(), tmp_path / "alone", tmp_path / "cache2")
    assert support.contents(tmp_path / "several") == support.contents(tmp_path / "alone")


def test_what_cannot_be_drawn_is_told_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(line: Line) -> None:
        if line.id == support.number_id(7):
            raise ValueError("this line cannot be drawn")

    _while_drawing(monkeypatch, fail)
    with pytest.raises(ValueError, match="this line cannot be drawn"):
        support.run(_site(), tmp_path / "tree", tmp_path / "cache")


def test_none_outlives_the_process_that_began_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = tmp_path / "drawn-by"

    def wait(_: Line) -> None:
        _note(notes)
        time.sleep(60)

    _while_drawing(monkeypatch, wait)
    parent = _forked(lambda: support.run(_site(), tmp_path / "tree", tmp_path / "cache"))
    waiting = _when(lambda: len(notes.read_text().split()) == 2 if notes.exists() else False)
    assert waiting
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)
    assert _when(lambda: not any(_alive(int(each)) for each in notes.read_text().split()))


@pytest.mark.parametrize("moment", [1, 9, 25])
def test_killed_while_others_write_the_site_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    gone = support.case(2, title={"en": "Zyxwvut"})
    first = support.snapshot([gone, *(support.case(number) for number in range(3, 33))])
    notice = Notice(id=gone.id, withdrawn="2026-02-03")
    second = support.snapshot([notice, *(support.case(number, version=2) for number in range(3, 33))])
    killed.publish(tmp_path / "whole", second, 1)
    home, notes = tmp_path / "home", tmp_path / "drawn-by"
    killed.publish(home, first, 1)
    before = killed.served(home)
    shutil.rmtree(home / "cache")  # so that all is drawn again

    def stay(_: Line) -> None:
        _note(notes)
        if len(notes.read_text().split()) > moment:
            time.sleep(60)

    with monkeypatch.context() as patch:
        _while_drawing(patch, stay)
        parent = _forked(lambda: killed.publish(home, second, 2))
        assert _when(lambda: notes.exists() and len(notes.read_text().split()) > moment)
        os.kill(parent, signal.SIGKILL)
        os.waitpid(parent, 0)
        assert _when(lambda: not any(_alive(int(each)) for each in notes.read_text().split()))
    assert killed.served(home) == killed.told(support.contents(Trees(home / "site").open())) == before
    killed.publish(home, second, 3)
    idle = killed.told(support.contents(Trees(home / "site").idle))
    assert killed.served(home) == idle == killed.served(tmp_path / "whole")
    assert not [path for path, data in support.contents(home).items() if b"Zyxwvut" in data]


def _forked(run: Callable[[], object]) -> int:
    process = os.fork()
    if process == 0:
        try:
            run()
        finally:
            os._exit(0)
    return process


def _when(holds: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether something comes to hold before so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.02)
    return False


def _alive(process: int) -> bool:
    """Whether it runs: one that has ended may wait for its parent to ask (state Z)."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
