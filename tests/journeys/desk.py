"""A desk of its own for a journey: a home, its members, and the process that serves it, as a team runs it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
PASSWORD = "marble otter lantern forty"
_GAWAH = (sys.executable, "-c", "from gawah.cli.main import main; main()")


class Desk:
    """A served desk. ``address`` is by name: browsers make passkeys for names, not for numbers."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port = home, port
        self.address = f"http://localhost:{port}"

    def run(self, *words: str) -> str:
        """What ``gawah`` prints; its own words when it fails."""
        done = subprocess.run(
            [*_GAWAH, *words], env=_environment(self.home), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"gawah {' '.join(words)}: {done.stdout}{done.stderr}"
        return done.stdout

    def code(self, name: str, role: str = "owner") -> str:
        """Add a member: the one-time code that is printed."""
        found = re.search(r"^  ([0-9A-Z-]{29})$", self.run("member", "add", name, "--role", role), re.MULTILINE)
        assert found
        return found[1]


def totp(secret: str) -> str:
    """The six digits of RFC 6238 for a secret in base 32, with time enough left to send them."""
    while time.time() % 30 > 24:
        time.sleep(0.5)
    digest = hmac.digest(
        base64.b32decode(secret.replace(" ", "")), struct.pack(">Q", int(time.time() // 30)), hashlib.sha1
    )
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


@contextmanager
def served_desk(folder: Path) -> Iterator[Desk]:
    """Make a home in an empty folder, and serve its desk."""
    desk = Desk(folder / "home", free_port())
    desk.run("init", "--name", "Invented Observatory", "--languages", "en,ur", "--timezone", "Asia/Karachi")
    with served("desk", desk.home, desk.port, folder / "said"):
        _wait_for(f"{desk.address}/sign-in/")
        yield desk


@contextmanager
def served_intake(desk: Desk, folder: Path) -> Iterator[str]:
    """What reporters reach of the same home, in a process of its own: its address."""
    port = free_port()
    with served("intake", desk.home, port, folder / "intake-said"):
        _wait_for(f"http://localhost:{port}/f/")
        yield f"http://localhost:{port}"


@contextmanager
def served(surface: str, home: Path, port: int, said: Path) -> Iterator[None]:
    """A surface, as its own process; what it writes goes to ``said``."""
    words = [*_GAWAH, "serve", "--only", surface, "--port", str(port)]
    with said.open("wb") as file:
        serving = subprocess.Popen(words, env=_environment(home), stdout=file, stderr=subprocess.STDOUT)
    try:
        yield
    finally:
        serving.terminate()
        serving.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "GAWAH_HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except urllib.error.HTTPError:  # an answer
            return
        except (urllib.error.URLError, ConnectionError):
            assert time.monotonic() < deadline, "nothing answers"
            time.sleep(0.1)
