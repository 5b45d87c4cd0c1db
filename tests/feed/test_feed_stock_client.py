"""The feed as anyone's TUF client reads it: ``tuf.ngclient`` with its own defaults, over HTTP."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from signed_site import FIRST, SECOND, Site
from tuf.api.exceptions import BadVersionNumberError, ExpiredMetadataError, UnsignedMetadataError
from tuf.ngclient.updater import Updater

from gawah.feed import keys as feed_keys
from gawah.feed.keys import ROLES
from gawah.feed.layout import Entry
from gawah.feed.pages import bucket, list_name


def client(address: str, folder: Path, bootstrap: bytes | None) -> Updater:
    folder.mkdir(exist_ok=True)
    return Updater(
        str(folder),
        f"{address}/feed/metadata/",
        target_dir=str(folder),
        target_base_url=f"{address}/feed/targets/",
        bootstrap=bootstrap,
    )


def fetch(updater: Updater, name: str) -> bytes:
    info = updater.get_targetinfo(name)
    assert info is not None
    return Path(updater.download_target(info)).read_bytes()


def test_it_follows_the_feed(site: Site, address: str, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    site.publish(FIRST, now=now)
    first = client(address, tmp_path / "client", site.keys.roots[0])
    assert fetch(first, "shards/aa1.ndjson") == b"\n".join(sorted(FIRST.values()))
    site.publish(SECOND, now=now)
    second = client(address, tmp_path / "client", site.keys.roots[0])
    assert fetch(second, "shards/aa1.ndjson") == b"\n".join(sorted(SECOND.values()))
    assert b"  en/index.html\n" in fetch(second, list_name(bucket("en/index.html")))
    assert second.get_targetinfo("pages/zz.sha256") is None


def test_an_old_client_follows_every_rotation(site: Site, address: str, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    site.publish(FIRST, now=now)
    first_root = site.keys.roots[0]
    fetch(client(address, tmp_path / "client", first_root), "site.json")
    for role in (*ROLES, "root"):
        site.keys = site.keys.rotate(role, now)
        site.publish(SECOND, now=now)
        assert fetch(client(address, tmp_path / "client", first_root), "site.json")
    assert fetch(client(address, tmp_path / "newcomer", first_root), "site.json")
    assert (tmp_path / "client/root_history/6.root.json").read_bytes() == site.keys.roots[5]


def test_it_refuses_an_older_feed_and_another_key(site: Site, address: str, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    site.publish(FIRST, now=now)
    older = shutil.copytree(site.tree, tmp_path / "older")
    site.publish(SECOND, now=now)
    client(address, tmp_path / "client", site.keys.roots[0]).refresh()
    shutil.rmtree(site.tree / "feed")
    shutil.copytree(older / "feed", site.tree / "feed")
    with pytest.raises(BadVersionNumberError):
        client(address, tmp_path / "client", site.keys.roots[0]).refresh()
    other = feed_keys.create(tmp_path / "other", now)
    with pytest.raises(UnsignedMetadataError):
        client(address, tmp_path / "stranger", other.roots[0]).refresh()


def test_it_refuses_a_feed_past_its_date(site: Site, address: str, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    site.publish(FIRST, now=now - timedelta(days=15))
    with pytest.raises(ExpiredMetadataError):
        client(address, tmp_path / "client", site.keys.roots[0]).refresh()
    site.repository.renew(site.keys, now)
    client(address, tmp_path / "client", site.keys.roots[0]).refresh()


def test_the_largest_feed_is_followed_with_the_default_limits(site: Site, address: str, tmp_path: Path) -> None:
    """4,096 shards and 256 page lists: as many targets as there can ever be, at any number of records."""
    repository = site.repository
    for number in range(4096):
        repository._entries[f"shards/{number:03x}.ndjson"] = Entry(f"{number:064x}", 10_000_000)
    for name in (f"pages/{number:02x}.sha256" for number in range(256)):
        repository.put(name, name.encode())
    repository.sign(site.keys, datetime.now(UTC))
    assert len(repository.names()) == 4096 + 256 + 1
    assert fetch(client(address, tmp_path / "client", site.keys.roots[0]), "pages/ff.sha256") == b"pages/ff.sha256"
