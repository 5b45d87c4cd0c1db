"""Publish: the public room -> snapshot -> site -> signed feed, in the tree that is not served; then swap.

Whatever interrupts it, the tree that is served stays whole, and the next run starts from it.
"""

from __future__ import annotations

import contextlib
import datetime
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from gawah import rooms
from gawah.feed.keys import Keys
from gawah.feed.pages import COUNT, PageLists, bucket
from gawah.feed.repository import Repository
from gawah.public import gate, ledger, snapshot
from gawah.public.ledger import LedgerDamaged
from gawah.public.models import Accepted, Publish, Withdrawn
from gawah.record import canonical
from gawah.record.model import Notice, Record
from gawah.record.snapshot import SiteSettings
from gawah.site.build import Build
from gawah.site.drawer import Publish as Stamp
from gawah.site.pagefind import SearchFailed
from gawah.site.render import Renderer
from gawah.site.trees import Trees, copy_out


class AlreadyPublishing(RuntimeError):
    """Another process is publishing this home."""


class ClockBehind(RuntimeError):
    """The machine's clock is earlier than the last publish."""


# A clock may be set back by an hour or a day; TUF's metadata last from 14 days up.
CLOCK_MAY_DIFFER = datetime.timedelta(days=1)
LONG_AGO = datetime.timedelta(days=365)
ASKED_AT_ONCE = 500


@dataclass(frozen=True)
class Places:
    """Where a home keeps what a publish needs."""

    site: Path
    cache: Path
    keys: Path


@dataclass(frozen=True)
class Result:
    """What a publish did. ``written`` and ``deleted`` count files of one tree, compressed forms included.

    ``unsearched``: why there is no search now; "" when all is well. ``warnings``: sentences for a person.
    """

    version: int
    written: int
    deleted: int
    partitions: int
    seconds: float
    unsearched: str = ""
    warnings: tuple[str, ...] = ()


Progress = Callable[[int, int], None]


def publish(
    places: Places,
    settings: SiteSettings,
    now: datetime.datetime,
    *,
    full: bool = False,
    clock_is_right: bool = False,
    progress: Progress = lambda done, of: None,
) -> Result:
    """Publish what is public now. ``full``: draw everything anew. ``clock_is_right``: though it was later before.

    Raises AlreadyPublishing, ClockBehind, and LedgerDamaged, after what was withdrawn has been taken off the site.
    """
    with _alone(places.site):
        warnings = () if clock_is_right else check_clock(now)
        run = partial(_publish, places, now, full=full, progress=progress)
        try:
            warnings += _apply_ledger(places.site)
        except LedgerDamaged as damage:
            found = _with_or_without_search(partial(run, _take_off))
            raise LedgerDamaged(f"{damage}{_said_of(found)}") from None
        found = _with_or_without_search(partial(run, partial(_take_in, settings=settings, full=full)))
    assert found is not None
    return replace(found, warnings=warnings)


def _with_or_without_search(run: Callable[..., Result | None]) -> Result | None:
    try:
        return run(searched=True)
    except SearchFailed as error:
        # A withdrawal may not be late: better a site without its search than with what was taken back.
        found = run(searched=False)
        return found and replace(found, unsearched=str(error))


def _take_in(repository: Repository, *, settings: SiteSettings, full: bool) -> snapshot.Taken:
    return snapshot.write(repository, settings, None if full else _last_change(repository))


def _take_off(repository: Repository) -> snapshot.Taken | None:
    gone = dict(Withdrawn.objects.values_list("record_id", "day"))
    return snapshot.take_off(repository, gone, _last_change(repository))


def _said_of(found: Result | None) -> str:
    if found is None:
        return ". Nothing that was withdrawn is on the site"
    return f". What was withdrawn has been taken off the site, as version {found.version}, and nothing else was done"


def _publish(
    places: Places,
    now: datetime.datetime,
    take: Callable[[Repository], snapshot.Taken | None],
    *,
    full: bool,
    progress: Progress,
    searched: bool,
) -> Result | None:
    """Publish what ``take`` stages; None when there is nothing to."""
    started = time.monotonic()
    trees = Trees(places.site)
    tree = trees.open()
    trees.journal(["feed/"])
    repository = Repository(tree / "feed")
    taken = take(repository)
    if taken is None:
        _settle(trees)
        return None
    version = max(repository.highest, ledger.feed_version(damaged_too=True)) + 1
    keys = Keys.load(places.keys)
    with Build(
        repository,
        partial(Renderer, fingerprint=keys.fingerprint),
        tree,
        places.cache,
        publish=Stamp(version, now),
        journal=trees.journal,
        searched=searched,
        full=full,
        progress=progress,
    ) as build:
        build.run()
        _list_pages(PageLists(repository), build)
        ledger.note_feed_version(version)
        repository.sign(keys, now, version - 1)
        repository.prune(everything=taken.taken_back)
        trees.swap()
        if taken.change is not None:
            Publish.objects.update_or_create(version=version, defaults={"change": taken.change, "at": now})
        build.remember()
    _settle(trees)
    output = build.output
    return Result(version, output.written, output.deleted, build.partitions, round(time.monotonic() - started, 3))


