"""A process that has Gawah loaded, and forks a child for each command asked of it.

Its argument is a data home to try itself on. Requests and answers are lines of
JSON on standard input and output::

    {"home", "argv", "now", "searched", "at": n, "when": "before|after"}   the child kills itself at its n-th point
    {"home", "argv", "now", "searched", "delay": seconds}                  the child is killed from here
    {"home", "argv", "now", "searched"}                                    it comes to its end
    -> {"signal", "exit", "out", "points", "seconds"}                      points: of one that came to its end

A point is a rename, link, flush to disk, commit or checkpoint.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
import json
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

CHUNK = 5  # rows and cases to a transaction, so that a small table takes several
COUNTED = {
    "replace": "rename",
    "rename": "rename",
    "link": "link",
    "symlink": "link",
    "fsync": "fsync",
    "fdatasync": "fsync",
    "sync": "fsync",
}


class Points:
    """Counts the points a child comes by, and ends it at the one asked for."""

    def __init__(self, at: int, when: str) -> None:
        self.seen: list[str] = []
        self._at, self._when = at, when

    def passing(self, name: str, call: Callable[[], Any]) -> Any:
        self.seen.append(name)
        here = len(self.seen) == self._at
        if here and self._when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = call()
        if here:
            os.kill(os.getpid(), signal.SIGKILL)
        return result


def count(points: Points) -> None:
    """Let everything that makes a change last go by the counter."""
    for name, kind in COUNTED.items():
        # A process that is killed loses nothing it wrote, only a machine does: flushes are counted, not waited for.
        call = (lambda *_: None) if kind == "fsync" else getattr(os, name)
        setattr(os, name, _counted(points, kind, call))

    class Connection(sqlite3.Connection):
        """Django's rooms and the site's cache alike."""

        def commit(self) -> None:
            points.passing("commit", super().commit)

        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            run = functools.partial(super().execute, sql, *values)
            return points.passing("commit", run) if sql.strip().upper() == "COMMIT" else run()

    connect = functools.partial(sqlite3.connect, factory=Connection)
    sqlite3.connect = sqlite3.dbapi2.connect = connect  # type: ignore[assignment]

    from gawah import rooms

    rooms.checkpoint = functools.partial(_checkpoint, points, rooms.checkpoint)  # type: ignore[assignment]


def _counted(points: Points, kind: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def passing(*values: Any, **named: Any) -> Any:
        live = kind == "rename" and str(values[1]).endswith("/live")
        return points.passing("live" if live else kind, lambda: function(*values, **named))

    return passing


def _checkpoint(points: Points, checkpoint: Callable[[Any], bool], room: str) -> Any:
    return points.passing("checkpoint", lambda: checkpoint(room))


def use(home: Path, now: datetime.datetime, *, searched: bool) -> None:
    """Point this process, in which nothing is open, at a home; fix its clock, and whether search is made."""
    from django.conf import settings
    from django.db import connections

    from gawah.cli import imports, publish, release, withdraw
    from gawah.public import publish as public
    from gawah.rooms import ALIASES

    os.environ["GAWAH_HOME"] = str(home)
    settings.GAWAH_HOME = home
    for room, alias in ALIASES.items():
        connections.databases[alias]["NAME"] = str(home / "db" / f"{room}.sqlite3")
    for verb in (imports, publish, release, withdraw):
        verb.now = lambda: now  # type: ignore[attr-defined]
    for verb in (release, withdraw):
        verb.today = lambda _: now.date()  # type: ignore[attr-defined]
    if not searched:
        public.Build = functools.partial(_unsearched, public.Build)  # type: ignore[assignment,misc]


def _unsearched(build: Callable[..., Any], *values: Any, **named: Any) -> Any:
    return build(*values, **{**named, "searched": False})


def prepare(home: Path) -> None:
    """What every child will need, done once in this process: small chunks, no waiting, and one publish to warm it."""
    from django.db import connections

    from gawah.desk import release as desk
    from gawah.imports import engine
    from gawah.public import publish as public
    from gawah.releases import outbox

    desk.CHUNK = outbox.CHUNK = CHUNK
    engine.Options = functools.partial(engine.Options, chunk_rows=CHUNK)  # type: ignore[assignment,misc]
    for database in connections.databases.values():
        database["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
    build = public.Build
    use(home, datetime.datetime.now(datetime.UTC), searched=False)
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):  # noqa: PTH123
        assert run(["publish", "--json"]) == 0
    public.Build = build  # type: ignore[misc]
    connections.close_all()


def run(argv: list[str]) -> int:
    """One ``gawah`` command, or ``state``: what both rooms hold."""
    from gawah.cli import main

    if argv == ["state"]:
        print(json.dumps(state()))
        return 0
    sys.argv = ["gawah", *argv]
    try:
        main.main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def state() -> dict[str, Any]:
    """What the rooms hold, without ids that are drawn anew each time and without clock times."""
    from gawah.desk.models import Case, CaseVersion
    from gawah.imports.models import Batch, Row
    from gawah.public.models import Accepted, Published, Withdrawn
    from gawah.releases.models import Decision

    batches = Batch.objects.order_by("started").values_list(
        "state", "position", "created", "updated", "unchanged", "gone", "rejected", "review"
    )
    return {
        "cases": sorted(CaseVersion.objects.values_list("number", "document")),
        "rows": sorted(Row.objects.values_list("identity", "occurrence", "line", "raw", "values", "gone_in__state")),
        "batches": list(batches),
        "batch": Batch.objects.order_by("started").values_list("id", flat=True).last(),
        "ids": dict(Case.objects.order_by("id").values_list("id", "record_id")),
        "decisions": list(Decision.objects.values_list("number", "action", "record_id", "version", "sha256", "state")),
        "kept": [text for text in Decision.objects.values_list("canonical", flat=True) if text],
        "published": sorted(Published.objects.values_list("record_id", "version", "sha256")),
        "accepted": sorted(Accepted.objects.values_list("record_id", "version", "sha256", "redacted")),
        "withdrawn": sorted(Withdrawn.objects.values_list("record_id", flat=True)),
    }


def child(order: dict[str, Any], folder: Path) -> None:
    """Carry out one order in this forked process, and leave without any tidying up."""
    report = os.open(folder / "out.txt", os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
    os.dup2(report, 1)
    os.dup2(report, 2)
    os.chdir(folder)
    points = Points(order.get("at", 0), order.get("when", ""))
    code = 70
    try:
        now = datetime.datetime.fromisoformat(order["now"])
        use(Path(order["home"]), now, searched=order["searched"])
        count(points)
        code = run(order["argv"])
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException as error:
        os.write(2, repr(error).encode())
    with open(folder / "points.json", "w") as file:  # noqa: PTH123
        json.dump(points.seen, file)
    os._exit(code)


def serve(order: dict[str, Any]) -> dict[str, Any]:
    """Fork a child for an order, kill it if asked, and say what became of it."""
    folder = Path(order["home"]).parent
    (folder / "points.json").unlink(missing_ok=True)
    started = time.monotonic()
    pid = os.fork()
    if pid == 0:
        child(order, folder)
    if "delay" in order:
        time.sleep(order["delay"])
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    seconds = time.monotonic() - started
    points = folder / "points.json"
    return {
        "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
        "exit": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
        "out": (folder / "out.txt").read_text(errors="replace"),
        "points": json.loads(points.read_text()) if os.WIFEXITED(status) and points.exists() else [],
        "seconds": seconds,
    }


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "gawah.config.settings"
    import django

    django.setup()
    import gawah.cli.main
    import gawah.desk.loading
    import gawah.desk.withdraw
    import gawah.feed.pages
    import gawah.public.publish  # noqa: F401
    from gawah.site.stamp import code_stamp

    code_stamp()
    prepare(Path(sys.argv[1]))
    for line in sys.stdin:
        answer = json.dumps(serve(json.loads(line)))
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
