"""The ledger remembers what must stay gone, whatever happens to the databases."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest

from gawah.public import ledger

DAY = datetime.date(2026, 11, 22)
ONE, OTHER = "0" * 20, "1" * 20


def test_what_was_added_is_remembered_with_its_first_day(home: Path) -> None:
    assert ledger.withdrawn() == {}
    ledger.add(ONE, DAY)
    ledger.add(ONE, DAY + datetime.timedelta(days=3))
    ledger.add(OTHER, DAY)
    assert ledger.withdrawn() == {ONE: DAY, OTHER: DAY}
    assert len((home / "ledger/withdrawn.ndjson").read_bytes().splitlines()) == 2


def test_another_process_s_line_is_seen(home: Path) -> None:
    ledger.add(ONE, DAY)
    with (home / "ledger/withdrawn.ndjson").open("ab") as file:
        file.write(b'{"id":"%s","day":"2026-11-22"}\n' % OTHER.encode())
    assert ledger.withdrawn().keys() == {ONE, OTHER}


def test_a_torn_line_spoils_only_itself(home: Path) -> None:
    ledger.add(ONE, DAY)
    with (home / "ledger/withdrawn.ndjson").open("ab") as file:
        file.write(b'{"id":"222222')
    assert ledger.withdrawn() == {ONE: DAY}
    ledger.add(OTHER, DAY)
    assert ledger.withdrawn() == {ONE: DAY, OTHER: DAY}


def test_a_withdrawal_that_cannot_be_noted_is_an_error(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(descriptor: int) -> None:
        raise OSError("disk is full")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="disk is full"):
        ledger.add(ONE, DAY)


def test_the_feed_s_version_only_rises(home: Path) -> None:
    assert ledger.feed_version() == 0
    for version in (1, 5, 3):
        ledger.note_feed_version(version)
    assert ledger.feed_version() == 5
    with (home / "ledger/feed.ndjson").open("ab") as file:
        file.write(b'{"version": 9')
    assert ledger.feed_version() == 5
