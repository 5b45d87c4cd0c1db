"""From a first root to the newest signed lists: TUF's client workflow, by the ``tuf`` library's own client.

https://theupdateframework.github.io/specification/latest/#detailed-client-workflow
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tuf.api.exceptions import DownloadError, DownloadHTTPError, DownloadLengthMismatchError, RepositoryError
from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp
from tuf.ngclient.updater import Updater

from gawah.feed import layout
from gawah.feed.errors import FeedDamaged, FeedError
from gawah.feed.layout import Entry, Previous
from gawah.feed.places import MISSING, Place

METADATA = "feed/metadata/"
FIRST_ROOT = f"{METADATA}1.root.json"
TIMESTAMP = f"{METADATA}timestamp.json"

#: For the client every date is in the future. Whether one has passed is told apart (:attr:`Trusted.ends`), so
#: that a feed which is late can still be told whole from altered.
_BEFORE_EVERY_DATE = datetime.min.replace(tzinfo=UTC)
_HIGHEST_VERSION = 1 << 53  # what every JSON reader can hold


class Untrusted(FeedError):
    """The metadata does not hold: ``path`` is missing, or not what was signed."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why


@dataclass(frozen=True)
class Versions:
    """What may only rise. ``publish`` is the version people are told."""

    root: int
    timestamp: int
    publish: int


@dataclass(frozen=True)
class Trusted:
    """What the signatures vouch for."""

    versions: Versions
    ends: dict[str, datetime]  # metadata path -> when its date passes
    entries: dict[str, Entry]
    previous: Previous

    @property
    def metadata(self) -> set[str]:
        """Paths of every metadata file that was read and holds."""
        return {f"{METADATA}{number}.root.json" for number in range(1, self.versions.root + 1)} | set(self.ends)


def follow(place: Place, first_root: bytes) -> Trusted:
    """Follow a feed from the bytes of its first root, which the caller has reason to trust.

    :raises Untrusted: something is missing, unsigned, or signed by a key that does not count.
    :raises Unreachable: the place stopped answering.
    """
    with tempfile.TemporaryDirectory(prefix="gawah-verify-") as folder:
        place.last = FIRST_ROOT
        try:
            updater = Updater(folder, METADATA, fetcher=place, bootstrap=first_root)
            updater._trusted_set.reference_time = _BEFORE_EVERY_DATE
            updater.refresh()
            return _read(Path(folder), place)
        except DownloadHTTPError as error:
            raise Untrusted(place.last, MISSING if error.status_code == 404 else str(error)) from error
        except DownloadLengthMismatchError as error:
            raise Untrusted(place.last, "too long") from error
        except DownloadError as error:
            raise Untrusted(place.last, str(error)) from error
        except (RepositoryError, FeedDamaged) as error:
            raise Untrusted(place.last, "not what was signed") from error
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
            # Signed by a valid key, and still of a shape the library did not expect.
            raise Untrusted(place.last, "malformed") from error


def _read(folder: Path, place: Place) -> Trusted:
    """What the client left in its folder, all of it verified by now."""
    roots = sorted((folder / "root_history").iterdir(), key=lambda file: int(file.name.split(".")[0]))
    for file in roots:
        place.last = f"{METADATA}{file.name}"
        root: Root = _strict(file.read_bytes()).signed
    place.last = TIMESTAMP
    timestamp: Timestamp = _strict((folder / "timestamp.json").read_bytes()).signed
    snapshot = Metadata[Snapshot].from_file(str(folder / "snapshot.json")).signed
    targets = Metadata[Targets].from_file(str(folder / "targets.json")).signed
    place.last = f"{METADATA}{targets.version}.targets.json"
    _check_version(targets.version)
    _check_version(snapshot.version)
    return Trusted(
        Versions(root.version, timestamp.version, targets.version),
        {
            f"{METADATA}{root.version}.root.json": root.expires,
            TIMESTAMP: timestamp.expires,
            f"{METADATA}{snapshot.version}.snapshot.json": snapshot.expires,
            f"{METADATA}{targets.version}.targets.json": targets.expires,
        },
        layout.entries_of(targets),
        layout.previous_of(targets),
    )


def _strict(data: bytes) -> Metadata[Any]:
    """Metadata that no hash covers, refused if a byte was changed that no signature covers."""
    metadata: Metadata[Any] = Metadata.from_bytes(data)
    signatures = [signature.signature for signature in metadata.signatures.values()]
    if metadata.to_bytes() != data or any(text != text.lower() for text in signatures):
        raise FeedDamaged("The file is not in the form it was signed in.")
    _check_version(metadata.signed.version)
    return metadata


def _check_version(version: object) -> None:
    """JSON knows more numbers than versions: ``true`` counts as 1 in Python, and 10**400 is one too."""
    if type(version) is not int or not 0 < version < _HIGHEST_VERSION:
        raise FeedDamaged("Its version is not a whole number that a file can have.")


def read_targets(data: bytes) -> dict[str, Entry]:
    """The targets in the bytes of a targets file that a trusted hash covers; nothing where it is none."""
    try:
        return layout.entries_of(Metadata[Targets].from_bytes(data).signed)
    except (RepositoryError, FeedDamaged, AttributeError):
        return {}
