"""Homes to be broken: made once by real commands, copied for each case, and looked at afterwards."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import brotli

from gawah.feed.verify import Report, verify

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 12, tzinfo=UTC)
MOST = 60  # points of one command that are tried; above, every one that commits or swaps, and an even choice of others
MOMENTS = 20
ALWAYS = ("commit", "live", "checkpoint")
SETTINGS = 'name = {{ en = "Invented Observatory" }}\nlanguages = [{languages}]\ncountry = "pk"\n'
COLUMNS = "name,headline,story,date,kind,city\n"
# Differ from publish to publish: which it is, what it did, its signatures, and Pagefind's bytes.
PASSING = ("status.json", "changes.json", "feed/", "search/")

MAPPING = """
dataset = "invented"
kind = "cases"
language = "en"
as_of = "2025-06-01"
key = ["name"]
[[field]]
to = "person.name"
column = "name"
[[field]]
to = "title"
column = "headline"
[[field]]
to = "narrative"
column = "story"
[[field]]
to = "act.date"
column = "date"
[[field]]
to = "act.type"
column = "kind"
[[field]]
to = "place.city"
column = "city"
[[field]]
to = "place.country"
value = "pk"
[source]
kind = "dataset"
title = "An invented list"
publisher = "Invented Observatory"
[basis]
kind = "already_published"
note = "Invented for a test."
[verification]
state = "unverified"
reason = "Invented for a test."
"""


class Runner:
    """The process that forks children."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, order: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the runner has ended; its error is above"
        found: dict[str, Any] = json.loads(answer)
        return found


@contextlib.contextmanager
def running(home: Path) -> Iterator[Runner]:
    """A runner that has tried itself on a new home there."""
    init(home)
    program = [sys.executable, str(Path(__file__).with_name("crash_runner.py")), str(home)]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Runner(process)
        assert process.stdin is not None
        process.stdin.close()


def init(home: Path, languages: str = '"en"') -> None:
    """A new home, by ``gawah init`` in an interpreter of its own."""
    gawah = Path(sys.executable).with_name("gawah")
    environment = {name: text for name, text in os.environ.items() if not name.startswith(("GAWAH", "DJANGO"))}
    subprocess.run([str(gawah), "init", "--home", str(home)], check=True, capture_output=True, env=environment)
    (home / "gawah.toml").write_text(SETTINGS.format(languages=languages), encoding="utf-8")


@dataclass(frozen=True)
class Made:
    """A data home in a folder of its own, with the tables that go with it."""

    runner: Runner
    folder: Path
    now: datetime = NOW
    searched: bool = False

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def live(self) -> Path:
        return self.home / "site" / "live"

    def copy(self, folder: Path, now: datetime | None = None) -> Made:
        """A copy with its links, hard and symbolic."""
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run(["/bin/cp", "-a", str(self.folder), str(folder)], check=True)
        return replace(self, folder=folder, now=now or self.now)

    def run(self, *argv: str, **kill: Any) -> dict[str, Any]:
        """One command in a child; ``kill`` as the runner has it."""
        order = {"home": str(self.home), "argv": list(argv), "now": self.now.isoformat(), "searched": self.searched}
        return self.runner.ask({**order, **kill})

    def must(self, *argv: str, codes: tuple[int, ...] = (0,)) -> dict[str, Any]:
        """A command that is not killed, and does what it should."""
        answer = self.run(*argv)
        assert answer["exit"] in codes, f"{argv}: exit {answer['exit']}: {answer['out']}"
        return answer

    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.must("state")["out"])
        return found

    def verify(self) -> Report:
        """By one reader who looks again and again: an older version would be told."""
        return verify(str(self.live), state=self.folder / "reader", now=self.now)


def make(runner: Runner, folder: Path, *, languages: str = '"en"', searched: bool = False) -> Made:
    """A new home, beside a mapping for tables of :func:`row`."""
    folder.mkdir(parents=True)
    made = Made(runner, folder, searched=searched)
    init(made.home, languages)
    (folder / "map.toml").write_text(MAPPING, encoding="utf-8")
    return made


def row(number: int, *, edited: str = "", date: str = "") -> str:
    """A line of the table: an invented case whose name and words are in no other."""
    words = " ".join(f"story{number}word{each}" for each in range(30))
    date = date or f"{2012 + number % 4}-03-{1 + number:02d}"
    kind = ("arrest", "threat", "site_block")[number % 3]
    return f"Invented{number}name,Headline{number}mark{edited},{words} {edited},{date},{kind},Town{number % 4}\n"


