"""Every file of a site against the lists that were signed: the second half of ``gawah verify``."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from tuf.api.exceptions import DownloadError, DownloadHTTPError

from gawah.feed import layout, pages
from gawah.feed.errors import FeedDamaged, UnsafePath
from gawah.feed.places import MISSING, FolderPlace, Listing, Place, Seen
from gawah.feed.report import Kind, Problem, problem
from gawah.feed.trust import METADATA, Trusted, read_targets

#: A page list may not be longer than this: 256 of them name well over ten million files.
LONGEST_LIST = 16 << 20

_TARGETS = "feed/targets/"
_PREVIOUS = "feed/previous/pages/"
_STALE = "as the publish before had it"

#: Called with how many of the 256 page lists are done, and with 256.
Progress = Callable[[int, int], None]


class Examination:
    """One pass over a site. ``problems`` and ``files`` (how many were hashed) are its result."""

    def __init__(self, place: Place, trusted: Trusted) -> None:
        self.problems: list[Problem] = []
        self.files = 0
        self._place = place
        self._trusted = trusted
        self._listing: Listing | None = place.listing if isinstance(place, FolderPlace) else None
        self._not_there_yet: list[str] = []  # new in this publish, and missing
        self._stale = False  # a file is as the publish before had it

    def run(self, progress: Progress | None = None) -> None:
        self._feed()
        for number in range(pages.COUNT):
            self._list(f"{number:02x}")
            if progress:
                progress(number + 1, pages.COUNT)
        for path in self._not_there_yet:
            # Alone, a missing page is a missing page. Among stale files it has not arrived yet.
            if self._stale:
                self._add(path, "previous", "not there yet")
            else:
                self._add(path, "missing")
        if self._listing:
            self.problems += self._listing.odd.values()

    def _add(self, path: str, kind: Kind, detail: str = "") -> None:
        self.problems.append(problem(path, kind, detail))

    def _feed(self) -> None:
        """Targets but page lists, which are read later; in a folder also what is kept of the past."""
        required = {
            _TARGETS + layout.stored_name(name, entry.sha256): entry.sha256
            for name, entry in self._trusted.entries.items()
            if not name.startswith(pages.FOLDER)
        }
        if self._listing:
            required |= self._kept(self._listing.feed, required)
        for seen in self._look(sorted(required)):
            self._compare(seen, required[seen.path])

    def _kept(self, present: set[str], required: dict[str, str]) -> dict[str, str]:
        """What of the past must lie in a folder, or may and does; the rest is noted as added."""
        kept = {_PREVIOUS + name: sha256 for name, sha256 in self._trusted.previous.pages.items()}
        known = self._trusted.metadata | set(required)
        known |= {_TARGETS + stored for stored in layout.stored_names(self._trusted.entries)}
        past = self._past()
        kept |= {path: past[path] for path in (past.keys() & present) - known}
        for path in sorted(present - known - kept.keys()):
            self._add(path, "added")
        return kept

    def _past(self) -> dict[str, str]:
        """Files of the publish before that may still lie in a folder, path -> SHA-256."""
        past = {METADATA + file: sha256 for file, sha256 in self._trusted.previous.metadata.items()}
        for path, sha256 in list(past.items()):
            data = self._read(path, sha256) if path.endswith(".targets.json") else None
            for name, entry in read_targets(data).items() if data else ():
                past[_TARGETS + layout.stored_name(name, entry.sha256)] = entry.sha256
        return past

    def _compare(self, seen: Seen, sha256: str) -> None:
        if seen.trouble == MISSING:
            self._missing(seen.path)
        elif seen.sha256 != sha256:
            self._add(seen.path, "altered", seen.trouble)

    def _missing(self, path: str) -> None:
        if not (self._listing and path in self._listing.odd):
            self._add(path, "missing")

    def _look(self, paths: list[str]) -> list[Seen]:
        self.files += len(paths)
        return list(self._place.look_all(paths))

    def _list(self, which: str) -> None:
        """One page list and the files that belong to it."""
        listed = self._current(which)
        if listed is None:
            return
        present = self._listing.bucket(which) if self._listing else set(listed)
        differing = [seen for seen in self._look(sorted(present)) if seen.sha256 != listed.get(seen.path)]
        differing += [Seen(path, trouble=MISSING) for path in sorted(set(listed) - present)]
        if differing:
            before = self._before(which, listed)
            for seen in differing:
                self._judge(seen, listed, before)

    def _current(self, which: str) -> dict[str, str] | None:
        """A page list as signed; ``None``, with the problem noted, where it is not."""
        entry = self._trusted.entries.get(pages.list_name(which))
        if entry is None:
            return {}
        path = _TARGETS + layout.stored_name(pages.list_name(which), entry.sha256)
        self.files += 1
        try:
            with self._place.download_file(path, min(entry.length, LONGEST_LIST)) as file:
                data = file.read()
        except DownloadHTTPError as error:
            if error.status_code == 404:
                self._missing(path)
            else:
                self._add(path, "altered", str(error))
        except DownloadError as error:
            self._add(path, "altered", str(error))
        else:
            return self._parsed(path, data, which, entry.sha256)
        return None

    def _parsed(self, path: str, data: bytes, which: str, sha256: str) -> dict[str, str] | None:
        if hashlib.sha256(data).hexdigest() != sha256:
            self._add(path, "altered")
            return None
        try:
            return pages.parse_list(data, which)
        except (FeedDamaged, UnsafePath) as error:
            self._add(path, "altered", str(error))
            return None

    def _before(self, which: str, listed: dict[str, str]) -> dict[str, str]:
        """The list of the publish before; ``listed`` where it was the same, or is not the one that was signed."""
        file = f"{which}.sha256"
        if file in self._trusted.previous.new:
            return {}
        sha256 = self._trusted.previous.pages.get(file)
        data = self._read(_PREVIOUS + file, sha256) if sha256 else None
        try:
            return listed if data is None else pages.parse_list(data, which)
        except (FeedDamaged, UnsafePath):
            return listed

    def _read(self, path: str, sha256: str) -> bytes | None:
        try:
            data = self._place.download_bytes(path, LONGEST_LIST)
        except DownloadError:
            return None
        return data if hashlib.sha256(data).hexdigest() == sha256 else None

    def _judge(self, seen: Seen, listed: dict[str, str], before: dict[str, str]) -> None:
        """A file that is not as this publish has it."""
        path = seen.path
        if seen.sha256 and before.get(path) == seen.sha256:
            self._stale = True
            self._add(path, "previous", _STALE)
        elif path not in listed:
            self._add(path, "added")
        elif seen.trouble != MISSING:
            self._add(path, "altered", seen.trouble)
        elif path not in before:
            self._not_there_yet.append(path)
        else:
            self._missing(path)
