"""The ledger remembers what must stay gone, whatever happens to the databases."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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


ENTRY = b'{"id":"22222222222222222222","day":"2026-11-22"}'


@given(st.integers(0, len(ENTRY) - 1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_line_torn_anywhere_is_not_counted(home: Path, end: int) -> None:
    (home / "ledger").mkdir(exist_ok=True)
    (home / "ledger/withdrawn.ndjson").write_bytes(ENTRY + b"\n" + ENTRY[:end] + b"\n")
    assert ledger.withdrawn() == {"2" * 20: DAY}


@pytest.mark.parametrize(
    "garbage",
    [
        b"garbage",
        b"\xff\xfe\x00",
        b"\x00" * 50,
        ENTRY + b"\x00",
        ENTRY[:20] + b"\x00" * 9,
        b"[]",
        b"7",
        b'{"id":5,"day":"2026-11-22"}',
        ENTRY.replace(b"11", b"13"),
        ENTRY[5:],
        ENTRY[:-2] + ENTRY,
        b"[" * 10_000,
    ],
)
@pytest.mark.parametrize("name", ["withdrawn", "redacted", "feed"])
def test_garbage_is_not_passed_over(home: Path, name: str, garbage: bytes) -> None:
    ledger.add(ONE, DAY)
    ledger.add_redaction(ONE, 1)
    ledger.note_feed_version(1)
    ask: dict[str, Callable[[], object]] = {
        "withdrawn": ledger.withdrawn,
        "redacted": ledger.redacted,
        "feed": ledger.feed_version,
    }
    assert ask[name]()
    file = home / f"ledger/{name}.ndjson"
    before = file.read_bytes()
    for content, line in ((garbage, 1), (before + garbage + b"\n" + before, 2)):
        file.write_bytes(content)
        with pytest.raises(ledger.LedgerDamaged, match=f"{name}.ndjson, line {line}: .* Put the folder"):
            ask[name]()
    file.write_bytes(before)
    assert ask[name]()


def test_what_has_not_changed_is_not_read_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.add(ONE, DAY)
    ledger.add_redaction(ONE, 1)
    for name in ("withdrawn", "redacted"):
        os.utime(home / f"ledger/{name}.ndjson", (1_700_000_000, 1_700_000_000))
    first = ledger.withdrawn(), ledger.redacted()
    monkeypatch.setattr(Path, "read_bytes", None)
    again = ledger.withdrawn(), ledger.redacted()
    assert all(one is other for one, other in zip(first, again, strict=True))


def test_what_changes_within_a_tick_of_the_file_system_is_seen(home: Path) -> None:
    ledger.add(ONE, DAY)
    file = home / "ledger/withdrawn.ndjson"
    assert list(ledger.withdrawn()) == [ONE]
    stamp = file.stat().st_mtime_ns
    file.write_bytes(file.read_bytes().replace(ONE.encode(), OTHER.encode()))
    os.utime(file, ns=(stamp, stamp))
    assert list(ledger.withdrawn()) == [OTHER]


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
        file.write(b'{"version":9')
    assert ledger.feed_version() == 5
