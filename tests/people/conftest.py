"""The desk as its tests meet it: an organisation, a quick password hash, no memory of earlier tries."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache

from gawah.record.snapshot import SiteSettings

ORGANISATION = SiteSettings(name={"en": "Invented Observatory", "ur": "فرضی رصدگاہ"}, languages=["en", "ur"])


@pytest.fixture(autouse=True)
def _desk(settings: Any) -> None:
    settings.SITE_SETTINGS = lambda: ORGANISATION
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
