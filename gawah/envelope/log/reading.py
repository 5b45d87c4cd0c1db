"""Reading a log: every entry is checked against all before it, and the whole against what was seen before.

``frontend/seal/log.ts`` is the same for a member's browser. An entry that is new is looked at by ``append``.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from gawah.envelope import ed25519
from gawah.envelope.errors import LogRefused
from gawah.envelope.log import entries, rules
from gawah.envelope.log.entries import Entry, Genesis, Promised, Signed
from gawah.envelope.log.state import EMPTY, Head, Log, Member


def read(log: Sequence[bytes], *, code: str | None = None, genesis: str | None = None, seen: Head | None = None) -> Log:
    """What the entries say; LogRefused for the first that may not stand where it does.

    ``code``: ``code_hash`` of the code that ``gawah init`` printed; ``genesis``: the known hash of the first entry;
    ``seen``: the newest head this reader has seen. None: not looked at. A first look can be shown an old but true log.
    """
    if not log:
        raise LogRefused("start", "The log is empty.")
    state = EMPTY
    hashes = frozenset(map(entries.hash_of, log))
    for data in log:
        state = append(state, data, hashes)
    if code is not None and state.code != code:
        raise LogRefused("code", "The log was not begun with the code that was printed for this installation.")
    if genesis is not None and state.hashes[0] != genesis:
        raise LogRefused("genesis", "This is another log: its first entry is not the one that is known.")
    if seen is not None:
        _check_seen(state, seen)
    return state


def append(log: Log, data: bytes, elsewhere: Set[str] = frozenset()) -> Log:
    """The log with one entry more, or LogRefused. ``elsewhere``: hashes of other entries that came with it."""
    try:
        signed = entries.decode(data)
        _check_place(log, signed.entry, elsewhere)
        _check_signed(log, signed)
        after = rules.applied(log, signed.entry.act, signed.entry.by)
    except LogRefused as error:
        raise LogRefused(error.kind, f"Entry {len(log.hashes) + 1} of the log of members is refused. {error}") from None
    return replace(after, hashes=(*log.hashes, entries.hash_of(data)))


def check_member(log: Log, signing: str, recipient: str) -> Member:
    """Who in the log has these keys and belongs now; LogRefused as ``stranger``, ``left`` or ``substituted``."""
    member = _present(log, entries.fingerprint(signing))
    if member.recipient != recipient:
        raise LogRefused("substituted", "This is not the key that was vouched for. Nothing may be sealed to it.")
    return member


def check_epoch(log: Log, collection: str, number: int, recipient: str) -> None:
    """LogRefused as ``collection``, ``epoch`` or ``substituted`` unless this is the key of now."""
    held = log.collections.get(collection)
    if held is None or held.discarded is not None:
        raise LogRefused("collection", f"By the log of members, collection {collection} is not open.")
    if held.epoch.number != number:
        raise LogRefused("epoch", f"By the log of members it is epoch {held.epoch.number} now, not {number}.")
    if held.epoch.recipient != recipient:
        raise LogRefused("substituted", "This is not the key that a member signed. Nothing may be sealed to it.")


def check_promise(log: Log, collection: str, promise: Promised) -> None:
    """LogRefused as ``collection`` or ``promise`` unless a member signed this version (any of the chain) for it."""
    held = log.collections.get(collection)
    if held is None:
        raise LogRefused("collection", f"By the log of members, collection {collection} was never opened.")
    if promise not in held.promises:
        raise LogRefused("promise", "This is not a promise that a member signed for this collection.")


def _check_seen(log: Log, seen: Head) -> None:
    if len(log.hashes) < seen.number:
        raise LogRefused(
            "rollback",
            f"This log is older than the one that was seen before: {len(log.hashes)} entries, and there were "
            f"{seen.number}. Somebody has put an old one back.",
        )
    if log.hashes[seen.number - 1] != seen.hash:
        raise LogRefused("fork", f"This is not the log that was seen before: its entry {seen.number} is another.")


def _check_place(log: Log, entry: Entry, elsewhere: Set[str]) -> None:
    """That it follows the newest entry."""
    if (entry.before is None) != (not log.hashes):
        raise LogRefused("start", "A log begins with its first member, and begins once.")
    if entry.before is None or entry.before == log.hashes[-1]:
        return
    if entry.before in log.hashes:
        place = log.hashes.index(entry.before) + 1
        raise LogRefused("fork", f"It follows entry {place}, as entry {place + 1} does: there are two histories.")
    if entry.before in elsewhere:
        raise LogRefused("order", "It follows an entry that stands after it.")
    raise LogRefused("missing", "It follows an entry that is not here: one before it was changed or left out.")


def _check_signed(log: Log, signed: Signed) -> None:
    entry = signed.entry
    message = entries.to_sign(entry)
    for by, signature in zip(entry.by, signed.signatures, strict=True):
        signing = _own_key(entry.act, by) if isinstance(entry.act, Genesis) else _present(log, by).signing
        if not ed25519.verify(bytes.fromhex(signing), message, bytes.fromhex(signature)):
            raise LogRefused("forged", f"It was not signed as it is by {by}, or was changed since.")


def _own_key(act: Genesis, by: str) -> str:
    if by != entries.fingerprint(act.signing):
        raise LogRefused("stranger", "The first member must sign it.")
    return act.signing


def _present(log: Log, fingerprint: str) -> Member:
    member = log.members.get(fingerprint)
    if member is None:
        raise LogRefused("stranger", f"Nobody here has the key {fingerprint}.")
    if member.left is not None:
        raise LogRefused("left", f"Who has the key {fingerprint} has left, by entry {member.left}.")
    return member
