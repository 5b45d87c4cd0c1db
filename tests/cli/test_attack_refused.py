"""Commands at the edge: a port that is taken, a copy into the home itself, Ctrl-C."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from observatory import released

from gawah.cli import app, serve
from gawah.cli import main as command
from gawah.feed import keys
from gawah.public.models import Publish

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def published(home: Path) -> Path:
    (home / "site/live").mkdir(parents=True)
    return home


class _Taken:
    """A socket that cannot be had."""

    def __init__(self, *_: object) -> None: ...

    def __enter__(self) -> _Taken:
        return self

    def __exit__(self, *_: object) -> None: ...

    def setsockopt(self, *_: object) -> None: ...

    def bind(self, _: object) -> None:
        raise OSError(errno.EADDRINUSE, "Address already in use")


@pytest.mark.usefixtures("published")
def test_a_port_that_is_taken_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "socket", SimpleNamespace(**{**vars(socket), "socket": _Taken}))
    code, out, said = run("serve")
    assert code == 1
    assert "port 8000 is taken" in said and "--port" in said
    assert "http://" not in out


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("wrong", [("--port", "99999"), ("--port", "-1"), ("--port", "0"), ("--host", "no.invalid")])
def test_an_address_that_is_none_is_wrong_use(run: Run, wrong: tuple[str, str]) -> None:
    code, out, said = run("serve", *wrong)
    assert code == 2
    assert wrong[0] in said and "http://" not in out


@pytest.mark.parametrize("inside", ["", "site/live", "site/a", "new"])
def test_a_copy_is_not_put_into_the_home(run: Run, home: Path, inside: str) -> None:
    code, _, said = run("publish", "--out", str(home / inside))
    assert code == 2
    assert "outside" in said


@pytest.mark.django_db(databases=["default", "public"])
@pytest.mark.parametrize("there", ["folder/letter.txt", "folder"], ids=["not empty", "a file"])
def test_a_folder_that_can_be_no_copy_is_refused_before_anything_is_published(
    run: Run, home: Path, tmp_path: Path, there: str
) -> None:
    released()
    keys.create(home / "keys", app.now())
    mine = tmp_path / there
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("dear")
    code, out, said = run("publish", "--out", str(tmp_path / "folder"))
    assert (code, out) == (1, "")
    assert str(tmp_path / "folder") in said and said.count("\n") == 1
    assert "name an" in said  # an empty or a new folder, another folder
    assert not (home / "site").exists() and not Publish.objects.exists()
    assert mine.read_text() == "dear"
    code, out, _ = run("publish", "--out", str(tmp_path / "new/copy"))
    assert code == 0 and "version 1" in out
    assert run("verify", str(tmp_path / "new/copy"), "--state", str(tmp_path / "state"))[0] == 0


def test_who_presses_ctrl_c_is_told_what_comes_of_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "app", lambda **_: 130)
    with pytest.raises(SystemExit) as stop:
        command.main()
    assert stop.value.code == 1
    assert "stopped" in capsys.readouterr().err
