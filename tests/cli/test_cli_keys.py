"""What ``gawah keys`` says: of a rotation before there is a feed, and in the root's last year."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gawah.cli import app
from gawah.feed import keys
from gawah.public.models import Publish

Run = Callable[..., tuple[int, str, str]]
pytestmark = pytest.mark.django_db(databases=["default", "public"])

DAY = datetime.timedelta(days=1)


@pytest.fixture
def made(home: Path) -> keys.Keys:
    return keys.create(home / "keys", app.now())


def test_before_the_first_publish_nothing_is_said_to_be_signed(run: Run, made: keys.Keys) -> None:
    code, out, _ = run("keys", "rotate", "snapshot")
    assert (code, out) == (0, "New snapshot key made. Nothing is published yet: the first publish signs with it.\n")
    assert keys.Keys.load(made.folder).state()[2] != made.state()[2]
    code, out, _ = run("keys", "show")
    assert code == 0
    assert out.count("nothing signed yet") == 3 and "until nothing" not in out


def test_a_clock_that_is_behind_rotates_nothing(run: Run, made: keys.Keys) -> None:
    Publish.objects.create(version=1, change=1, at=app.now() + 9 * DAY)
    code, _, err = run("keys", "rotate", "snapshot")
    assert code == 1
    assert "set the clock" in err
    assert keys.Keys.load(made.folder) == made


@pytest.mark.parametrize("away", [False, True])
def test_the_root_s_last_year_is_told(
    run: Run, made: keys.Keys, home: Path, monkeypatch: pytest.MonkeyPatch, away: bool
) -> None:
    assert run("keys", "show")[::2] == (0, "")
    assert json.loads(run("keys", "show", "--json")[1])["warnings"] == []
    if away:
        made.export_root(home / "root.pem")
    ends = made.root.expires
    monkeypatch.setattr("gawah.cli.keys.now", lambda: ends - 364 * DAY)
    code, _, err = run("keys", "show")
    bring = "bring the root key back with `gawah keys import-root FILE`, then " if away else ""
    said = f"the root key's signature ends on {ends:%Y-%m-%d}: {bring}run `gawah keys renew`"
    assert (code, err) == (0, f"gawah: {said}\n")
    assert json.loads(run("keys", "show", "--json")[1])["warnings"] == [said]
    monkeypatch.setattr("gawah.cli.keys.now", lambda: ends - 366 * DAY)
    assert run("keys", "show")[2] == ""
