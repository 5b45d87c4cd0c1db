"""Writing an entry, as a member's browser does: signed, and looked at as everybody else will look at it."""

from __future__ import annotations

from collections.abc import Sequence

from gawah.envelope import ed25519
from gawah.envelope.log import entries, reading
from gawah.envelope.log.entries import Act, Entry, Signed
from gawah.envelope.log.state import Log


def write(log: Log, act: Act, seeds: Sequence[bytes]) -> bytes:
    """The next entry's bytes, signed with the seeds of those who sign; EnvelopeError for what nobody would take."""
    data = signed(Entry(entries.FORMAT, log.hashes[-1] if log.hashes else None, _by(seeds), act), seeds)
    reading.append(log, data)
    return data


def signed(entry: Entry, seeds: Sequence[bytes]) -> bytes:
    """Canonical bytes with a signature of each seed, in the order of ``entry.by``."""
    message = entries.to_sign(entry)
    signatures = {_fingerprint(seed): ed25519.sign(seed, message).hex() for seed in seeds}
    return entries.encode(Signed(entry, [signatures[by] for by in entry.by]))


def _by(seeds: Sequence[bytes]) -> list[str]:
    return sorted({_fingerprint(seed) for seed in seeds})


def _fingerprint(seed: bytes) -> str:
    return entries.fingerprint(ed25519.public(seed).hex())
