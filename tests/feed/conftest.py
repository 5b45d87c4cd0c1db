"""The site most of these tests start from."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from signed_site import FIRST, NOW, Site

from gawah.feed import keys as feed_keys


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site after its first publish."""
    (tmp_path / "tree").mkdir()
    made = Site(tmp_path / "tree", feed_keys.create(tmp_path / "keys", NOW), tmp_path / "state")
    made.publish(FIRST)
    return made


class Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # head and body in one packet: otherwise each answer waits for the other side's clock

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def address(site: Site, socket_enabled: None) -> Iterator[str]:
    """The site's tree served as a web server would, on this machine only."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site.tree)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
