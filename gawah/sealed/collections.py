"""Collections: opening one, and what it is like now."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import cast

from django.conf import settings
from django.db.models import QuerySet

from gawah.envelope import accepted, hybrid
from gawah.envelope.errors import NotAccepted, WrongKey
from gawah.sealed import chain, clock, keystore, opening, promise, writer
from gawah.sealed.keystore import Keystore, KeystoreError
from gawah.sealed.models import OFFLINE, Collection, Epoch, PromiseVersion, State, Wrap
from gawah.sealed.promise import BadPromise, Promise

LEAST_READERS = 2  # else one lost key is the end of all that came
_SHOWN: tuple[State, ...] = ("open", "closed")  # of what is being discarded nothing is told

_Version = tuple[str, bytes]  # of a promise: hash, content

_FINGERPRINT = re.compile(r"[0-9a-f]{64}", re.ASCII)
_LARGEST = 2**31 - 1


class NoCollection(LookupError):
    """There is no such collection, or it is discarded: the two are not told apart."""


class NotOpened(ValueError):
    """The collection could not be opened; the text is a sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A collection. ``promise`` is the newest of ``promises`` and rules; ``epoch`` the newest's number.

    ``closes`` and ``due`` are instants in UTC: from the first on nothing new is taken, from the second on there is
    nothing. ``state`` is as stored, and may not have seen yet that a moment has come.
    """

    id: str
    state: State
    form: int
    promise: Promise
    promises: tuple[Promise, ...]
    epoch: int
    recipient: str
    closes: datetime.datetime
    due: datetime.datetime


def shred_keys() -> Keystore:
    return Keystore(Path(settings.GAWAH_HOME) / "keystore")


def open_(content: bytes, recipient: str, wraps: Mapping[str, bytes], form: int, now: datetime.datetime) -> None:
    """Open a collection under the first version of its promise (canonical bytes). NotOpened where anything is amiss.

    ``recipient`` is the first epoch's, ``wraps`` that epoch's identity sealed to each reader (fingerprint, or
    ``offline``). The shred key is on disk before anything else.
    """
    try:
        promised = promise.decode(content)
    except BadPromise as error:
        raise NotOpened(str(error)) from None
    for reason in (*opening.refusals(promised), *_too_late(promised, now), *_wrong_readers(promised, wraps)):
        raise NotOpened(reason)
    _check_recipient(recipient)
    if not 1 <= form <= _LARGEST:
        raise NotOpened("The version of the form is a whole number from 1 on.")
    if Collection.objects.filter(pk=promised.collection).exists():
        raise _open_already(promised.collection)
    _make_key(promised.collection)
    writer.write(lambda: _store(promised.collection, content, recipient, wraps, form))


def _too_late(promised: Promise, now: datetime.datetime) -> Iterable[str]:
    if not chain.takes(now, promised):
        yield "The closing is in the past: nobody could send anything. Choose a later time."


def _wrong_readers(promised: Promise, wraps: Mapping[str, bytes]) -> Iterable[str]:
    if len(wraps) < LEAST_READERS:
        yield "Only one reader could open what comes. Seal the key to at least two, or to one and a printed one."
    if len(set(wraps) - {OFFLINE}) > promised.readers_at_most:
        yield f"The promise says that at most {promised.readers_at_most} people read. Seal the key to no more."
    for reader, file in wraps.items():
        if reader != OFFLINE and not _FINGERPRINT.fullmatch(reader):
            yield "A reader is named by something that is no fingerprint. Make the form anew in the browser."
        try:
            accepted.check_message(file)
        except NotAccepted:
            yield "The key sealed to a reader is not of its form. Make the form anew in the browser."


def _check_recipient(recipient: str) -> None:
    try:
        hybrid.wrap(bytes(16), recipient)  # looks at the key itself, not only at how it is written
    except WrongKey as error:
        raise NotOpened(str(error)) from None


def _make_key(collection: str) -> None:
    """One that is there already, and nothing under it, is of an opening that was stopped: it goes on with that one."""
    keys = shred_keys()
    try:
        keys.make(collection)
    except keystore.KeyThere:
        keys.read(collection)
    except KeystoreError as error:
        raise NotOpened(f"{error} Make another form.") from None


def _store(collection: str, content: bytes, recipient: str, wraps: Mapping[str, bytes], form: int) -> None:
    if Collection.objects.filter(pk=collection).exists():
        raise _open_already(collection)
    made = Collection(id=collection, form=form)
    made.save()
    read = promise.decode(content)
    PromiseVersion(hash=promise.promise_hash(read), collection=made, version=read.version, content=content).save()
    epoch = Epoch(collection=made, number=1, recipient=recipient)
    epoch.save()
    for reader, file in wraps.items():
        Wrap(epoch=epoch, reader=reader, file=file).save()


def _open_already(collection: str) -> NotOpened:
    return NotOpened(f"The collection {collection} is open already, and opens once. Make another form.")


def all_() -> list[Opened]:
    """Every collection that is open or closed, by id."""
    return _loaded(Collection.objects.filter(state__in=_SHOWN).order_by("pk"))


def get(collection: str) -> Opened:
    """The collection, open or closed; NoCollection."""
    found = _loaded(Collection.objects.filter(pk=collection, state__in=_SHOWN))
    if not found:
        raise NoCollection
    return found[0]


def at(collection: str, now: datetime.datetime) -> Opened:
    """The collection as it answers at ``now``: closed for good once that was seen; NoCollection once it is due."""
    found = get(collection)
    if found.state == "open" and now >= found.closes:
        writer.write(lambda: Collection.objects.get(pk=collection).move("closed"))
        found = replace(found, state="closed")
    if now >= found.due:
        raise NoCollection
    return found


def wraps(fingerprint: str) -> dict[tuple[str, int], bytes]:
    """What is sealed to this reader: (collection, number of the epoch) -> the identity's file."""
    live = {each.id for each in all_() if clock.now() < each.due}
    rows = Wrap.objects.filter(reader=fingerprint, epoch__collection__in=live)
    found = rows.values_list("epoch__collection", "epoch__number", "file")
    return {(collection, number): bytes(file) for collection, number, file in found}


