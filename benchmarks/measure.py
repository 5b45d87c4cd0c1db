"""Measuring whole child processes by the operating system's own accounting.

This process stays small and imports nothing heavy: Linux lets a child's peak memory begin at its parent's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class Failed(RuntimeError):
    """A child did not end well; the message has its last lines."""


@dataclass(frozen=True)
class Run:
    """One child from its start to its end. ``answer``: what it printed, as JSON."""

    wall: float  # seconds
    cpu: float  # seconds, user and system, its own children's included
    peak: int  # bytes; of the largest single process
    answer: dict[str, Any]


def task(name: str, /, **arguments: object) -> Run:
    """Run ``benchmarks.child`` with a task's name and its arguments."""
    given = json.dumps({key: str(value) if isinstance(value, Path) else value for key, value in arguments.items()})
    return command([sys.executable, "-m", "benchmarks.child", name, given], answers=True)


def command(argv: Sequence[str], *, folder: Path | None = None, answers: bool = False) -> Run:
    """Run a program to its end."""
    started = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own command lines
        argv, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT if not answers else None
    )
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Failed(f"{' '.join(argv[:4])} ended with {process.returncode}:\n{said.decode()[-2000:]}")
    answer = json.loads(said.splitlines()[-1]) if answers else {}
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, answer)
