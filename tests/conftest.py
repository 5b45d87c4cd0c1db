"""What every test shares: a fresh data home."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    """An empty data home, which the code under test uses."""
    settings.GAWAH_HOME = tmp_path / "home"
    settings.GAWAH_HOME.mkdir()
    return Path(settings.GAWAH_HOME)
