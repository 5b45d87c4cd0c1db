"""Drawing much in several processes.

They write the files of records, which no two of them share, in folders that the journal has named before. All else
is this process's own: the journal, the cache, lists, and what was made.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing.connection import wait

import msgspec

from gawah.site.output import Output
from gawah.site.shards import Drawn, Shards
from gawah.site.writer import Writer

MANY = 512  # shards; to draw fewer is done before processes would have started
PIECE = 32  # shards drawn at a time: few enough that little waits in memory, enough that little time goes in asking
MOST = 4  # processes: more would wait for the one that writes
AHEAD = 4  # pieces asked for in advance, for each process

Piece = Sequence[str]

# A tenth of what it costs to pickle them, of everything a build does.
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[list[Drawn]]).decode


class Workers:
    """A context manager. The processes start when there is much to draw, and end with it."""

    def __init__(self, shards: Shards, output: Output) -> None:
        self._shards = shards
        self._output = output
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def draw_all(self, prefixes: Sequence[str]) -> Iterator[list[Drawn]]:
        """Every line of these shards drawn, a list for each shard, in their order.

        Their files are to be taken by the output, but where another process has written them there.
        """
        processes = min(MOST, os.cpu_count() or 1)
        if processes < 2 or len(prefixes) < MANY:
            yield from _draw(self._shards, prefixes)
            return
        pieces = deque(prefixes[start : start + PIECE] for start in range(0, len(prefixes), PIECE))
        waiting: deque[tuple[Piece, Future[bytes]]] = deque()
        pool = self._start(processes)
        try:
            while pieces or waiting:
                while pieces and len(waiting) < AHEAD * processes:
                    waiting.append((pieces[0], pool.submit(_draw_piece, pieces[0])))
                    pieces.popleft()
                yield from _decode(waiting[0][1].result())
                waiting.popleft()
        except BrokenProcessPool:  # one was killed, for want of memory most likely: alone it needs less
            self._end()
            for piece in (*(piece for piece, _ in waiting), *pieces):
                yield from _draw(self._shards, piece)

    def ask(self, page: str, *told: object) -> Callable[[], str]:
        """Have a page drawn while this process does something else; what is returned waits for it.

        ``page``: the name of what draws it, a method of :class:`gawah.site.drawer.Drawer`. ``told``: its arguments.
        """
        here = partial(_ask, self._shards, page, told)
        if self._pool is None:
            return here
        try:
            asked = self._pool.submit(_draw_page, page, told)
        except BrokenProcessPool:
            return here

        def answer() -> str:
            try:
                return asked.result()
            except BrokenProcessPool:
                return here()

        return answer

    def _start(self, processes: int) -> ProcessPoolExecutor:
        self._output.announce(self._shards.folders)
        # Forked, they share what has been loaded and compiled here, and the lock on the site for as long as they live.
        context = multiprocessing.get_context("fork")
        self._pool = ProcessPoolExecutor(processes, context, _begin, (self._shards, self._output.writer))
        return self._pool

    def _end(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _draw(shards: Shards, prefixes: Piece) -> Iterator[list[Drawn]]:
    for prefix in prefixes:
        yield [shards.draw(line) for line in shards.lines(prefix).values()]


def _ask(shards: Shards, page: str, told: Sequence[object]) -> str:
    drawn: str = getattr(shards.drawer, page)(*told)
    return drawn


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


def _draw_piece(prefixes: Piece) -> bytes:
    return _encode(
        [
            [drawn._replace(files=[], written=_writer.put(drawn.files)) for drawn in shard]
            for shard in _draw(_shards, prefixes)
        ]
    )


def _draw_page(page: str, told: Sequence[object]) -> str:
    return _ask(_shards, page, told)
