"""The command line, called as a person calls it, on a data home in memory."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import typer.main

from gawah.cli.main import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session", autouse=True)
def _one_command_line() -> Iterator[None]:
    """Typer reads the signature of every verb at every call; in one process they are the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typer.main, "get_command", cache(typer.main.get_command))
        yield


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path) -> Run:
    """Run ``gawah`` with these arguments: exit code, standard output, standard error."""
    monkeypatch.setenv("GAWAH_HOME", str(home))
    monkeypatch.delenv("GAWAH_DEBUG", raising=False)
    (home / "gawah.toml").write_text('name = { en = "Invented Observatory" }\n', encoding="utf-8")

    def _run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["gawah", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            main()
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return int(stop.value.code or 0), out, err

    return _run
