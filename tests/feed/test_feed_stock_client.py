"""The feed as anyone's TUF client reads it: ``tuf.ngclient`` with its own defaults, over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from signed_site import FIRST, SECOND, Site
from tuf.ngclient.updater import Updater

from gawah.feed.pages import bucket, list_name


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def address(site: Site, socket_enabled: None) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site.tree)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def client(address: str, folder: Path, bootstrap: bytes | None) -> Updater:
    folder.mkdir(exist_ok=True)
    return Updater(
        str(folder),
        f"{address}/feed/metadata/",
        target_dir=str(folder),
        target_base_url=f"{address}/feed/targets/",
        bootstrap=bootstrap,
    )


def fetch(updater: Updater, name: str) -> bytes:
    info = updater.get_targetinfo(name)
    assert info is not None
    return Path(updater.download_target(info)).read_bytes()


def test_it_follows_the_feed(site: Site, address: str, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    site.publish(FIRST, now=now)
    first = client(address, tmp_path / "client", site.keys.roots[0])
    assert fetch(first, "shards/aa1.ndjson") == b"\n".join(sorted(FIRST.values()))
    site.publish(SECOND, now=now)
    second = client(address, tmp_path / "client", site.keys.roots[0])
    assert fetch(second, "shards/aa1.ndjson") == b"\n".join(sorted(SECOND.values()))
    assert b"  en/index.html\n" in fetch(second, list_name(bucket("en/index.html")))
    assert second.get_targetinfo("pages/zz.sha256") is None
