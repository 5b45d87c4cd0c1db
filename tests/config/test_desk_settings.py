"""The desk's secret and addresses, and what a surface without the desk does not have."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from gawah.config import desk
from gawah.config.home import Home, SettingsError


@pytest.fixture(autouse=True)
def _no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GAWAH_SECRET_KEY", "GAWAH_SECRET_KEY_FILE", "GAWAH_DESK_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def made(home: Path) -> Home:
    (home / "gawah.toml").write_text('name = { en = "Invented" }\n', encoding="utf-8")
    (home / "keys").mkdir()
    return Home(home)


def secret(home: Home) -> str:
    return str(desk.settings(home)["SECRET_KEY"])


def test_the_secret_is_made_once_for_its_owner_alone(made: Home) -> None:
    first = secret(made)
    assert (len(first) >= 50, secret(made)) == (True, first)
    file = made.keys / "desk-secret"
    assert [each.name for each in made.keys.iterdir()] == ["desk-secret"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_of_two_that_start_together_both_have_the_same(made: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    link = Path.hardlink_to

    def late(self: Path, target: Path) -> None:
        monkeypatch.setattr(Path, "hardlink_to", link)
        theirs.append(secret(made))
        link(self, target)

    theirs: list[str] = []
    monkeypatch.setattr(Path, "hardlink_to", late)
    assert [secret(made)] == theirs
    assert [each.name for each in made.keys.iterdir()] == ["desk-secret"]


def test_looking_at_no_home_makes_nothing(home: Path) -> None:
    assert secret(Home(home)) != secret(Home(home))
    assert list(home.iterdir()) == []


def test_a_secret_can_be_given(made: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given = tmp_path / "secret"
    given.write_text("g" * 40 + "\n")
    monkeypatch.setenv("GAWAH_SECRET_KEY_FILE", str(given))
    assert secret(made) == "g" * 40
    monkeypatch.setenv("GAWAH_SECRET_KEY", "h" * 40)
    assert secret(made) == "h" * 40
    assert list(made.keys.iterdir()) == []


@pytest.mark.parametrize("held", [b"short", b"", b"\xff" * 50, None])
def test_a_secret_that_is_none_is_refused(
    made: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, held: bytes | None
) -> None:
    given = tmp_path / "secret"
    if held is not None:
        given.write_bytes(held)
    monkeypatch.setenv("GAWAH_SECRET_KEY_FILE", str(given))
    with pytest.raises(SettingsError, match="GAWAH_SECRET_KEY_FILE"):
        secret(made)
    monkeypatch.setenv("GAWAH_SECRET_KEY", "short")
    with pytest.raises(SettingsError, match="GAWAH_SECRET_KEY: fewer than 32 characters"):
        secret(made)


def test_the_desk_answers_to_this_machine_and_to_its_address(made: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert desk.settings(made)["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    monkeypatch.setenv("GAWAH_DESK_URL", "https://desk.example.org:8443/")
    found = desk.settings(made)
    assert "desk.example.org" in found["ALLOWED_HOSTS"]
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://desk.example.org:8443"]


@pytest.mark.parametrize(
    "address", ["desk.example.org", "http://desk.example.org", "https://", "https://a.example/desk", "https://*"]
)
def test_an_address_that_is_none_is_refused(made: Home, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("GAWAH_DESK_URL", address)
    with pytest.raises(SettingsError, match="GAWAH_DESK_URL"):
        desk.settings(made)


@pytest.mark.parametrize("surface", ["intake", "public"])
def test_another_surface_has_no_members_no_sessions_and_no_cookies(surface: str) -> None:
    code = (
        "from gawah.config import settings as s; import sys;"
        "print([a for a in s.INSTALLED_APPS if not a.startswith('gawah.') or a == 'gawah.people'],"
        " [m for m in s.MIDDLEWARE if 'ession' in m or 'people' in m], hasattr(s, 'SESSION_COOKIE_NAME'),"
        " any(m.startswith('allauth') for m in sys.modules))"
    )
    environment = {**os.environ, "GAWAH_SURFACE": surface, "PYTHONPATH": str(Path(desk.__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["[]", "[]", "False", "False"]