def _settle(trees: Trees) -> None:
    """Bring up the other tree and empty the room's log.

    At every publish: one that was killed here has left what it took back in the log, and the next does not know.
    """
    trees.settle()
    rooms.checkpoint("public")


def copy(places: Places, out: Path) -> None:
    """Write a stand-alone copy of what is served. Raises NotACopy for a folder that holds something else."""
    live = Trees(places.site).live
    if live is not None:
        copy_out(live, out)


def renew(places: Places, now: datetime.datetime) -> int:
    """Sign the feed's date anew in both trees, changing nothing else. Returns the timestamp's version.

    Raises AlreadyPublishing and ClockBehind.
    """
    with _alone(places.site):
        check_clock(now)
        trees = Trees(places.site)
        tree = trees.open()
        trees.journal(["feed/"])
        keys = Keys.load(places.keys).renew(now)
        repository = Repository(tree / "feed")
        ledger.note_feed_version(max(repository.highest, ledger.feed_version()) + 1)
        version = repository.renew(keys, now, ledger.feed_version() - 1)
        trees.swap()
        trees.settle()
    return version


@contextlib.contextmanager
def _alone(site: Path) -> Iterator[None]:
    """One publish at a time: the lock is the machine's, and gone with the process that held it."""
    site.mkdir(parents=True, exist_ok=True)
    handle = os.open(site / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise AlreadyPublishing("another process is publishing; wait for it, then try again") from None
    else:
        yield
    finally:
        os.close(handle)


def check_clock(now: datetime.datetime) -> tuple[str, ...]:
    """Raise ClockBehind where signatures made now would end before they should; warn where they would hold for long."""
    last = Publish.objects.order_by("-version").values_list("at", flat=True).first()
    if last is None:
        return ()
    said = f"this machine's clock says {now:%Y-%m-%d %H:%M} UTC, and the last publish was at {last:%Y-%m-%d %H:%M}"
    if now < last - CLOCK_MAY_DIFFER:
        raise ClockBehind(
            f"{said}: set the clock, then publish again. If it is right, and was wrong then, give --clock-is-right"
        )
    if now > last + LONG_AGO:
        return (f"{said}: if the clock is wrong, set it and publish again, or the signatures hold for too long",)
    return ()


def _apply_ledger(site: Path) -> tuple[str, ...]:
    """What was taken back stays back, before anything is written, whatever backup a room was restored from.

    Raises LedgerDamaged, once what can be read of it is applied.
    """
    warnings = _read_ledger_from(site) if ledger.is_lost() else ()
    known = dict(Withdrawn.objects.values_list("record_id", "day"))
    gone = ledger.withdrawn(damaged_too=True)
    for record_id in known.keys() - gone.keys():  # a ledger that was lost in part
        ledger.add(record_id, known[record_id])
    for record_id in gone.keys() - known.keys():
        with rooms.atomic("public"):
            gate.remove(record_id, gone[record_id])
    for record_id, version in _texts_that_are_back():
        with rooms.atomic("public"):
            gate.redact(record_id, version)
    ledger.check()
    return warnings


def _texts_that_are_back() -> Iterator[tuple[str, int]]:
    """Redacted versions that the public room has a text of. A query for many of them."""
    redacted = ledger.redacted(damaged_too=True)
    ids = sorted({record_id for record_id, _ in redacted})
    for start in range(0, len(ids), ASKED_AT_ONCE):
        texts = Accepted.objects.filter(record_id__in=ids[start : start + ASKED_AT_ONCE]).exclude(canonical="")
        yield from (each for each in list(texts.values_list("record_id", "version")) if each in redacted)


def _read_ledger_from(site: Path) -> tuple[str, ...]:
    """A ledger that was lost is read from the last published site: its notices, and the feed's version."""
    live = Trees(site).live
    if live is None:
        return ()
    repository = Repository(live / "feed")
    for name in repository.names():
        if name.startswith("shards/"):
            for line in repository.read(name).splitlines():
                record = canonical.decode(line)
                if isinstance(record, Notice):
                    ledger.add(record.id, datetime.date.fromisoformat(record.withdrawn))
                else:
                    _note_redactions(record)
    ledger.note_feed_version(repository.highest)
    gone, redacted = ledger.withdrawn(damaged_too=True), ledger.redacted(damaged_too=True)
    return (
        f"there was no ledger: it was read from the site published last ({len(gone)} withdrawals, "
        f"{len(redacted)} redactions). Look whether anything is missing that was withdrawn since",
    )


def _note_redactions(record: Record) -> None:
    for version in record.versions:
        if version.redacted:
            ledger.add_redaction(record.id, version.number)


def _last_change(repository: Repository) -> int | None:
    """The newest change the served site holds; None when its last publish is not ours to know."""
    if not repository.version:
        return None
    return Publish.objects.filter(version=repository.version).values_list("change", flat=True).first()


def _list_pages(lists: PageLists, build: Build) -> None:
    """Bring the page lists up to what was built. After a complete build they name nothing else."""
    rest = {f"{number:02x}" for number in range(COUNT)} if build.complete else set()
    for part in build.parts():
        which = bucket(next(iter(part)))
        if build.complete:
            lists.replace(which, part)
        else:
            lists.apply(part)
        rest.discard(which)
    for which in rest:
        lists.replace(which, {})
