"""The versions of one collection's promise, each naming the one before; reports may carry any of them.

The strictest rules all reports: it is the last, since no version may be anything but stricter than the one before. Of
its moments the earliest counts that any version's can be taken for.
"""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Sequence
from itertools import pairwise

from gawah.sealed import moments
from gawah.sealed.moments import Zones
from gawah.sealed.promise import Promise, promise_hash
from gawah.sealed.strictness import stricter


class BrokenChain(ValueError):
    """Versions that are no chain from the first one on; the text says where and why."""


def follows(old: Promise, new: Promise) -> tuple[str, ...]:
    """Why ``new`` cannot be the version right after ``old``, in sentences; none if it is."""
    reasons = list(stricter(old, new))
    if new.version > old.version + 1:
        reasons.append(f"The version {new.version} leaves some out. It must be version {old.version + 1}.")
    if new.before != promise_hash(old):
        reasons.append(f"It does not name version {old.version} by its hash. Make it from that version.")
    return tuple(reasons)


def strictest(versions: Sequence[Promise]) -> Promise:
    """The version that rules all reports. BrokenChain where ``versions`` are not the whole chain, in order."""
    if not versions:
        raise BrokenChain("There is no version of the promise.")
    if versions[0].version != 1:
        raise BrokenChain(f"The chain begins with version {versions[0].version}. It must begin with version 1.")
    for old, new in pairwise(versions):
        if reasons := follows(old, new):
            raise BrokenChain(f"Version {new.version} may not follow version {old.version}. {' '.join(reasons)}")
    return versions[-1]


def ruling(versions: Sequence[Promise], carried: str) -> Promise:
    """The version that rules a report which carries the hash ``carried``. BrokenChain if no version has that hash."""
    last = strictest(versions)
    if carried not in {promise_hash(version) for version in versions}:
        raise BrokenChain(
            "The report carries a promise that was never made here. Do not trust what it says of consent."
        )
    return last


def due(*versions: Promise, zones: Zones = zoneinfo.ZoneInfo) -> datetime.datetime:
    """The instant (UTC) from which on what was promised to be discarded must be gone."""
    return min(moments.due(version.discard, zones) for version in versions)


def closes(*versions: Promise, zones: Zones = zoneinfo.ZoneInfo) -> datetime.datetime:
    """The instant (UTC) from which on nothing is taken: the closing, or the discard where that is earlier."""
    closing = min(moments.due(version.closing, zones) for version in versions)
    return min(closing, due(*versions, zones=zones))


def takes(now: datetime.datetime, *versions: Promise, zones: Zones = zoneinfo.ZoneInfo) -> bool:
    """Whether the promise lets a submission in at ``now`` (any zone): at the moment of closing no longer."""
    return now < closes(*versions, zones=zones)
