"""The stock TUF client, with its own limits, follows a feed to its last file."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tuf.ngclient.updater import Updater

from gawah.feed.keys import Keys
from gawah.feed.repository import Repository


class _Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16

    def log_message(self, *args: object) -> None:
        pass


def follow(feed: str, keys: str, into: str) -> dict[str, Any]:
    """Sign the feed with today's date, serve it on this machine, and fetch every target as a stranger would."""
    repository, known = Repository(Path(feed)), Keys.load(Path(keys))
    repository.sign(known, datetime.now(UTC))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=feed))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    Path(into).mkdir(parents=True)
    address = f"http://127.0.0.1:{server.server_port}"
    client = Updater(into, f"{address}/metadata/", into, f"{address}/targets/", bootstrap=known.roots[0])
    fetched = 0
    for name in repository.names():
        info = client.get_targetinfo(name)
        fetched += info is not None and Path(client.download_target(info)).stat().st_size == info.length
    server.shutdown()
    return {"named": len(repository.names()), "fetched": fetched}
