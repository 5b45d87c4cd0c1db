"""``gawah serve --only intake``: what it starts, and what it says where it cannot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import granian
import pytest
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from gawah.cli import serve

Run = Callable[..., tuple[int, str, str]]

pytestmark = pytest.mark.django_db(databases=["default", "public", "sealed"])


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """How servers were started, in place of starting them."""
    found: list[dict[str, Any]] = []

    class Server:
        def __init__(self, target: str, **how: Any) -> None:
            self.how = {"target": target, **how}

        def serve(self) -> None:
            found.append(self.how)

    monkeypatch.setenv("GAWAH_SURFACE", "desk")
    monkeypatch.setattr(granian, "Granian", Server)
    monkeypatch.setattr(serve, "_check_free", lambda host, port: None)
    return found


def test_it_is_one_process_without_a_log(run: Run, started: list[dict[str, Any]]) -> None:
    code, out, err = run("serve", "--only", "intake")
    assert (code, err) == (0, "")
    assert out == "The intake is at http://127.0.0.1:8001/ (stop with Ctrl-C).\n"
    (how,) = started
    assert (how["target"], how["port"], how["workers"]) == ("gawah.config.wsgi:application", 8001, 1)
    assert (how["interface"], how["factory"], how["blocking_threads"]) == ("wsgi", True, 64)
    assert not how["log_access"] and not how["log_enabled"] and not how["websockets"]


def test_a_port_of_ones_own(run: Run, started: list[dict[str, Any]]) -> None:
    assert run("serve", "--only", "intake", "--port", "9000", "--host", "127.0.0.2")[0] == 0
    assert (started[0]["port"], started[0]["address"]) == (9000, "127.0.0.2")


def test_a_surface_that_is_none(run: Run, started: list[dict[str, Any]]) -> None:
    code, _, err = run("serve", "--only", "everything")
    assert (code, started) == (2, [])
    assert "--only everything: there are public, intake" in err


def test_the_public_surface_may_not(run: Run, started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAWAH_SURFACE", "public")
    code, _, err = run("serve", "--only", "intake")
    assert (code, started) == (2, [])
    assert "GAWAH_SURFACE=public may not open what --only intake needs" in err


def test_tables_that_are_behind(run: Run, started: list[dict[str, Any]]) -> None:
    MigrationRecorder(connections["sealed"]).record_unapplied("sealed", "0002_unchanging")
    code, _, err = run("serve", "--only", "intake")
    assert (code, started) == (1, [])
    assert err == "gawah: the sealed database is older than this version: run `gawah migrate` first\n"


def test_the_intake_surface_has_no_desk(run: Run, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAWAH_SURFACE", "intake")
    settings.SURFACE = "intake"
    code, out, err = run("cases")
    assert (code, out) == (1, "")
    assert "this is the intake surface (GAWAH_SURFACE=intake), which may open the sealed room alone: give" in err
    assert run("migrate") == (0, "Up to date: sealed.\n", "")
