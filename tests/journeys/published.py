"""A published site on disk, one address for each kind of page, and a server over it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

GAWAH = str(Path(sys.executable).with_name("gawah"))
LANGUAGES = ("en", "ur", "ar", "es", "fr", "bs")
KINDS = (
    "home", "case", "case_untitled", "corrected", "former", "measure", "measure_dated", "law", "figure", "cases",
    "measures", "laws", "numbers", "country", "year", "undated", "act", "theme", "browse", "about", "how", "check",
    "key", "search", "withdrawn", "missing",
)  # fmt: skip


def gawah(home: Path, *words: str, **settings: str) -> str:
    """What the command prints; its own words when it fails."""
    done = subprocess.run(
        [GAWAH, *words],
        cwd=home.parent,
        env={**os.environ, "GAWAH_HOME": str(home), **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"gawah {' '.join(words)}: {done.stdout}{done.stderr}"
    return done.stdout


class Site:
    """The files of one publish."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.live = home / "site" / "live"

    @cached_property
    def records(self) -> dict[str, dict[str, Any]]:
        """id -> the record, of every newest version."""
        found = {}
        for file in sorted((self.live / "r").glob("*.json")):
            if file.name.count(".") == 1:
                found[file.stem] = json.loads(file.read_bytes())
        return found

    def pages(self, language: str = "") -> list[str]:
        """Addresses of every page of a language, or of the whole site."""
        found = sorted((self.live / language).resolve().rglob("*.html"))
        root = self.live.resolve()
        return [f"/{each.relative_to(root)}".removesuffix("index.html") for each in found]

    def path(self, kind: str, language: str) -> str:
        """Address of one page of this kind. The record with most to show stands for its kind."""
        if kind in ("case", "case_untitled", "measure", "measure_dated", "law", "figure"):
            return f"/{language}/{kind.partition('_')[0]}/{self._fullest(kind)}/"
        if kind in ("corrected", "former"):
            record = max(self.records.values(), key=lambda each: (each.get("version", 0), each["id"]))
            assert record["version"] > 1
            return f"/{language}/{record['kind']}/{record['id']}/" + ("1/" if kind == "former" else "")
        lists = {"cases": "case", "measures": "measure", "laws": "law", "numbers": "figure", "undated": "year/undated"}
        if kind in ("country", "year", "act", "theme"):
            return self._longest(f"/{language}/{kind}/")
        if kind == "home":
            return f"/{language}/"
        return f"/{language}/404.html" if kind == "missing" else f"/{language}/{lists.get(kind, kind)}/"

    def _longest(self, under: str) -> str:
        """The longest list below a folder."""
        folder = self.live / under.strip("/")
        pages = [each for each in folder.iterdir() if each.name != "undated"]
        longest = max(pages, key=lambda each: ((each / "index.html").stat().st_size, each.name))
        return f"{under}{longest.name}/"

    def _fullest(self, kind: str) -> str:
        wanted, _, only = kind.partition("_")
        fits = [each for each in self.records.values() if each["kind"] == wanted and _is(each, only)]
        return str(max(fits, key=lambda each: (len(json.dumps(each)), each["id"]))["id"])


def _is(record: dict[str, Any], only: str) -> bool:
    if only == "untitled":
        return not record.get("title") or "en" not in record["title"]
    if only == "dated":
        return all(state.get("date") for state in record["states"])
    return True


def demo(home: Path) -> Site:
    """The demonstration, with one of its records withdrawn so that there is a notice."""
    gawah(home, "demo", "--once", "--home", str(home))
    site = Site(home)
    invented = [each for each in site.records.values() if each["kind"] == "case" and each.get("invented")]
    taken = min(invented, key=lambda each: (len(json.dumps(each)), each["id"]))["id"]
    gawah(home, "withdraw", taken, "--reason", "to test the notice", "--as", "test")
    gawah(home, "publish")
    return Site(home)


@contextmanager
def served(site: Site) -> Iterator[str]:
    """The address of ``gawah serve`` over the site, in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    child = subprocess.Popen(
        [GAWAH, "serve", "--home", str(site.home), "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/status.json")
        yield address
    finally:
        child.terminate()
        child.wait(10)


def _wait(address: str) -> None:
    for _ in range(200):
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"nothing answers at {address}")
