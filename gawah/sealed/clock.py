"""What time it is. Tests put their own in this place; no setting moves it."""

from __future__ import annotations

import datetime


def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
