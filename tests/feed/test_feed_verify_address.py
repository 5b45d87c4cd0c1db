"""``gawah verify`` of an address: the same answers as of a folder, but for what nobody can list."""

from __future__ import annotations

import gzip
import shutil
from datetime import timedelta
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest
from signed_site import FIRST, NOW, SECOND, Site

from gawah.feed.errors import Unreachable

PAGE = "en/case/aa11/index.html"


def test_a_site_as_it_was_signed_is_ok(site: Site, address: str) -> None:
    site.publish({**FIRST, "en/a page ü.html": b"a name to be quoted"})
    report = site.verify(address)
    assert (report.status, report.problems, report.version) == ("ok", [], 2)
    assert report.key == site.keys.fingerprint
    assert site.verify(address + "/").status == "ok"


def test_altered_missing_and_stale_files_are_named(site: Site, address: str) -> None:
    site.publish(SECOND)
    shard = next((site.tree / "feed/targets/shards").glob("*.aa1.ndjson"))
    (site.tree / PAGE).write_bytes(b"altered")
    (site.tree / "index.html").unlink()
    (site.tree / "en/index.html").write_bytes(FIRST["en/index.html"])
    (site.tree / "en/added.html").write_bytes(b"nobody can list an address")
    report = site.verify(address)
    assert report.status == "altered"
    assert {problem.path: problem.what.partition(":")[0] for problem in report.problems} == {
        PAGE: "altered",
        "index.html": "missing",
        "en/index.html": "previous",
    }
    named = site.repository.names()["shards/aa1.ndjson"].sha256
    shard = site.tree / f"feed/targets/shards/{named}.aa1.ndjson"
    shard.write_bytes(b"altered")
    assert shard.relative_to(site.tree).as_posix() in {problem.path for problem in site.verify(address).problems}


def test_previous_rolled_back_and_expired(site: Site, address: str, tmp_path: Path) -> None:
    older = Path(shutil.copytree(site.tree, tmp_path / "older"))
    site.publish(SECOND)
    (site.tree / "en/index.html").write_bytes(FIRST["en/index.html"])
    assert site.verify(address).status == "previous"
    (site.tree / "en/index.html").write_bytes(SECOND["en/index.html"])
    assert site.verify(address, now=NOW + timedelta(days=14)).status == "expired"
    for path in ("feed", "en", "r"):
        shutil.rmtree(site.tree / path)
        shutil.copytree(older / path, site.tree / path)
    assert site.verify(address).status == "rolled-back"


def test_metadata_that_is_missing_or_garbage_is_named(site: Site, address: str) -> None:
    whys = {"timestamp.json": "too long", "1.targets.json": "too long", "1.root.json": "not what was signed"}
    for name, why in whys.items():
        file = site.tree / "feed/metadata" / name
        good = file.read_bytes()
        file.write_bytes(b"[" * 100_000)
        assert [(found.path, found.what) for found in site.verify(address).problems] == [
            (f"feed/metadata/{name}", f"altered: {why}")
        ]
        file.unlink()
        assert [(found.path, found.what) for found in site.verify(address).problems] == [
            (f"feed/metadata/{name}", "missing")
        ]
        file.write_bytes(good)
    assert site.verify(address).status == "ok"


def test_a_redirect_is_followed_on_the_same_host_only(site: Site, address: str, monkeypatch) -> None:
    """Hosts that serve ``index.html`` under its folder's name exist; being sent elsewhere is no mirror."""
    answer = SimpleHTTPRequestHandler.do_GET
    target = "/en/"

    def redirecting(self) -> None:
        if self.path == "/en/index.html":
            self.send_response(308)
            self.send_header("Location", target)
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            answer(self)

    monkeypatch.setattr(SimpleHTTPRequestHandler, "do_GET", redirecting)
    assert site.verify(address).status == "ok"
    target = "http://localhost:9/"
    with pytest.raises(Unreachable, match="another host"):
        site.verify(address)
    target = "/en/index.html"
    with pytest.raises(Unreachable, match="without end"):
        site.verify(address)


def test_compressed_files_are_hashed_as_sent_whatever_the_server_calls_them(
    site: Site, address: str, monkeypatch
) -> None:
    site.publish({**FIRST, "en/index.html.gz": gzip.compress(b"<p>home")})
    end = SimpleHTTPRequestHandler.end_headers

    def marked(self) -> None:
        if self.path.endswith("index.html.gz"):
            self.send_header("Content-Encoding", "gzip")
        end(self)

    monkeypatch.setattr(SimpleHTTPRequestHandler, "end_headers", marked)
    assert site.verify(address).status == "ok"


def test_a_server_error_is_told_as_such(site: Site, address: str, monkeypatch) -> None:
    answer = SimpleHTTPRequestHandler.do_GET
    monkeypatch.setattr(
        SimpleHTTPRequestHandler,
        "do_GET",
        lambda self: self.send_error(500) if self.path == "/r/aa11.json" else answer(self),
    )
    (found,) = site.verify(address).problems
    assert (found.path, found.what) == ("r/aa11.json", "altered: the server answered 500")


@pytest.mark.parametrize("location", ["http://", "https://[", "http://host/?query", "http://127.0.0.1:9/"])
def test_an_address_that_cannot_be_read_says_so(site: Site, location: str, socket_enabled: None) -> None:
    with pytest.raises(Unreachable):
        site.verify(location)