def _loaded(asked: QuerySet[Collection]) -> list[Opened]:
    """Three queries, however many there are."""
    rows = list(asked)
    contents: dict[str, list[_Version]] = {row.pk: [] for row in rows}
    epochs: dict[str, tuple[int, str]] = {}
    versions = PromiseVersion.objects.filter(collection__in=contents).order_by("version")
    for collection, name, content in versions.values_list("collection", "hash", "content"):
        contents[collection].append((name, bytes(content)))
    numbers = Epoch.objects.filter(collection__in=contents).order_by("number")
    for collection, number, recipient in numbers.values_list("collection", "number", "recipient"):
        epochs[collection] = (number, recipient)
    return [_opened(row, contents[row.pk], *epochs[row.pk]) for row in rows]


def _opened(row: Collection, contents: list[_Version], epoch: int, recipient: str) -> Opened:
    promises = _chained(tuple(contents))
    return Opened(
        id=row.pk,
        state=cast(State, row.state),
        form=row.form,
        promise=promises[-1],
        promises=promises,
        epoch=epoch,
        recipient=recipient,
        closes=chain.closes(*promises),
        due=chain.due(*promises),
    )


@lru_cache(maxsize=64)
def _chained(contents: tuple[_Version, ...]) -> tuple[Promise, ...]:
    """The versions, looked at once: each is the one that bears its hash, and no later one is weaker."""
    promises = tuple(promise.decode(content) for _, content in contents)
    chain.strictest(promises)
    if any(promise.promise_hash(each) != name for each, (name, _) in zip(promises, contents, strict=True)):
        raise BadPromise("A promise in the sealed room is not the one that was opened. Put the database back.")
    return promises
