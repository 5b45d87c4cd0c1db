"""The clock of the sealed room stands still."""

from __future__ import annotations

import pytest
from sealed_room import NOW

from gawah.sealed import clock


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
