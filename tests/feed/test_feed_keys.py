"""The signing keys: made once, readable by their owner, rotated, moved away and brought back."""

from __future__ import annotations

import hashlib
import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from signed_site import FIRST, NOW, SECOND, Site
from tuf.api.metadata import Metadata, Root

from gawah.feed import keys as feed_keys
from gawah.feed.errors import KeysDamaged, KeysExist, KeysMissing, RootKeyAway, WrongKey
from gawah.feed.keys import ROLES, Keys


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return feed_keys.create(tmp_path / "keys", NOW)


def pems(keys: Keys) -> list[str]:
    return sorted(file.name.split("-")[0] for file in keys.folder.glob("*.pem"))


def test_create_makes_four_keys_that_only_their_owner_can_read(keys: Keys) -> None:
    assert pems(keys) == sorted(ROLES)
    assert {stat.S_IMODE(file.stat().st_mode) for file in keys.folder.glob("*.pem")} == {0o600}
    assert stat.S_IMODE(keys.folder.stat().st_mode) == 0o700
    assert len({entry.key_id for entry in keys.state()}) == 4
    assert keys.root.consistent_snapshot
    assert keys.root.expires == NOW + timedelta(days=3 * 365)


def test_create_never_overwrites(keys: Keys) -> None:
    before = (keys.folder / "1.root.json").read_bytes()
    with pytest.raises(KeysExist):
        feed_keys.create(keys.folder, NOW)
    assert (keys.folder / "1.root.json").read_bytes() == before


def test_the_fingerprint_is_that_of_the_first_root_for_ever(keys: Keys) -> None:
    first = hashlib.sha256((keys.folder / "1.root.json").read_bytes()).hexdigest()
    assert keys.fingerprint == first
    assert keys.rotate("root", NOW).fingerprint == first


def test_load_reads_what_was_made_and_refuses_an_empty_folder(keys: Keys, tmp_path: Path) -> None:
    assert Keys.load(keys.folder) == keys
    with pytest.raises(KeysMissing, match="gawah init"):
        Keys.load(tmp_path)


@pytest.mark.parametrize("role", ROLES)
def test_rotation_makes_one_new_key_and_deletes_the_former(keys: Keys, role: feed_keys.RoleName) -> None:
    before = {entry.role: entry.key_id for entry in keys.state()}
    rotated = keys.rotate(role, NOW)
    after = {entry.role: entry.key_id for entry in rotated.state()}
    assert {name for name in ROLES if before[name] != after[name]} == {role}
    assert all(entry.here for entry in rotated.state())
    assert pems(rotated) == sorted(ROLES)
    assert set(rotated.root.keys) == set(after.values())
    assert Keys.load(keys.folder) == rotated


def test_a_new_root_key_is_signed_for_by_the_former(keys: Keys) -> None:
    rotated = keys.rotate("root", NOW)
    metadata = Metadata[Root].from_bytes(rotated.roots[1])
    assert set(metadata.signatures) == {keys.state()[0].key_id, rotated.state()[0].key_id}


def test_a_root_that_does_not_follow_is_refused(keys: Keys, tmp_path: Path) -> None:
    stranger = feed_keys.create(tmp_path / "other", NOW).rotate("targets", NOW)
    (keys.folder / "2.root.json").write_bytes(stranger.roots[1])
    with pytest.raises(KeysDamaged, match=r"2\.root\.json"):
        Keys.load(keys.folder)
    (keys.folder / "2.root.json").write_bytes(b"[" * 100_000)
    with pytest.raises(KeysDamaged, match=r"2\.root\.json"):
        Keys.load(keys.folder)


@pytest.mark.parametrize("step", range(1, 12))
@pytest.mark.parametrize("role", ["root", "timestamp"])
def test_a_rotation_cut_short_leaves_keys_that_work(keys: Keys, role, step: int, monkeypatch) -> None:
    def fail_at(real, count=[0]):  # noqa: B006 - shared by both on purpose
        def counted(*args, **named):
            count[0] += 1
            if count[0] == step:
                raise OSError("the power went")
            return real(*args, **named)

        return counted

    with monkeypatch.context() as cut:
        cut.setattr(os, "replace", fail_at(os.replace))
        cut.setattr(os, "fsync", fail_at(os.fsync))
        try:
            keys.rotate(role, NOW)
        except OSError:
            pass
        else:
            assert step > 5
    loaded = Keys.load(keys.folder)
    for name in ROLES:
        loaded.signer(name)
    (keys.folder / ".gawah-tmp-0123456789abcdef").write_bytes(b"half a key")
    assert pems(loaded.rotate(role, NOW)) == sorted(ROLES)
    assert not list(keys.folder.glob(".gawah-tmp-*"))