def table(made: Made, name: str, rows: list[str]) -> None:
    (made.folder / name).write_text(COLUMNS + "".join(rows), encoding="utf-8")


def marks(number: int) -> tuple[bytes, ...]:
    """What must be found nowhere once case ``number`` is withdrawn."""
    several = (f"Invented{number}name", f"Headline{number}mark", f"story{number}word7", f"headline{number}mark")
    return tuple(each.encode() for each in several)


def number_of(made: Made, name: str) -> str:
    """The record id of the case of a person, by the public room's own words."""
    for path in sorted((made.live / "r").glob("*.json")):
        if name in path.read_text(encoding="utf-8"):
            return path.name.partition(".")[0]
    raise AssertionError(f"no record of {name}")


def tree_of(site: Path, skipped: tuple[str, ...] = PASSING) -> dict[str, str]:
    """Path -> SHA-256 of the files of a tree."""
    found = {}
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.is_file() and not name.startswith(skipped):
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def both_trees(made: Made) -> tuple[dict[str, str], dict[str, str]]:
    site = made.home / "site"
    return tree_of(site / "a", ()), tree_of(site / "b", ())


def bytes_in(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file below a folder, raw and, where it is compressed, unpacked; link targets and names too."""
    for path in sorted(folder.rglob("*")):
        yield path, path.name.encode()
        if path.is_symlink() or not path.is_file():
            continue
        data = path.read_bytes()
        yield path, data
        if data[:2] == b"\x1f\x8b":
            yield path, gzip.decompress(data)
        elif path.suffix == ".br":
            yield path, brotli.decompress(data)


def holding(where: Iterator[tuple[Path, bytes]], several: tuple[bytes, ...]) -> list[str]:
    """Files that hold any of these, in any case of letters."""
    lowered = [each.lower() for each in several]
    return sorted({str(path) for path, data in where if any(each in data.lower() for each in lowered)})


def public_bytes(made: Made) -> Iterator[tuple[Path, bytes]]:
    """Both trees, and the public room's files raw."""
    yield from bytes_in(made.home / "site")
    for path in sorted((made.home / "db").glob("public.sqlite3*")):
        yield path, path.read_bytes()


def chosen(points: list[str]) -> list[tuple[int, str]]:
    """(number of the point from one, "before" or "after") to be killed at."""
    needed = [number for number, name in enumerate(points, 1) if name in ALWAYS]
    kills = {(number, when) for number in needed for when in ("before", "after")}
    others = [number for number, name in enumerate(points, 1) if name not in ALWAYS]
    wanted = max(0, MOST - len(kills))
    if 2 * len(others) <= wanted:
        kills |= {(number, when) for number in others for when in ("before", "after")}
    else:
        step = max(1.0, len(others) / wanted) if wanted else len(others)
        places = [others[int(each * step)] for each in range(int(len(others) / step))]
        kills |= {(number, ("before", "after")[each % 2]) for each, number in enumerate(places)}
    return sorted(kills)


def kills_of(
    base: Made, folder: Path, argv: tuple[str, ...], seed: int, codes: tuple[int, ...]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """What to do to the command, each with its name: every point, then moments drawn at random."""
    counted = base.copy(folder).must(*argv, codes=codes)
    points = counted["points"]
    assert points, "nothing was counted"
    for number, when in chosen(points):
        yield f"{when} {points[number - 1]} {number} of {len(points)}", {"at": number, "when": when}
    draw = random.Random(seed)
    for _ in range(MOMENTS):
        delay = draw.uniform(0, counted["seconds"])
        yield f"after {delay:.4f} s of {counted['seconds']:.4f} (seed {seed})", {"delay": delay}


def kill_everywhere(
    base: Made,
    folder: Path,
    argv: tuple[str, ...],
    seed: int,
    look: Callable[[Made], None],
    codes: tuple[int, ...] = (0, 3),
) -> tuple[int, list[str]]:
    """Kill the command at each point and moment, and look at what is left; how many times, and what was wrong.

    ``codes``: how it may end where it is not killed.
    """
    done, wrong = 0, []
    for name, kill in kills_of(base, folder / "counted", argv, seed, codes):
        made = base.copy(folder / "killed")
        answer = made.run(*argv, **kill)
        if "at" in kill:
            assert answer["signal"] == 9, f"{name}: it was not killed: {answer}"
        done += 1
        try:
            look(made)
        except AssertionError as error:
            wrong.append(f"{name}: {str(error)[:600]}")
    return done, wrong
