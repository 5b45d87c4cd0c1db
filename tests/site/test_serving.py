"""Two servers over one small site: what ``gawah serve`` runs, and Caddy as docs/examples/Caddyfile sets it up."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gawah.config.headers import ALWAYS
from gawah.config.public_surface import headers_of
from gawah.site.compress import forms

pytestmark = pytest.mark.browser

CADDYFILE = Path(__file__).parents[2] / "docs/examples/Caddyfile"
LONG = "<!doctype html><p>" + "an invented text " * 100
SITE = {
    "index.html": LONG,
    "404.html": LONG + "not here",
    "en/index.html": LONG + "home",
    "en/404.html": LONG + "not here, in English",
    "en/search/index.html": LONG + "search",
    "r/aa11.json": '{"id": "aa11", "text": "' + "invented " * 100 + '"}',
    "sitemap.xml": "<urlset/>",
    "en/feed.atom": "<feed/>",
    "en/feed.json": "{}",
    "robots.txt": "User-agent: *\n",
    "assets/site.0123abcd.css": "body{margin:0}" * 60,
    "assets/site.0123abcd.js": "export{}",
    "assets/font.0123abcd.woff2": "no font",
    "assets/icon.0123abcd.svg": "<svg/>",
    "feed/metadata/timestamp.json": "{}",
    "feed/targets/pages/0a.00.sha256": "0a  index.html\n",
    "feed/targets/shards/0a.abc.ndjson": "{}\n",
    "en/.part": "not for anyone",
}
FILES = [
    "/",
    "/en/",
    "/en/search/",
    *(f"/{name}" for name in SITE if "index.html" not in name and "404" not in name and "/." not in name),
]
NOT_THERE = [
    "/nowhere",
    "/en/nowhere/",
    "/fr/nowhere/",
    "/en/.part",
    "/r/",
    "/en/../../etc/passwd",
    "/..%2f..%2fpasswd",
]
# The connection's own, and those that each server makes in its own way.
NOT_COMPARED = {"date", "content-length", "connection", "accept-ranges", "etag", "transfer-encoding", "server"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Server:
    port: int

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        connection.request(method, path, headers={"accept-encoding": "identity", **named})
        response = connection.getresponse()
        found = {name.lower(): text for name, text in response.getheaders()}
        answer = Answer(response.status, found, response.read())
        connection.close()
        return answer


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a small site in it."""
    home = tmp_path_factory.mktemp("home")
    live = home / "site/a"
    for name, text in SITE.items():
        (live / name).parent.mkdir(parents=True, exist_ok=True)
        (live / name).write_text(text)
        for path, form in forms(name, text.encode()):
            (live / path).write_bytes(form)
    (home / "site/live").symlink_to("a")
    return home


@pytest.fixture(scope="module")
def ours(folder: Path) -> Iterator[Server]:
    program = [
        *(sys.executable, "-m", "granian", "--interface", "rsgi", "--factory", "--no-ws", "--no-log"),
        "gawah.config.public_surface:application",
    ]
    port = _free_port()
    with _running([*program, "--host", "127.0.0.1", "--port", str(port)], port, GAWAH_HOME=str(folder)) as server:
        yield server


@pytest.fixture(scope="module")
def caddy(folder: Path) -> Iterator[Server]:
    program = shutil.which("caddy")
    assert program, "install Caddy: apt-get install caddy"
    port = _free_port()
    with _running(
        [program, "run", "--config", str(CADDYFILE), "--adapter", "caddyfile"],
        port,
        GAWAH_ADDRESS=f"http://127.0.0.1:{port}",
        GAWAH_SITE=str(folder / "site/live"),
        XDG_DATA_HOME=str(folder / "caddy"),
        XDG_CONFIG_HOME=str(folder / "caddy"),
    ) as server:
        yield server


class _running:
    """A server in a process of its own, until the end of the block."""

    def __init__(self, argv: list[str], port: int, **environment: str) -> None:
        self._process = subprocess.Popen(
            argv, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._port = port

    def __enter__(self) -> Server:
        for _ in range(200):
            assert self._process.poll() is None, "the server ended by itself"
            try:
                socket.create_connection(("127.0.0.1", self._port), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return Server(self._port)
        raise AssertionError("the server does not answer")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(10)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _compared(answer: Answer) -> dict[str, str]:
    return {name: text for name, text in answer.headers.items() if name not in NOT_COMPARED}


@pytest.mark.parametrize("accepted", ["identity", "gzip", "gzip, deflate, br"])
@pytest.mark.parametrize("path", FILES)
def test_both_send_the_same_file_with_the_same_headers(ours: Server, caddy: Server, path: str, accepted: str) -> None:
    one, other = (server.ask(path, accept_encoding=accepted) for server in (ours, caddy))
    assert one.status == other.status == 200
    assert one.body == other.body
    assert _compared(one) == _compared(other)
    assert dict(headers_of(path)).items() <= other.headers.items()


@pytest.mark.parametrize("path", NOT_THERE)
def test_both_say_the_same_of_what_is_not_there(ours: Server, caddy: Server, path: str) -> None:
    one, other = ours.ask(path), caddy.ask(path)
    assert one.status == other.status == 404
    assert one.body == other.body
    assert one.body.decode() in (SITE["404.html"], SITE["en/404.html"])
    assert _compared(one) == _compared(other)


@pytest.mark.parametrize("path", ["/en/", "/assets/site.0123abcd.css"])
def test_both_tell_who_has_it_already(ours: Server, caddy: Server, path: str) -> None:
    for server in (ours, caddy):
        tag = server.ask(path).headers["etag"]
        again = server.ask(path, if_none_match=tag)
        assert (again.status, again.body) == (304, b"")
        assert dict(ALWAYS).items() <= again.headers.items()


def test_both_refuse_what_would_write(ours: Server, caddy: Server) -> None:
    for server in (ours, caddy):
        answer = server.ask("/en/", "POST")
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
        assert dict(ALWAYS).items() <= answer.headers.items()


def test_both_lead_from_a_folder_to_its_slash(ours: Server, caddy: Server) -> None:
    assert ours.ask("/en").status == caddy.ask("/en").status == 308
    assert ours.ask("/en").headers["location"] == "en/"
    assert caddy.ask("/en").headers["location"] == "/en/"


def test_head_has_no_body(ours: Server, caddy: Server) -> None:
    for server in (ours, caddy):
        answer = server.ask("/en/", "HEAD", accept_encoding="br")
        assert (answer.status, answer.body) == (200, b"")
        assert answer.headers["content-encoding"] == "br"
