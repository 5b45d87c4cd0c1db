"""Copies of a site, and what a person is told to do next: where the site lies, what to bring up to date."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from observatory import edited, let_out, released

from gawah.cli import app
from gawah.feed import keys

Run = Callable[..., tuple[int, str, str]]
pytestmark = pytest.mark.django_db(databases=["default", "public"])


def test_a_data_home_is_told_from_its_site(run: Run, home: Path, tmp_path: Path) -> None:
    keys.create(home / "keys", app.now())
    state = ("--state", str(tmp_path / "state"))
    code, out, _ = run("verify", str(home), *state)
    assert code == 1 and "run `gawah verify" not in out  # nothing was published: there is nothing to lead to
    assert run("publish")[0] == 0
    code, out, _ = run("verify", str(home), *state)
    live = home / "site/live"
    assert code == 1
    assert out.endswith(f"This is a data home; its site lies in {live}: run `gawah verify {live}`.\n")
    code, out, _ = run("verify", str(live), *state)
    assert code == 0 and "gawah verify" not in out


def test_an_old_copy_has_a_next_step_that_helps(run: Run, home: Path, tmp_path: Path) -> None:
    keys.create(home / "keys", app.now())
    state, copy = ("--state", str(tmp_path / "state")), tmp_path / "copy"
    assert run("publish", "--out", str(copy))[0] == 0
    assert run("publish")[0] == 0
    assert run("verify", str(home / "site/live"), *state)[0] == 0
    code, out, _ = run("verify", str(copy), *state)
    assert code == 1
    assert "older than what was seen before" in out
    assert "`gawah publish --out FOLDER`" in out and "ask the publisher" in out
    assert run("publish", "--out", str(copy))[0] == 0
    code, out, _ = run("verify", str(copy), *state)
    assert code == 0 and "ask the publisher" not in out


def test_who_takes_back_is_reminded_of_copies(run: Run, home: Path, tmp_path: Path) -> None:
    """And the command that is named does what it is named for."""
    case, out_of_it = released(), released()
    edited(case, case={"summary": {"en": "More."}})
    let_out(case)
    keys.create(home / "keys", app.now())
    copy = tmp_path / "copy"
    assert run("publish", "--out", str(copy))[0] == 0
    for arguments in (("withdraw", out_of_it.id), ("redact", case.id, "--version", "1")):
        code, out, _ = run(*arguments, "--reason", "asked")
        assert code == 0
        assert "Copies made before keep the text" in out and "`gawah publish --out FOLDER`" in out
    assert run("publish")[0] == 0
    kept = copy / f"en/case/{out_of_it.record_id}/index.html"
    assert kept.exists()
    assert run("publish", "--out", str(copy))[0] == 0
    assert not kept.exists()


def test_an_uploaded_copy_is_brought_up_to_date_as_the_how_to_says(run: Run, home: Path, tmp_path: Path) -> None:
    """``docs/how-to/publish.md``: upload, feed, remove, and then it verifies and is the same, file by file."""
    case, goes = released(), released()
    keys.create(home / "keys", app.now())
    copy, uploaded = tmp_path / "copy", tmp_path / "uploaded"
    assert run("publish", "--out", str(copy))[0] == 0
    shutil.copytree(copy, uploaded)
    edited(case, case={"summary": {"en": "More."}})
    let_out(case)
    assert run("withdraw", goes.id, "--reason", "asked")[0] == 0
    assert run("publish", "--out", str(copy))[0] == 0
    todo = json.loads((copy / "changes.json").read_bytes())
    assert json.loads((uploaded / "status.json").read_bytes())["publish"] == todo["after"]
    folders = [path for path in todo["feed"] if path.endswith("/")]
    for path in [*todo["upload"], *(path for folder in folders for path in below(copy, folder))]:
        (uploaded / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(copy / path, uploaded / path)
    for path in {*todo["remove"], *(path for folder in folders for path in below(uploaded, folder))}:
        if not (copy / path).exists():
            (uploaded / path).unlink()
    assert below(uploaded) == below(copy)
    assert run("verify", str(uploaded), "--state", str(tmp_path / "state"))[0] == 0


def below(folder: Path, under: str = "") -> set[str]:
    return {str(each.relative_to(folder)) for each in (folder / under).rglob("*") if each.is_file()}


def test_a_home_that_is_not_found_may_only_not_be_named(run: Run, home: Path) -> None:
    code, _, err = run("cases", "--home", str(home / "nowhere"))
    assert code == 1
    assert "name yours with --home or GAWAH_HOME, or make one with `gawah init --home" in err
