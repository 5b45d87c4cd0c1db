"""Where a published site is read from: a folder, or an address. Both are fetchers for the TUF client.

A *path* here is relative to the site's root: ``"feed/metadata/timestamp.json"``, ``"en/index.html"``.
"""

from __future__ import annotations

import hashlib
import os
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from tuf.api.exceptions import DownloadError, DownloadHTTPError, DownloadLengthMismatchError
from tuf.ngclient.fetcher import FetcherInterface

from gawah.feed import pages
from gawah.feed.errors import Unreachable, UnsafePath
from gawah.feed.report import Kind, Problem, problem

#: No file of a site or its feed may be longer than this many bytes; a reader stops there.
LONGEST = 1 << 30
#: The same for metadata: above the TUF client's own limits, for lengths that a hostile signer states.
LONGEST_METADATA = 8 << 20

_CHUNK = 1 << 18
_WAIT = 30.0  # seconds for an answer, and between two pieces of one
_REDIRECTS = 3
_AT_ONCE = 8  # requests in flight


@dataclass(frozen=True, slots=True)
class Seen:
    """One file as found: its SHA-256, or why there is none."""

    path: str
    sha256: str = ""
    trouble: str = ""  # "" with a SHA-256; "missing"; else a reason, in words


MISSING = "missing"


class Place(FetcherInterface):
    """A site to read. ``fetch`` and its kin take paths instead of URLs."""

    #: What was asked for last, to name a file when the TUF client only says what is wrong.
    last: str = ""

    def _fetch(self, url: str) -> Iterator[bytes]:
        self.last = url
        limit = LONGEST_METADATA if url.startswith("feed/metadata/") else LONGEST
        length = 0
        try:
            for chunk in self._chunks(url):
                length += len(chunk)
                if length > limit:
                    raise DownloadLengthMismatchError(_too_long(limit))
                yield chunk
        except OSError as error:
            raise DownloadError(_why(error)) from error

    def look(self, path: str) -> Seen:
        """Hash one file; memory does not grow with it."""
        hashing = hashlib.sha256()
        try:
            for chunk in self._fetch(path):
                hashing.update(chunk)
        except DownloadHTTPError as error:
            return Seen(path, trouble=MISSING if error.status_code == 404 else str(error))
        except DownloadError as error:
            return Seen(path, trouble=str(error))
        return Seen(path, hashing.hexdigest())

    @abstractmethod
    def look_all(self, paths: Iterable[str]) -> Iterator[Seen]:
        """Hash many files, in any order."""

    @abstractmethod
    def _chunks(self, path: str) -> Iterator[bytes]:
        """The bytes of a file; ``DownloadHTTPError`` with 404 where there is none.

        :raises Unreachable: the place itself does not answer.
        """


@dataclass
class Listing:
    """What lies in a folder: only its own regular files, never what a link leads to."""

    feed: set[str] = field(default_factory=set)  # paths under feed/
    odd: dict[str, Problem] = field(default_factory=dict)  # path -> why it can be no file of a site
    # 256 buckets as page lists have them. Joined bytes: two million paths as str would take twice the memory.
    _buckets: list[bytearray] = field(default_factory=lambda: [bytearray() for _ in range(pages.COUNT)])

    def add(self, path: str) -> None:
        if path.startswith("feed/"):
            self.feed.add(path)
        else:
            self._buckets[int(pages.bucket(path), 16)] += path.encode() + b"\n"

    def bucket(self, which: str) -> set[str]:
        """The paths outside ``feed/`` that belong to page list ``which``."""
        return set(self._buckets[int(which, 16)].decode().split("\n")[:-1])


