"""What the browser seals Python opens, and the other way round, in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from sealing import Sealer, sealer

from gawah.envelope import age, padding

pytestmark = pytest.mark.browser

KEY = age.HybridIdentity(bytes(range(32)))


@pytest.fixture(scope="module")
def seal(browser: Browser) -> Iterator[Sealer]:
    with sealer(browser) as ready:
        yield ready


def test_python_browser_python(seal: Sealer) -> None:
    content = padding.padded("سفارش".encode(), padding.REPORT_BUCKETS)
    again = seal(
        """const plain = await seal.age.unseal(file, identity);
        return seal.age.seal(plain, await seal.age.recipientOf(identity));""",
        file=age.seal(content, KEY.recipient),
        identity=KEY.encode(),
    )
    assert len(again) == 4096 + 1659
    assert age.unseal(again, [KEY]) == content
