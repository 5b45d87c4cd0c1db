"""What ``gawah verify`` says."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

Kind = Literal["altered", "missing", "added", "rolled-back", "previous", "expired"]
Status = Literal["ok", "altered", "rolled-back", "previous", "expired"]

#: Which status a problem makes. Of several, the first of ``_ORDER`` counts.
_STATUS: dict[str, Status] = {"missing": "altered", "added": "altered"}
_ORDER: tuple[Status, ...] = get_args(Status)


class Problem(msgspec.Struct, frozen=True, order=True):
    """``what`` begins with a ``Kind``; more may follow after a colon."""

    path: str
    what: str


class Report(msgspec.Struct, frozen=True):
    """``gawah verify --json``. Only the status ``ok`` is good.

    ``version``: of the publish, 0 where no list could be trusted. ``key``: the fingerprint found, "" if none.
    ``files``: how many were hashed.
    """

    status: Status
    version: int
    key: str
    files: int
    problems: list[Problem]


def problem(path: str, kind: Kind, detail: str = "") -> Problem:
    return Problem(path, f"{kind}: {detail}" if detail else kind)


def status_of(problems: list[Problem]) -> Status:
    """The first status that applies, in the order of ``Status``; ``ok`` where there is no problem."""
    kinds = {found.what.partition(":")[0] for found in problems}
    statuses = {_STATUS.get(kind, kind) for kind in kinds}
    return next((status for status in _ORDER if status in statuses), "ok")
