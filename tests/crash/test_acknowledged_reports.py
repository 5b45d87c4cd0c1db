"""A real server is killed while reports come: each that was acknowledged is there, whole, and once."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from promises import TERMS, made
from sealed_room import FAR, KEY, Reporter

from gawah.core.ids import random_id
from gawah.envelope import mailbox
from gawah.sealed import outer, submission
from gawah.sealed.keystore import Keystore

pytestmark = [pytest.mark.crash, pytest.mark.enable_socket]

TESTS = Path(__file__).parents[1]
OPEN = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", database="sealed", verbosity=0)
from gawah.sealed import clock, collections, promise
from promises import made
from sealed_room import FAR, WRAPS
from gawah.envelope.hybrid import HybridIdentity
recipient = HybridIdentity(bytes.fromhex(%r)).recipient
collections.open_(promise.encode(made(**FAR)), recipient, WRAPS, 1, clock.now())
"""


@pytest.fixture
def intake_home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    (home / "db").mkdir(parents=True)
    (home / "gawah.toml").write_text('name = { en = "Invented Observatory" }\n', encoding="utf-8")
    subprocess.run([sys.executable, "-c", OPEN % KEY.seed.hex()], env=environment(home), check=True, timeout=60)
    return home


def environment(home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "GAWAH_HOME": str(home),
        "GAWAH_SURFACE": "intake",
        "DJANGO_SETTINGS_MODULE": "gawah.config.settings",
        "PYTHONPATH": f"{TESTS}{os.pathsep}{TESTS.parent}",
    }


@contextmanager
def serving(home: Path) -> Iterator[tuple[int, int]]:
    """``gawah serve --only intake`` in a process group of its own: the group and the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = "from gawah.cli.main import main; main()"
    argv = [sys.executable, "-c", program, "serve", "--only", "intake", "--port", str(port)]
    process = subprocess.Popen(argv, env=environment(home), start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        for _ in range(400):
            assert process.poll() is None, "the server ended by itself"
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield process.pid, port
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


def send(port: int, bodies: list[bytes], taken: list[str]) -> None:
    """Until the server is gone. ``taken``: the submissions that were acknowledged."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        for body in bodies:
            address = f"/f/{TERMS.collection}/report"
            connection.request("POST", address, body, {"Content-Type": "application/octet-stream"})
            response = connection.getresponse()
            response.read()
            assert response.status == 204, response.status
            taken.append(submission.decode(body).submission)
    except (OSError, http.client.HTTPException):
        pass
    finally:
        connection.close()


@pytest.mark.parametrize("after", [0.3, 0.9])
def test_what_was_acknowledged_is_there_after_a_kill(intake_home: Path, after: float) -> None:
    sent, fillers = Reporter(made(**FAR)).sent(), (mailbox.filler(), mailbox.filler())
    bodies = [submission.encode(replace(sent, submission=random_id()), fillers) for _ in range(8 * 1500)]
    taken: list[list[str]] = [[] for _ in range(8)]
    with serving(intake_home) as (group, port):
        threads = [threading.Thread(target=send, args=(port, bodies[at::8], own)) for at, own in enumerate(taken)]
        for thread in threads:
            thread.start()
        while sum(map(len, taken)) < 8:
            time.sleep(0.01)
        time.sleep(after)
        os.killpg(group, signal.SIGKILL)
        for thread in threads:
            thread.join(30)
    acknowledged = {each for own in taken for each in own}
    assert 8 <= len(acknowledged) < len(bodies), "it was killed neither before nor after them all"
    key = Keystore(intake_home / "keystore").read(TERMS.collection)
    with sqlite3.connect(intake_home / "db/sealed.sqlite3") as room:
        rows = room.execute("SELECT id, submission, sealed FROM sealed_report").fetchall()
    room.close()
    stored = [each for _, each, _ in rows]
    assert len(set(stored)) == len(stored)
    assert acknowledged <= set(stored)
    assert len(stored) <= len(acknowledged) + 8  # stored, and killed before the answer
    for row, _, sealed in rows[:50]:
        assert outer.unwrap(sealed, key, outer.Place(TERMS.collection, row, "report")) == sent.report
    # and the server goes on where it was: what was stored without an answer is asked again, and is not stored twice
    lost = list({submission.decode(body).submission for body in bodies} & (set(stored) - acknowledged))
    with serving(intake_home) as (_, port):
        again: list[str] = []
        send(port, [body for body in bodies if submission.decode(body).submission in lost][:8] + bodies[-1:], again)
    assert len(again) == len(lost) + 1
    with sqlite3.connect(intake_home / "db/sealed.sqlite3") as room:
        (count,) = room.execute("SELECT count(*) FROM sealed_report").fetchone()
    room.close()
    assert count == len(stored) + 1
