"""What a log says: who belongs and ever did, which collections are open, under what, and who can read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from gawah.envelope.log.entries import Epoch, Promised


class Head(NamedTuple):
    """How many entries a log had, and the hash of the last: what a reader keeps of the newest log it has seen."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Member:
    """``joined``, ``left``: numbers of entries, from 1; ``left`` is None while they belong."""

    fingerprint: str
    signing: str
    recipient: str
    joined: int
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Collection:
    """``promises`` and ``epochs``: all, the newest last; ``form``: hash by name of file, as it is now.

    ``opened``, ``discarded``: numbers of entries; ``discarded`` is None as far as the log knows.
    """

    id: str
    opened: int
    promises: tuple[Promised, ...]
    epochs: tuple[Epoch, ...]
    form: Mapping[str, str]
    discarded: int | None = None

    @property
    def promise(self) -> Promised:
        return self.promises[-1]

    @property
    def epoch(self) -> Epoch:
        return self.epochs[-1]


@dataclass(frozen=True, slots=True)
class Log:
    """``hashes``: of the entries in order; ``members`` by fingerprint, ``collections`` by id, each as they came.

    ``code``: the hash of the one-time code that the first entry names.
    """

    hashes: tuple[str, ...] = ()
    members: Mapping[str, Member] = field(default_factory=dict)
    collections: Mapping[str, Collection] = field(default_factory=dict)
    code: str = ""

    @property
    def head(self) -> Head:
        return Head(len(self.hashes), self.hashes[-1])

    @property
    def present(self) -> tuple[Member, ...]:
        """Who belongs now."""
        return tuple(member for member in self.members.values() if member.left is None)

    def readable(self, fingerprint: str) -> set[str]:
        """The collections, not yet discarded, whose newest epoch this member can open."""
        held = self.collections.values()
        return {each.id for each in held if each.discarded is None and fingerprint in each.epoch.readers}

    def keys(self) -> Iterator[str]:
        """Every recipient of a member or an epoch that there ever was."""
        yield from (member.recipient for member in self.members.values())
        yield from (epoch.recipient for each in self.collections.values() for epoch in each.epochs)

    def offline(self) -> set[str]:
        """The recipients of all printed identities."""
        return {epoch.offline for each in self.collections.values() for epoch in each.epochs if epoch.offline}


EMPTY = Log()
