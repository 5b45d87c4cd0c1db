"""Serving one page, compressed beforehand and with every header: what ``gawah serve`` runs, and Caddy, in turn."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from benchmarks.measure import Failed, task
from benchmarks.report import Report
from benchmarks.site import ENGLISH

CADDYFILE = Path(__file__).parents[1] / "docs/examples/Caddyfile"
ROUNDS = 3
SECONDS = 5
CONNECTIONS = 32


def measure(report: Report, scale: float, folder: Path) -> None:
    """The rate of each for the same page, and the processor time each spends on a request."""
    wrk, caddy = _program("wrk"), _program("caddy")
    feed, keys, home = folder / "feed", folder / "keys", folder / "home"
    task("snapshot", feed=feed, keys=keys, count=20, languages=ENGLISH)
    task("publish", feed=feed, keys=keys, site=home / "site", cache=folder / "cache")
    page = next((home / "site/live/en/case").glob("*/index.html.br")).parent.name
    seconds = max(1, round(SECONDS * min(scale, 1)))
    rates: dict[str, list[float]] = {"ours": [], "caddy": []}
    spent: dict[str, list[float]] = {"ours": [], "caddy": []}
    for _ in range(ROUNDS if scale >= 1 else 1):
        for name, start in (("ours", _ours), ("caddy", _caddy)):
            with start(home, caddy) as (port, process):
                rate, each = _drive(wrk, f"http://127.0.0.1:{port}/en/case/{page}/", process.pid, seconds)
            rates[name].append(rate)
            spent[name].append(each)
    ours, other = median(rates["ours"]), median(rates["caddy"])
    report.add(
        "requests a second against Caddy's",
        ours / other,
        at_least=0.5,
        detail=f"{ours:,.0f} against {other:,.0f}, {CONNECTIONS} connections, the client on the same machine",
    )
    report.add("  CPU of a request against Caddy's", median(spent["ours"]) / median(spent["caddy"]))


def _drive(wrk: str, address: str, pid: int, seconds: int) -> tuple[float, float]:
    """Requests a second, and CPU seconds of the server for each."""
    argv = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-H", "Accept-Encoding: br", address]
    before = _cpu(pid)
    said = subprocess.run(argv, capture_output=True, text=True, check=True).stdout  # noqa: S603
    spent = _cpu(pid) - before
    found = re.search(r"(\d+) requests in", said)
    if found is None or "Non-2xx" in said or "Socket errors" in said:
        raise Failed(f"wrk could not get {address}:\n{said}")
    rate = re.search(r"Requests/sec:\s*([\d.]+)", said)
    assert rate is not None
    return float(rate[1]), spent / int(found[1])


def _cpu(pid: int) -> float:
    """User and system seconds of a process and the children it started, so far: proc(5), fields 14 and 15."""
    seconds = 0.0
    for each in [pid, *_children(pid)]:
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return seconds


def _children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextmanager
def _ours(home: Path, _: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """As gawah/cli/serve.py starts it."""
    port = _free_port()
    program = ["-m", "granian", "--interface", "rsgi", "--factory", "--no-ws", "--no-log", "--port", str(port)]
    argv = [sys.executable, *program, "gawah.config.public_surface:application"]
    with _running(argv, port, {"GAWAH_HOME": str(home)}) as process:
        yield port, process


@contextmanager
def _caddy(home: Path, caddy: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    port = _free_port()
    settings = {
        "GAWAH_ADDRESS": f"http://127.0.0.1:{port}",
        "GAWAH_SITE": str(home / "site/live"),
        "XDG_DATA_HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
    }
    argv = [caddy, "run", "--config", str(CADDYFILE), "--adapter", "caddyfile"]
    with _running(argv, port, settings) as process:
        yield port, process


@contextmanager
def _running(argv: list[str], port: int, settings: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(  # noqa: S603 - our own command lines
        argv, env={**os.environ, **settings}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port, argv[0])
        yield process
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int, name: str) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise Failed(f"{name} does not answer on port {port}")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Failed(f"there is no {name} to measure with; install it (Debian: apt-get install {name})")
    return found
