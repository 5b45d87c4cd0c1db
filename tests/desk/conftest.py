"""The desk with its sealed room, for the tests that ask for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sealed_desk import ORGANISATION
from sealed_room import NOW

from gawah.sealed import clock


@pytest.fixture
def sealed_desk(home: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An organisation in two languages, an empty keystore, a clock that stands still."""
    settings.SITE_SETTINGS = lambda: ORGANISATION
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(clock, "now", lambda: NOW)
