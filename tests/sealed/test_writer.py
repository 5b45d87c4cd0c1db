"""One writer: jobs that wait together are one commit, each for itself, and an answer comes after it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.backends.signals import connection_created
from sealed_room import NOW, Reporter, opened

from gawah import rooms
from gawah.core.ids import random_id
from gawah.envelope import mailbox
from gawah.sealed import intake, submission, writer
from gawah.sealed.models import Collection, Report, Withdrawal

WAIT = 20  # seconds; nothing here takes one


@contextmanager
def room_in(file: Path, blocker: Any) -> Iterator[None]:
    """The sealed room is this file, for every thread."""
    room = connections.settings["sealed"]
    before, here = room["NAME"], connections["sealed"]
    del connections["sealed"]
    room["NAME"] = str(file)
    try:
        with blocker.unblock():
            yield
            connections["sealed"].close()
    finally:
        room["NAME"] = before
        connections["sealed"] = here


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Path:
    file = tmp_path_factory.mktemp("room") / "sealed.sqlite3"
    with room_in(file, django_db_blocker):
        call_command("migrate", database="sealed", verbosity=0)
    return file


@pytest.fixture
def room_on_disk(tmp_path: Path, home: Path, migrated: Path, django_db_blocker: Any) -> Iterator[Path]:
    """A sealed room in a file, as a server has it: what a test's own transaction holds, other threads never see."""
    file = tmp_path / "sealed.sqlite3"
    shutil.copyfile(migrated, file)
    with room_in(file, django_db_blocker):
        yield file


@pytest.fixture
def commits(room_on_disk: Path) -> Iterator[list[str]]:
    """Every commit of a connection made from now on."""
    found: list[str] = []

    def heard(statement: str) -> None:
        if statement.startswith("COMMIT"):
            found.append(statement)

    def traced(connection: Any, **_: object) -> None:
        connection.connection.set_trace_callback(heard)

    connection_created.connect(traced)
    yield found
    connection_created.disconnect(traced)


@pytest.fixture
def running(commits: list[str]) -> Iterator[writer.Writer]:
    made = writer.start()
    yield made
    writer.stop()


def add(number: int) -> Callable[[], int]:
    def run() -> int:
        Collection(id=f"{number:020}", form=1).save()
        return number

    return run


def fail() -> None:
    Collection(id="f" * 20, form=1).save()
    raise LookupError("mine alone")


def names() -> set[int]:
    return {int(name) for name in Collection.objects.values_list("pk", flat=True)}


class Held:
    """The writer is busy until ``release``; meanwhile jobs gather."""

    def __init__(self, made: writer.Writer) -> None:
        self._go, at_work = threading.Event(), threading.Event()
        self._made = made
        self._threads = ThreadPoolExecutor(16)

        def busy() -> None:
            at_work.set()
            assert self._go.wait(WAIT)

        self.first = self.ask(busy)
        assert at_work.wait(WAIT)

    def ask(self, job: Callable[[], Any]) -> Future[Any]:
        return self._threads.submit(self._asked, job)

    def _asked(self, job: Callable[[], Any]) -> Any:
        try:
            return writer.write(job)
        finally:
            connections["sealed"].close()

    def release(self, waiting: int) -> None:
        while self._made._jobs.qsize() < waiting:
            threading.Event().wait(0.001)
        self._go.set()


def test_jobs_that_wait_together_are_one_commit(running: writer.Writer, commits: list[str]) -> None:
    held = Held(running)
    asked = [held.ask(add(number)) for number in range(10)]
    held.release(10)
    assert [each.result(WAIT) for each in asked] == list(range(10))
    assert names() == set(range(10))
    assert len(commits) == 2


def test_a_job_that_raises_spoils_no_other(running: writer.Writer, commits: list[str]) -> None:
    held = Held(running)
    asked = [held.ask(job) for job in (add(1), fail, add(2), add(2), add(3))]
    held.release(5)
    failed = [type(each.exception(WAIT)).__name__ for each in asked]
    assert sorted(failed) == ["IntegrityError", "LookupError", "NoneType", "NoneType", "NoneType"]
    assert names() == {1, 2, 3}
    assert len(commits) == 2
    assert writer.write(add(4)) == 4


