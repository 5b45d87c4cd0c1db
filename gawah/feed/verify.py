"""``gawah verify``: is what lies here what was signed, whole, in time, and no older than seen before?"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from tuf.api.exceptions import DownloadError, DownloadHTTPError

from gawah.feed.errors import FeedError
from gawah.feed.examine import Examination, Progress
from gawah.feed.keys import fingerprint as fingerprint_of
from gawah.feed.places import LONGEST_METADATA, MISSING, Place, place_at
from gawah.feed.report import Problem, Report, problem, status_of
from gawah.feed.state import State
from gawah.feed.trust import FIRST_ROOT, TIMESTAMP, Trusted, Untrusted, Versions, follow

__all__ = ["Problem", "Report", "verify"]


def verify(
    location: str,
    *,
    fingerprint: str | None = None,
    state: Path,
    now: datetime,
    progress: Progress | None = None,
) -> Report:
    """Check a published site, in a folder or at an address, against its feed, file by file.

    Without ``fingerprint`` the key found at a location for the first time is trusted, and no other later on.
    ``state`` is the folder that remembers. ``now`` is aware.

    :raises FeedError: ``location`` or ``state`` cannot be used, or ``fingerprint`` is none. Never for what a
        site holds: that is in the report.
    """
    expected = _fingerprint(fingerprint) if fingerprint else None
    place = place_at(location)
    memory = State(state)
    spot = location.rstrip("/") if "://" in location else str(Path(location).absolute())
    key = ""
    try:
        first_root = _first_root(place)
        key = fingerprint_of(first_root)
        _check_key(key, expected, memory.key_at(spot))
        trusted = follow(place, first_root)
    except Untrusted as error:
        what = problem(error.path, "missing") if error.why == MISSING else problem(error.path, "altered", error.why)
        return Report("altered", 0, key, 0, [what])
    examination = Examination(place, trusted)
    examination.run(progress)
    problems = [
        *_rolled_back(trusted.versions, memory.versions(key)),
        *_expired(trusted, now),
        *sorted(examination.problems),
    ]
    memory.remember(spot, key, trusted.versions)
    files = examination.files + len(trusted.metadata)
    return Report(status_of(problems), trusted.versions.publish, key, files, problems)


def _fingerprint(text: str) -> str:
    """What a person typed or pasted: capitals, spaces and colons do not matter."""
    key = re.sub(r"[\s:]", "", text).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", key):
        raise FeedError(f"{text!r} is not a fingerprint: it has 64 digits, 0 to 9 and a to f.")
    return key


def _first_root(place: Place) -> bytes:
    try:
        return place.download_bytes(FIRST_ROOT, LONGEST_METADATA)
    except DownloadHTTPError as error:
        raise Untrusted(FIRST_ROOT, MISSING if error.status_code == 404 else str(error)) from error
    except DownloadError as error:
        raise Untrusted(FIRST_ROOT, str(error)) from error


def _check_key(key: str, expected: str | None, seen_here: str) -> None:
    if expected and key != expected:
        raise Untrusted(FIRST_ROOT, f"its key is {key}, not the one given")
    if not expected and seen_here and key != seen_here:
        raise Untrusted(
            FIRST_ROOT,
            f"its key is {key}, and was {seen_here} before; ask the publisher, and if it is right, "
            "verify once with --key",
        )


def _rolled_back(found: Versions, newest: Versions) -> list[Problem]:
    if found.timestamp < newest.timestamp or found.publish < newest.publish:
        detail = f"version {found.publish} ({found.timestamp}), seen before: {newest.publish} ({newest.timestamp})"
        return [problem(TIMESTAMP, "rolled-back", detail)]
    if found.root < newest.root:
        path = f"feed/metadata/{newest.root}.root.json"
        return [problem(path, "rolled-back", "this newer root was seen before, and is not here")]
    return []


def _expired(trusted: Trusted, now: datetime) -> list[Problem]:
    return [
        problem(path, "expired", f"its date passed on {end:%Y-%m-%d at %H:%M} UTC")
        for path, end in sorted(trusted.ends.items())
        if end <= now
    ]