class FolderPlace(Place):
    """A site in a folder. Links are not followed, except one at the folder itself (``site/live``)."""

    def __init__(self, folder: str) -> None:
        self._base = os.path.realpath(folder)
        if not Path(self._base).is_dir():
            raise Unreachable(_no_folder(Path(folder)))
        self.listing = _list(self._base)
        self._buffer = bytearray(_CHUNK)

    def look_all(self, paths: Iterable[str]) -> Iterator[Seen]:
        return map(self.look, paths)

    def look(self, path: str) -> Seen:
        """As the base class has it, without a generator and a copy for each of a great many small files."""
        if path.startswith("feed/") and path not in self.listing.feed:
            return Seen(path, trouble=MISSING)
        view = memoryview(self._buffer)
        hashing = hashlib.sha256()
        length = 0
        try:
            descriptor = self._open(path)
            try:
                while got := os.readv(descriptor, [self._buffer]):
                    hashing.update(view[:got])
                    length += got
                    if length > LONGEST:
                        return Seen(path, trouble=_too_long(LONGEST))
            finally:
                os.close(descriptor)
        except FileNotFoundError:
            return Seen(path, trouble=MISSING)
        except OSError as error:
            return Seen(path, trouble=_why(error))
        return Seen(path, hashing.hexdigest())

    def _chunks(self, path: str) -> Iterator[bytes]:
        if path not in self.listing.feed:
            raise DownloadHTTPError(MISSING, 404)
        descriptor = self._open(path)
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            while chunk := file.read(_CHUNK):
                yield chunk

    def _open(self, path: str) -> int:
        # Not blocking, should a pipe have taken the file's place since it was listed.
        return os.open(f"{self._base}/{path}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)


class WebPlace(Place):
    """A site at an http or https address. Redirects are followed on the same host only."""

    def __init__(self, address: str) -> None:
        self._base = address.rstrip("/") + "/"
        try:
            parts = urlsplit(self._base)
        except ValueError:
            parts = urlsplit("")
        if not parts.hostname or parts.query or parts.fragment:
            raise Unreachable(f"{address} is not the address of a site: give one like https://example.org/.")
        self._host = parts.hostname
        self._pool = _pool(parts.scheme, parts.hostname)

    def look_all(self, paths: Iterable[str]) -> Iterator[Seen]:
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            yield from threads.map(self.look, paths)

    def _chunks(self, path: str) -> Iterator[bytes]:
        response = self._ask(self._base + quote(path))
        try:
            if response.status in (403, 404, 410):
                raise DownloadHTTPError(MISSING, 404)
            if response.status != 200:
                raise DownloadHTTPError(f"the server answered {response.status}", response.status)
            # As sent: a server may mark a .gz file as encoded, and its own bytes are what is listed.
            yield from response.stream(_CHUNK, decode_content=False)
        except urllib3.exceptions.HTTPError as error:
            raise Unreachable(f"{self._base} stopped answering at {path}: try again later.") from error
        finally:
            response.close()  # a connection that was read to its end is back in the pool by now

    def _ask(self, url: str) -> urllib3.BaseHTTPResponse:
        for _ in range(_REDIRECTS + 1):
            try:
                response = self._pool.request("GET", url, preload_content=False, redirect=False)
            except urllib3.exceptions.HTTPError as error:
                raise Unreachable(f"{self._base} does not answer: check the address, or try later.") from error
            target = response.get_redirect_location()
            if not target:
                return response
            response.drain_conn()
            url = urljoin(url, target)
            if urlsplit(url).hostname != self._host:
                raise Unreachable(f"{self._base} leads to another host: verify {url} itself.")
        raise Unreachable(f"{self._base} leads from one address to the next without end.")


def place_at(location: str) -> FolderPlace | WebPlace:
    """The site at a folder's path or an address.

    :raises Unreachable: it can be neither, or there is no such folder.
    """
    if location.startswith(("http://", "https://")):
        return WebPlace(location)
    if "://" in location:
        raise Unreachable(f"{location} cannot be read: give a folder, or an address with http or https.")
    return FolderPlace(location)


def _pool(scheme: str, host: str) -> urllib3.PoolManager:
    proxy = None if proxy_bypass(host) else getproxies().get(scheme)
    timeout, headers = urllib3.Timeout(_WAIT), {"User-Agent": "gawah"}
    if proxy:
        return urllib3.ProxyManager(proxy, timeout=timeout, maxsize=_AT_ONCE, headers=headers)
    return urllib3.PoolManager(timeout=timeout, maxsize=_AT_ONCE, headers=headers)


def _list(base: str) -> Listing:
    listing = Listing()
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(f"{base}/{folder}") as entries:
                for entry in entries:
                    _list_one(listing, folders, folder + entry.name, entry)
        except OSError as error:
            _note(listing, folder.rstrip("/"), "altered", _why(error))
    return listing


def _list_one(listing: Listing, folders: list[str], path: str, entry: os.DirEntry[str]) -> None:
    if entry.is_dir(follow_symlinks=False):
        folders.append(f"{path}/")
    elif not entry.is_file(follow_symlinks=False):
        _note(listing, path, "altered", "a link, not a file" if entry.is_symlink() else "not a file")
    else:
        try:
            listing.add(pages.check_path(path))
        except UnsafePath:
            _note(listing, path, "added", "a name that no file of a site has")


def _note(listing: Listing, path: str, kind: Kind, detail: str) -> None:
    try:
        pages.check_path(path)
    except UnsafePath:  # a terminal or UTF-8 could not take it as it is
        path = path.encode("unicode_escape", "backslashreplace").decode()
    listing.odd[path] = problem(path, kind, detail)


def _no_folder(path: Path) -> str:
    if path.is_symlink() and not path.exists():  # what `cp -r` makes of site/live
        return (
            f"{path} is a link to {str(path.readlink())!r}, which is not there: remove the link, then make a copy "
            f"of the site with `gawah publish --out {path}`."
        )
    return f"There is no folder {path}: check its name."


def _why(error: OSError) -> str:
    return f"it cannot be read ({error.strerror or error})"


def _too_long(limit: int) -> str:
    return f"it is longer than {limit} bytes"
