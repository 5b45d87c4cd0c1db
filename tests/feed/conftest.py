"""The site most of these tests start from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from served_folder import served
from signed_site import FIRST, NOW, Site

from gawah.feed import keys as feed_keys


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site after its first publish."""
    (tmp_path / "tree").mkdir()
    made = Site(tmp_path / "tree", feed_keys.create(tmp_path / "keys", NOW), tmp_path / "state")
    made.publish(FIRST)
    return made


@pytest.fixture
def address(site: Site, socket_enabled: None) -> Iterator[str]:
    """The site's tree served as a web server would, on this machine only."""
    with served(site.tree) as found:
        yield found
