"""A progress bar, on a terminal only."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from gawah.cli.app import err

EVERY = 0.1  # seconds between two refreshes


@contextmanager
def bar(what: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Yields ``progress(done, of)``; shows nothing when standard error is no terminal, or ``quiet``."""
    if quiet or not err.is_terminal:
        yield lambda done, of: None
        return
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    # Refreshed here and not by a thread: a process with threads is better not forked, and publishing forks.
    with Progress(*columns, console=err, transient=True, auto_refresh=False) as shown:
        task, last = shown.add_task(what, total=None), 0.0

        def progress(done: int, of: int) -> None:
            nonlocal last
            shown.update(task, completed=done, total=of or None)
            if done == of or time.monotonic() - last >= EVERY:
                last = time.monotonic()
                shown.refresh()

        yield progress
