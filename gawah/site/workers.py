"""Drawing many shards in several processes.

They write the files of records, which no two of them share, in folders that the journal has named before. All else
is this process's own: the journal, the cache, lists, and what was made.
"""

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

from gawah.site.output import Output
from gawah.site.shards import Drawn, Shards
from gawah.site.writer import Writer

MANY = 512  # shards; to draw fewer is done before processes would have started
PIECE = 32  # shards drawn at a time: few enough that little waits in memory, enough that little time goes in asking
MOST = 4  # processes: more would wait for the one that writes

Piece = Sequence[str]


def draw_all(shards: Shards, output: Output, prefixes: Sequence[str]) -> Iterator[list[Drawn]]:
    """Every line of these shards drawn, a list for each shard, in their order.

    Their files are to be taken by ``output``, but where another process has written them there.
    """
    processes = min(MOST, os.cpu_count() or 1)
    if processes < 2 or len(prefixes) < MANY:
        yield from _draw(shards, prefixes)
        return
    pieces = deque(prefixes[start : start + PIECE] for start in range(0, len(prefixes), PIECE))
    waiting: deque[tuple[Piece, Future[list[list[Drawn]]]]] = deque()
    output.announce(shards.folders)
    # Forked, they share what has been loaded and compiled here, and the lock on the site for as long as they live.
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, context, _begin, (shards, output.writer)) as pool:
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
_writer: Writer


def _begin(shards: Shards, writer: Writer) -> None:
    global _shards, _writer
    _shards, _writer = shards, writer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # what started it ends it
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A parent that is killed cannot say so: without this its workers would wait for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)


def _draw_piece(prefixes: Piece) -> list[list[Drawn]]:
    return [
        [drawn._replace(files=[], written=_writer.put(drawn.files)) for drawn in shard]
        for shard in _draw(_shards, prefixes)
    ]
