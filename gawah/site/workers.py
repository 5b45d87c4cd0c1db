"""Drawing many shards in several processes. They only draw: this process alone writes, and keeps the cache."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait

from gawah.site.shards import Drawn, Shards

MANY = 512  # shards; to draw fewer is done before processes would have started
PIECE = 8  # shards drawn at a time, so that little waits in memory
MOST = 4  # processes: more would wait for the one that writes

Piece = Sequence[str]


def draw_all(shards: Shards, prefixes: Sequence[str]) -> Iterator[list[Drawn]]:
    """Every line of these shards drawn, a list for each shard, in their order."""
    processes = min(MOST, os.cpu_count() or 1)
    if processes < 2 or len(prefixes) < MANY:
        yield from _draw(shards, prefixes)
        return
    pieces = deque(prefixes[start : start + PIECE] for start in range(0, len(prefixes), PIECE))
    waiting: deque[tuple[Piece, Future[list[list[Drawn]]]]] = deque()
    # Forked, they share what has been loaded and compiled here.
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, context, _begin, (shards,)) as pool:
        try:
            while pieces or waiting:
                while pieces and len(waiting) < 2 * processes:
                    waiting.append((pieces[0], pool.submit(_draw_piece, pieces[0])))
                    pieces.popleft()
                yield from waiting[0][1].result()
                waiting.popleft()
        except BrokenProcessPool:  # one was killed, for want of memory most likely: alone it needs less
            for piece in (*(piece for piece, _ in waiting), *pieces):
                yield from _draw(shards, piece)
        finally:
            pool.shutdown(cancel_futures=True)


def _draw(shards: Shards, prefixes: Piece) -> Iterator[list[Drawn]]:
    for prefix in prefixes:
        yield [shards.draw(line) for line in shards.lines(prefix).values()]


# In a worker

_shards: Shards


def _begin(shards: Shards) -> None:
    global _shards  # noqa: PLW0603 - a process of its own, which has one work to do
    _shards = shards
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # what started it ends it
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A parent that is killed cannot say so: without this its workers would wait for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)


def _draw_piece(prefixes: Piece) -> list[list[Drawn]]:
    return list(_draw(_shards, prefixes))
