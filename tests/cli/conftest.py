"""The command line, called as a person calls it, on a data home in memory."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gawah.cli.main import main

Run = Callable[..., tuple[int, str, str]]


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
