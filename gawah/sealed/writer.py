"""The one writer of the sealed room: jobs that wait together share one transaction, each in a savepoint of its own.

Eight connections that wait for SQLite's lock starve one of them for seconds; one thread never does, and one durable
commit serves all that came during the one before. A job gets its answer only once the commit is on the disk.

A server starts a writer (``start``). Without one, as in a command, a job runs where it stands.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from django.db import connections

from gawah import rooms

MOST = 64  # jobs in one commit
_ERASING = 200  # milliseconds that nobody is kept waiting for longer while the log is emptied

Answer = TypeVar("Answer")


class NotWritten(Exception):
    """The transaction was lost together with a job in it: nothing of it is stored."""


class Writer:
    """A thread that carries out jobs in the order in which they come."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._erase = False
        self._thread = threading.Thread(target=self._run, name="sealed-writer", daemon=True)
        self._thread.start()

    def write(self, run: Callable[[], Answer], *, erases: bool) -> Answer:
        """What ``run`` returns or raises, after the commit."""
        job = _Job(run, erases)
        self._jobs.put(job)
        answer: Answer = job.answer.result()
        return answer

    def stop(self) -> None:
        """Carry out what waits, then end."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        goes_on = True
        while goes_on:
            first = self._jobs.get()
            group = [first, *self._waiting()]
            goes_on = None not in group
            if jobs := [job for job in group if job is not None]:
                _commit(jobs)
                self._erase = self._erase or any(job.erases for job in jobs)
                if self._erase:
                    self._erase = not _emptied()
        connections[rooms.alias("sealed")].close()

    def _waiting(self) -> list[_Job | None]:
        found: list[_Job | None] = []
        while len(found) < MOST - 1:
            try:
                found.append(self._jobs.get_nowait())
            except queue.Empty:
                break
        return found


class _Job:
    def __init__(self, run: Callable[[], Any], erases: bool) -> None:
        self.run = run
        self.erases = erases
        self.answer: Future[Any] = Future()


def _commit(jobs: list[_Job]) -> None:
    answers: list[tuple[_Job, Any, Exception | None]] = []
    try:
        with rooms.atomic("sealed"):
            for job in jobs:
                answers.append((job, *_tried(job)))
            # Where SQLite has given the whole up (a full disk), Django would roll back without a word.
            if connections[rooms.alias("sealed")].needs_rollback:
                raise next((error for _, _, error in answers if error), NotWritten("the transaction was lost"))
    except Exception as error:  # each who waits is told
        connections[rooms.alias("sealed")].close()
        answers = [(job, None, error) for job in jobs]
    for job, answer, failed in answers:
        if failed is None:
            job.answer.set_result(answer)
        else:
            job.answer.set_exception(failed)


def _tried(job: _Job) -> tuple[Any, Exception | None]:
    try:
        with rooms.atomic("sealed"):
            return job.run(), None
    except Exception as error:  # it goes to whoever asked, and spoils no other job
        return None, error


def _emptied() -> bool:
    """Whether what was deleted is gone from the write-ahead log too. Where somebody reads it, the next commit tries."""
    try:
        return rooms.checkpoint("sealed", wait=_ERASING)
    except Exception:  # what was committed stands
        return False


_running: Writer | None = None


def start() -> Writer:
    """From now on, jobs of this process go through one thread. Stop it with ``stop``."""
    global _running  # noqa: PLW0603 - one for the process, as the database is one
    _running = Writer()
    return _running


def stop() -> None:
    global _running
    running, _running = _running, None
    if running:
        running.stop()


def write(run: Callable[[], Answer], *, erases: bool = False) -> Answer:
    """Carry out ``run`` in a transaction of the sealed room; what it returns or raises, after the commit.

    ``run`` asks the database and nothing else, and writes through no other. ``erases``: it deletes what must leave the
    disk, so the write-ahead log is emptied after it.
    """
    running = _running
    if running:
        return running.write(run, erases=erases)
    with rooms.atomic("sealed"):
        answer = run()
    if erases:
        rooms.checkpoint("sealed", wait=_ERASING)
    return answer
