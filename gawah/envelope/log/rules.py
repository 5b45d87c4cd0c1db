"""What each entry may do, and what is so afterwards. Who signed it was looked at before (``reading``)."""

from __future__ import annotations

from dataclasses import replace

from gawah.envelope.errors import LogRefused
from gawah.envelope.log.entries import Act, Epoch, Form, Genesis, Join, Leave, NewEpoch, Open, Promised, Stricter
from gawah.envelope.log.entries import fingerprint as fingerprint_of
from gawah.envelope.log.state import Collection, Log, Member

LEAST_READERS = 2


def applied(log: Log, act: Act, by: list[str]) -> Log:
    """The log after ``act``, signed by the members ``by``; LogRefused where it may not be."""
    number = len(log.hashes) + 1
    if len(by) != signatures(log, act):
        raise LogRefused("signatures", f"It has {len(by)} signatures, and {signatures(log, act)} are needed.")
    match act:
        case Genesis():
            return replace(_joined(log, act, number), code=act.code)
        case Join():
            return _joined(log, act, number)
        case Leave():
            return _left(log, act, by[0], number)
        case Open():
            return _opened(log, act, number)
        case NewEpoch():
            return _renewed(log, act.epoch, act.form)
        case Stricter():
            return _stricter(log, act)


def signatures(log: Log, act: Act) -> int:
    """How many members must sign: two for an earlier discard, where there are two; else one."""
    if not isinstance(act, Stricter) or act.collection not in log.collections:
        return 1
    earlier = act.promise.discard < log.collections[act.collection].promise.discard
    return 2 if earlier and len(log.present) > 1 else 1


def _joined(log: Log, act: Genesis | Join, number: int) -> Log:
    known = fingerprint_of(act.signing)
    if known in log.members:
        raise LogRefused("joined", "It lets somebody join who has joined before. Whoever comes back makes new keys.")
    if act.recipient in {*log.keys(), *log.offline()}:
        raise LogRefused("used", "It lets somebody join with a key that is already in use.")
    return replace(log, members={**log.members, known: Member(known, act.signing, act.recipient, number)})


def _left(log: Log, act: Leave, by: str, number: int) -> Log:
    leaver = log.members.get(act.member)
    if leaver is None or leaver.left is not None:
        raise LogRefused("member", "It lets somebody leave who does not belong.")
    if len(log.present) == 1:
        raise LogRefused("last", "It lets the last member leave: nobody could sign anything any more.")
    if by == act.member:
        raise LogRefused("own", "Whoever leaves has signed it, and would know the new keys. Another member must sign.")
    named = [*(epoch.collection for epoch in act.epochs), *act.discarded]
    if sorted(named) != sorted(log.readable(act.member)):
        raise LogRefused(
            "leaver",
            "It must name each collection that who leaves can read, and no other: with a new epoch, or as discarded.",
        )
    for epoch in act.epochs:
        if act.member in epoch.readers:
            raise LogRefused("leaver", f"The new epoch of collection {epoch.collection} is for who leaves, too.")
    log = replace(log, members={**log.members, act.member: replace(leaver, left=number)})
    for epoch in act.epochs:
        log = _renewed(log, epoch, None)
    for each in act.discarded:
        log = _with(log, replace(log.collections[each], discarded=number))
    return log


def _opened(log: Log, act: Open, number: int) -> Log:
    name = act.epoch.collection
    if name in log.collections:
        raise LogRefused("opened", f"Collection {name} was opened before.")
    if act.promise.before is not None:
        raise LogRefused("promise", f"Collection {name} opens with a later version of a promise, not with the first.")
    _check_epoch(log, act.epoch, act.promise, 1)
    return _with(log, Collection(name, number, (act.promise,), (act.epoch,), act.form))


def _renewed(log: Log, epoch: Epoch, form: Form | None) -> Log:
    held = _open_collection(log, epoch.collection)
    _check_epoch(log, epoch, held.promise, held.epoch.number + 1)
    return _with(log, replace(held, epochs=(*held.epochs, epoch), form=form or held.form))


def _stricter(log: Log, act: Stricter) -> Log:
    held = _open_collection(log, act.collection)
    old, new = held.promise, act.promise
    if new.before != old.hash or new.hash in {each.hash for each in held.promises}:
        raise LogRefused("promise", f"The promise of collection {held.id} does not follow the one before.")
    if new.readers_at_most > old.readers_at_most or new.discard > old.discard:
        raise LogRefused("promise", f"The promise of collection {held.id} is weaker than the one before.")
    _check_most(held.epoch, new)
    return _with(log, replace(held, promises=(*held.promises, new), form=act.form))


def _open_collection(log: Log, name: str) -> Collection:
    held = log.collections.get(name)
    if held is None:
        raise LogRefused("collection", f"Collection {name} was never opened.")
    if held.discarded is not None:
        raise LogRefused("collection", f"Collection {name} has been discarded.")
    return held


def _check_epoch(log: Log, epoch: Epoch, promise: Promised, number: int) -> None:
    """Its number, its readers (all present, two at least, no more than promised), and that its key is a new one."""
    where = f"of collection {epoch.collection}"
    if epoch.number != number:
        raise LogRefused("epoch", f"Epoch {epoch.number} {where} stands where epoch {number} should.")
    for reader in epoch.readers:
        member = log.members.get(reader)
        if member is None:
            raise LogRefused("ghost", f"Epoch {number} {where} is for a reader whom nobody vouched for: {reader}.")
        if member.left is not None:
            raise LogRefused("ghost", f"Epoch {number} {where} is for a reader who has left: {reader}.")
    if len(epoch.readers) + (epoch.offline is not None) < LEAST_READERS:
        raise LogRefused("readers", f"Epoch {number} {where} has a single reader. If that key is lost, all is.")
    _check_most(epoch, promise)
    if epoch.recipient in {*log.keys(), *log.offline(), epoch.offline}:
        raise LogRefused("used", f"Epoch {number} {where} has a key that was used before.")
    if epoch.offline in set(log.keys()):
        raise LogRefused("used", f"Epoch {number} {where} has a key in use for its printed identity.")


def _check_most(epoch: Epoch, promise: Promised) -> None:
    if len(epoch.readers) > promise.readers_at_most:
        most = f"{len(epoch.readers)} readers, and the promise says {promise.readers_at_most} at most"
        raise LogRefused("readers", f"Epoch {epoch.number} of collection {epoch.collection} has {most}.")


def _with(log: Log, collection: Collection) -> Log:
    return replace(log, collections={**log.collections, collection.id: collection})