def test_the_root_key_goes_away_and_comes_back(keys: Keys, tmp_path: Path) -> None:
    away = tmp_path / "stick" / "root.pem"
    away.parent.mkdir()
    keys.export_root(away)
    assert stat.S_IMODE(away.stat().st_mode) == 0o600
    assert pems(keys) == ["snapshot", "targets", "timestamp"]
    assert [entry.here for entry in keys.state()] == [False, True, True, True]
    with pytest.raises(RootKeyAway, match="import-root"):
        keys.rotate("targets", NOW)
    with pytest.raises(RootKeyAway):
        keys.export_root(tmp_path / "again.pem")
    keys.import_root(away)
    assert away.exists()
    assert keys.rotate("targets", NOW).root.version == 2


def test_stories_are_published_while_the_root_key_is_away(site: Site, tmp_path: Path) -> None:
    site.keys.export_root(tmp_path / "root.pem")
    site.publish(SECOND)
    assert site.verify().status == "ok"


def test_an_export_never_overwrites_and_never_stays_here(keys: Keys, tmp_path: Path) -> None:
    there = tmp_path / "something"
    there.write_bytes(b"mine")
    for file in (there, keys.folder / "root-copy.pem"):
        with pytest.raises(KeysExist):
            keys.export_root(file)
    with pytest.raises(WrongKey, match="still here"):
        keys.export_root(tmp_path / "no such folder" / "root.pem")
    assert there.read_bytes() == b"mine"
    assert keys.state()[0].here


def test_an_export_that_does_not_read_back_keeps_the_key(keys: Keys, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(feed_keys, "_write_key", lambda file, pem: file.write_bytes(pem[:40]))
    with pytest.raises(WrongKey):
        keys.export_root(tmp_path / "root.pem")
    assert keys.state()[0].here


def test_import_takes_only_the_root_key_of_now(keys: Keys, tmp_path: Path) -> None:
    away = tmp_path / "root.pem"
    keys.export_root(away)
    wrong = {
        "other": next((feed_keys.create(tmp_path / "other", NOW).folder).glob("root-*.pem")),
        "garbage": tmp_path / "garbage",
        "absent": tmp_path / "absent",
        "folder": tmp_path,
    }
    wrong["garbage"].write_bytes(b"-----BEGIN PRIVATE KEY-----\nxx\n")
    for file in wrong.values():
        with pytest.raises(WrongKey):
            keys.import_root(file)
    assert not keys.state()[0].here
    keys.import_root(away)
    keys.rotate("root", NOW)
    with pytest.raises(WrongKey, match="another key"):
        Keys.load(keys.folder).import_root(away)


def test_a_root_near_its_end_is_renewed_if_its_key_is_here(keys: Keys, tmp_path: Path) -> None:
    assert keys.renew(NOW) is keys
    later = NOW + timedelta(days=2 * 365 + 1)
    renewed = keys.renew(later)
    assert (renewed.root.version, renewed.root.expires) == (2, later + timedelta(days=3 * 365))
    assert renewed.root.roles == keys.root.roles
    renewed.export_root(tmp_path / "root.pem")
    much_later = later + timedelta(days=2 * 365 + 1)
    assert renewed.renew(much_later) is renewed


def test_a_lost_key_is_named_and_can_be_replaced(site: Site) -> None:
    for file in site.keys.folder.glob("targets-*.pem"):
        file.unlink()
    with pytest.raises(KeysDamaged, match="gawah keys rotate targets"):
        site.publish(SECOND)
    site.keys = site.keys.rotate("targets", NOW)
    site.publish(FIRST)
    assert site.verify().status == "ok"
