"""``gawah demo`` releases what it made itself, and nothing that anybody else put on a desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from observatory import edited, stored

from gawah.cli import demo
from gawah.desk.models import Case
from gawah.public.models import Published
from gawah.releases.models import Decision

Run = Callable[..., tuple[int, str, str]]
pytestmark = pytest.mark.django_db(databases=["default", "public", "sealed"])


@pytest.fixture
def made(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The home of a demonstration, in one language so that it is drawn sooner."""
    (tmp_path / "gawah.toml").write_text('name = { en = "Invented Observatory" }\n', encoding="utf-8")
    monkeypatch.setattr(demo, "DATA", tmp_path)
    folder = home / "demonstration"
    code, out, err = run("demo", "--once", "--home", str(folder))
    assert (code, err) == (0, "")
    assert "records made" in out and "version 1" in out
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {str(each): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def refused(run: Run, folder: Path, words: str) -> None:
    """That it says so in one sentence, and that nothing was decided, let out or written."""
    before = (files(folder), Case.objects.count(), Decision.objects.count(), Published.objects.count())
    code, out, err = run("demo", "--once", "--home", str(folder))
    assert (code, out) == (1, "")
    assert err.startswith(f"gawah: {folder} {words}") and "nothing was done to it" in err
    assert err.count("\n") == 1
    assert (files(folder), Case.objects.count(), Decision.objects.count(), Published.objects.count()) == before


def test_a_home_of_ones_own_is_refused(run: Run, home: Path) -> None:
    stored()
    refused(run, home, "was not made by `gawah demo`")


def test_an_empty_home_of_ones_own_is_refused(run: Run, home: Path) -> None:
    refused(run, home, "was not made by `gawah demo`")
    assert not Case.objects.exists()


def test_a_folder_with_anything_in_it_is_refused(run: Run, home: Path) -> None:
    """Such as a home whose settings were moved away."""
    (home / "gawah.toml").rename(home / "moved.toml")
    refused(run, home, "was not made by `gawah demo`")


def test_its_own_home_is_published_again_until_there_is_a_case_of_somebodys(run: Run, made: Path) -> None:
    number = Case.objects.count()
    code, out, _ = run("demo", "--once", "--home", str(made))
    assert code == 0
    assert "The records are there already." in out and "version 2" in out
    assert Case.objects.count() == number
    own = stored()
    refused(run, made, "holds cases that `gawah demo` did not make")
    assert Case.objects.get(id=own.id).record_id is None


def test_its_own_home_is_refused_once_a_case_was_changed(run: Run, made: Path) -> None:
    case = Case.objects.filter(invented=True)[0]
    edited(case, case={"tags": ["said otherwise"]})
    refused(run, made, "holds cases that `gawah demo` did not make, or that were changed since")
