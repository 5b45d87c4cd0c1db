"""What the machine refuses reaches the user as a sentence: what happened, where, what to do. Never a traceback."""

from __future__ import annotations

import errno
import os
import sqlite3
import tomllib

import pytest
from django.db import OperationalError

from gawah.cli import main as command
from gawah.cli.errors import sentence
from gawah.cli.init import settings_text
from gawah.config.home import Organisation


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.ENOENT, errno.ENOTDIR, errno.EEXIST])
def test_a_file_that_is_refused_is_named(number: int) -> None:
    said = sentence(OSError(number, os.strerror(number), "/home/x/site"))
    assert said.startswith("/home/x/site ")
    assert ":" in said  # and what to do


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "x", "/a"), sqlite3.OperationalError("database or disk is full")]
)
def test_a_full_disk_is_told(error: Exception) -> None:
    assert "make room" in sentence(error)


@pytest.mark.parametrize(
    ("sqlite", "told"),
    [
        ("no such table: desk_case", "gawah migrate"),
        ("unable to open database file", "db/"),
        ("file is not a database", "backup"),
        ("database disk image is malformed", "backup"),
        ("attempt to write a readonly database", "owner"),
        ("disk I/O error", "disk"),
        ("database is locked", "wait"),
    ],
)
def test_a_database_that_is_refused_is_told(sqlite: str, told: str) -> None:
    error = OperationalError(sqlite)
    error.__cause__ = sqlite3.OperationalError(sqlite)
    assert told in sentence(error)


def test_an_error_of_ours_is_not_taken_for_the_machines() -> None:
    assert sentence(KeyError("x")) == ""
    assert sentence(OperationalError("raised by nobody")) == ""


@pytest.mark.parametrize(
    "error",
    [OSError(errno.EROFS, "Read-only file system", "/x"), "\udcff", KeyError("x")],
    ids=["disk", "bytes", "other"],
)
def test_only_what_nobody_foresaw_says_so(
    error: Exception | str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(**_: object) -> None:
        if isinstance(error, str):
            error.encode()
        raise error  # type: ignore[misc]

    monkeypatch.setattr(command, "app", fails)
    monkeypatch.delenv("GAWAH_DEBUG", raising=False)
    with pytest.raises(SystemExit) as stop:
        command.main()
    said = capsys.readouterr().err
    assert stop.value.code == 1
    assert said.startswith("gawah: ") and "Traceback" not in said
    assert ("not foreseen" in said) == isinstance(error, KeyError)


@pytest.mark.parametrize("name", ['A "name"', "back\\slash", "{{x}} [[y]]", "a'b#c"])
def test_a_first_settings_file_says_the_name_that_was_given(name: str) -> None:
    text = settings_text(Organisation(name={"en": name}))
    assert tomllib.loads(text)["name"] == {"en": name}