def test_an_answer_comes_after_the_commit_and_not_before(running: writer.Writer) -> None:
    """Also for the first of those that share one: it is not stored while the last is at work."""
    go, at_work = threading.Event(), threading.Event()

    def last() -> None:
        at_work.set()
        assert go.wait(WAIT)

    held = Held(running)
    first = held.ask(add(1))
    while running._jobs.qsize() < 1:
        threading.Event().wait(0.001)
    second = held.ask(last)
    held.release(2)
    assert at_work.wait(WAIT)
    assert not first.done()
    assert names() == set()
    go.set()
    assert (first.result(WAIT), second.result(WAIT)) == (1, None)
    assert names() == {1}


def test_where_the_whole_transaction_is_lost_nobody_is_told_it_is_stored(running: writer.Writer) -> None:
    """As SQLite does on a full disk: what came before in the same transaction is gone too."""

    def lose() -> None:
        connections["sealed"].connection.execute("ROLLBACK")
        raise OSError(28, "No space left on device")

    held = Held(running)
    asked = [held.ask(add(1))]
    while running._jobs.qsize() < 1:
        threading.Event().wait(0.001)
    asked.append(held.ask(lose))
    held.release(2)
    assert [each.exception(WAIT) is not None for each in [held.first, *asked]] == [False, True, True]
    assert names() == set()
    assert writer.write(add(2)) == 2
    assert names() == {2}


def test_eight_threads_send_twenty_five_reports_each(running: writer.Writer, commits: list[str]) -> None:
    promised = opened()
    sent, fillers = Reporter(promised).sent(), (mailbox.filler(), mailbox.filler())
    bodies = [submission.encode(replace(sent, submission=random_id()), fillers) for _ in range(200)]
    counted = len(commits)

    def send(own: list[bytes]) -> int:
        try:
            for body in own:
                intake.take(promised.collection, body, NOW)
                assert Report.objects.filter(submission=submission.decode(body).submission).exists()
            return len(own)
        finally:
            connections["sealed"].close()

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(send, [bodies[at::8] for at in range(8)])) == 200
    assert Report.objects.count() == 200
    assert len(commits) - counted < 200


def test_a_submission_asked_at_once_by_eight_is_stored_once(running: writer.Writer) -> None:
    promised = opened()
    body = Reporter(promised, code=bytes(15) + b"\1").body()

    def send(_: int) -> None:
        intake.take(promised.collection, body, NOW)
        connections["sealed"].close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(send, range(8)))
    assert Report.objects.count() == 1
    assert Withdrawal.objects.count() == 4


def test_what_was_withdrawn_is_in_no_file_of_the_room(running: writer.Writer, room_on_disk: Path) -> None:
    promised = opened()
    nadia = Reporter(promised, code=bytes(15) + b"\1")
    intake.take(promised.collection, nadia.body(), NOW)
    stored = bytes(Report.objects.get().sealed)
    pieces = [stored[at : at + 64] for at in range(0, len(stored) - 64, 512)]
    connections["sealed"].close()

    def raw() -> bytes:
        return b"".join(each.read_bytes() for each in room_on_disk.parent.glob("sealed.sqlite3*"))

    assert any(piece in raw() for piece in pieces)
    intake.withdraw(promised.collection, nadia.token(), NOW)
    writer.write(lambda: None)  # the log is emptied behind the answer, before the next job
    assert not any(piece in raw() for piece in pieces)


def test_the_log_is_emptied_later_where_somebody_reads_it(running: writer.Writer, room_on_disk: Path) -> None:
    log = room_on_disk.with_name("sealed.sqlite3-wal")
    with rooms.atomic("sealed"):
        pass
    reader = connections["sealed"].connection
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM sealed_collection").fetchone()
    writer.write(add(1), erases=True)
    writer.write(add(2))
    assert log.stat().st_size > 0
    reader.execute("ROLLBACK")
    writer.write(add(3))
    writer.write(add(4))
    assert log.stat().st_size < 20_000  # what came after the emptying


def test_without_a_server_a_job_runs_where_it_stands(commits: list[str]) -> None:
    assert writer.write(add(1)) == 1
    with pytest.raises(LookupError):
        writer.write(fail)
    assert names() == {1}
    assert threading.current_thread() is writer.write(threading.current_thread)
