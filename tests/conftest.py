"""What every test shares: a fresh data home."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

# Few examples and no deadline every day, so that a busy machine fails nothing; a night may ask for more.
hypothesis_settings.register_profile("everyday", max_examples=40, deadline=None)
hypothesis_settings.register_profile("thorough", max_examples=1000, deadline=None)
hypothesis_settings.load_profile("everyday")


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    """An empty data home, which the code under test uses."""
    settings.GAWAH_HOME = tmp_path / "home"
    settings.GAWAH_HOME.mkdir()
    return Path(settings.GAWAH_HOME)
