"""Writing a feed: versions only rise, nothing is half published, and its size suits every client."""

from __future__ import annotations

import hashlib
import itertools
import os
from datetime import timedelta
from pathlib import Path

import pytest
from signed_site import FIRST, NOW, SECOND, Site
from tuf.api.metadata import Metadata, Targets
from tuf.ngclient.config import UpdaterConfig

from gawah.feed import keys as feed_keys
from gawah.feed.errors import FeedDamaged
from gawah.feed.layout import Entry
from gawah.feed.pages import bucket, list_name
from gawah.feed.repository import Repository


def files(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_targets_lie_under_their_hash_and_read_back(site: Site) -> None:
    repository = site.repository
    data = repository.read("shards/aa1.ndjson")
    assert repository.names()["shards/aa1.ndjson"].length == len(data)
    stored = f"targets/shards/{hashlib.sha256(data).hexdigest()}.aa1.ndjson"
    assert (repository.folder / stored).read_bytes() == data
    with pytest.raises(KeyError):
        repository.read("shards/fff.ndjson")


def test_put_and_drop_say_whether_anything_changed(site: Site) -> None:
    repository = site.repository
    assert repository.put("counts.json", b"{}")
    assert not repository.put("counts.json", b"{}")
    assert repository.drop("counts.json")
    assert not repository.drop("counts.json")


@pytest.mark.parametrize("name", ["../x", "/x", "a//b", ".hidden", "a/.b", "Upper", "sp ace", "", "a\\b"])
def test_a_name_that_could_leave_the_folder_is_refused(site: Site, name: str) -> None:
    with pytest.raises(FeedDamaged):
        site.repository.put(name, b"")


def test_what_is_not_signed_is_not_published(site: Site) -> None:
    site.repository.put("counts.json", b"{}")
    assert "counts.json" not in site.repository


def test_versions_only_rise_above_the_ledger_too(site: Site) -> None:
    assert site.repository.version == 1
    assert site.publish(SECOND, floor=41) == 42
    assert site.publish(FIRST, floor=7) == 43
    assert site.repository.version == site.repository.highest == 43


def test_the_same_content_time_and_version_give_the_same_bytes(site: Site, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    again = Site(tmp_path / "again", site.keys, site.state)
    again.publish(FIRST)
    assert files(again.tree / "feed") == files(site.tree / "feed")


def test_only_what_changed_is_written(site: Site, monkeypatch) -> None:
    written: list[str] = []
    real = os.replace
    monkeypatch.setattr(os, "replace", lambda source, target: (written.append(Path(target).name), real(source, target)))
    repository = site.repository
    repository.put("site.json", repository.read("site.json"))
    repository.put("counts.json", b"{}")
    repository.sign(site.keys, NOW)
    assert sorted(name for name in written) == sorted(
        ["2.targets.json", "2.snapshot.json", "timestamp.json", f"{hashlib.sha256(b'{}').hexdigest()}.counts.json"]
    )


def test_dates(site: Site) -> None:
    folder = site.tree / "feed/metadata"
    ends = {
        name: Metadata.from_file(str(folder / f"{name}.json")).signed.expires - NOW
        for name in ("timestamp", "1.snapshot", "1.targets", "1.root")
    }
    year = timedelta(days=365)
    assert ends == {"timestamp": timedelta(days=14), "1.snapshot": year, "1.targets": year, "1.root": 3 * year}


def test_renewal_signs_the_timestamp_only(site: Site) -> None:
    before = files(site.tree / "feed")
    later = NOW + timedelta(days=1)
    assert site.repository.renew(site.keys, later) == 2
    after = files(site.tree / "feed")
    assert {path for path in after if after[path] != before.get(path)} == {"metadata/timestamp.json"}
    year = NOW + timedelta(days=365)
    assert site.repository.ends == {"timestamp": later + timedelta(days=14), "targets": year, "snapshot": year}
    assert (site.verify(now=later).status, site.verify(now=later).version) == ("ok", 1)
    assert site.publish(SECOND, now=later) == 3


def test_renewal_needs_something_published_and_publishes_nothing_new(site: Site, tmp_path: Path) -> None:
    with pytest.raises(FeedDamaged, match="publish first"):
        Repository(tmp_path / "empty").renew(site.keys, NOW)
    repository = site.repository
    repository.put("counts.json", b"{}")
    repository.renew(site.keys, NOW + timedelta(days=350))
    assert "counts.json" not in site.repository


def test_renewal_signs_all_when_the_year_ends(site: Site) -> None:
    later = NOW + timedelta(days=310)
    site.repository.renew(site.keys, later)
    assert site.repository.version == 2
    assert site.verify(now=later + timedelta(days=13)).status == "ok"


@pytest.mark.parametrize("role", ["targets", "snapshot", "timestamp", "root"])
def test_renewal_after_a_rotation_signs_what_the_former_key_signed(site: Site, role: feed_keys.RoleName) -> None:
    site.publish(SECOND)
    site.keys = site.keys.rotate(role, NOW)
    site.repository.renew(site.keys, NOW)
    assert site.verify().status == "ok"
    assert site.repository.version == (3 if role in ("targets", "snapshot") else 2)


def test_the_publish_before_is_kept_and_the_one_before_that_is_not(site: Site) -> None:
    first = site.repository.read("shards/aa1.ndjson")
    site.publish(SECOND)
    kept = site.tree / f"feed/targets/shards/{hashlib.sha256(first).hexdigest()}.aa1.ndjson"
    assert kept.read_bytes() == first
    site.publish({**SECOND, "en/index.html": b"three"})
    assert not kept.exists()
    assert not (site.tree / "feed/metadata/1.targets.json").exists()
    assert site.verify().status == "ok"


def test_after_a_withdrawal_no_file_of_the_publish_before_is_left(site: Site) -> None:
    site.publish(SECOND)
    assert any(b"an invented case" in data for data in files(site.tree / "feed/targets").values())
    site.publish({"index.html": FIRST["index.html"]})
    site.repository.prune(everything=True)
    assert not any(b"an invented case" in data for data in files(site.tree / "feed").values())
    assert site.verify().status == "ok"


def test_signing_again_without_a_change_keeps_the_page_lists_before(site: Site) -> None:
    site.publish(SECOND)
    before = files(site.tree / "feed/previous")
    assert before
    site.publish(SECOND)
    assert files(site.tree / "feed/previous") == before
    assert site.verify().status == "ok"


def test_only_page_lists_that_were_replaced_are_kept_of_the_publish_before(site: Site) -> None:
    lists = {name: site.repository.read(name) for name in site.repository.names() if name.startswith("pages/")}
    changed = {**FIRST, "en/index.html": b"changed"}
    site.publish(changed)
    which = list_name(bucket("en/index.html"))
    assert files(site.tree / "feed/previous") == {which: lists[which]}
    gone = {path: data for path, data in changed.items() if path != "r/aa11.json"}
    site.publish(gone)
    which = list_name(bucket("r/aa11.json"))
    assert files(site.tree / "feed/previous") == {which: lists[which]}
    assert which not in site.repository


def test_signing_again_after_a_crash_leaves_no_half_named_list(site: Site) -> None:
    repository = site.repository
    old = next(name for name in repository.names() if name.startswith("pages/"))
    stored = repository._file(old, repository.names()[old])
    kept = site.tree / "feed/previous" / old
    kept.parent.mkdir(parents=True)
    kept.hardlink_to(stored)  # as a sign that was killed right after it left it
    repository.drop(old)
    repository.sign(site.keys, NOW)
    assert set(files(site.tree / "feed/previous")) == {old}


def test_a_disk_without_hard_links_keeps_them_too(site: Site, monkeypatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise OSError("not supported")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    site.publish(SECOND)
    assert files(site.tree / "feed/previous")
    assert site.verify().status == "ok"


def test_a_damaged_feed_is_named(site: Site) -> None:
    list_file = next((site.tree / "feed/targets/pages").iterdir())
    list_file.write_bytes(b"x")
    with pytest.raises(FeedDamaged, match="publish --full"):
        site.repository.read(list_name(list_file.name.split(".")[1]))
    (site.tree / "feed/metadata/1.targets.json").unlink()
    with pytest.raises(FeedDamaged, match=r"1\.targets\.json"):
        assert site.repository


class PowerCut(BaseException):
    """Not an Exception: nothing may catch it."""


def cut_at(step: int, monkeypatch) -> None:
    counter = itertools.count(1)

    def wrap(real):
        def counted(*args, **named):
            if next(counter) == step:
                raise PowerCut
            return real(*args, **named)

        return counted

    monkeypatch.setattr(os, "replace", wrap(os.replace))
    monkeypatch.setattr(os, "fsync", wrap(os.fsync))


def test_cut_short_at_any_step_the_feed_is_the_old_or_the_new_and_the_next_publish_is_right(
    site: Site, tmp_path: Path, monkeypatch
) -> None:
    completed = False
    versions = [1]
    for step in itertools.count(1):
        pages = {**SECOND, "en/index.html": f"publish {step}".encode()}
        before = site.repository.read("shards/aa1.ndjson")
        with monkeypatch.context() as power:
            cut_at(step, power)
            try:
                versions.append(site.publish(pages))
                completed = True
            except PowerCut:
                pass
        found = Repository(site.tree / "feed")
        assert found.read("shards/aa1.ndjson") in (before, b"\n".join(sorted(pages.values())))
        for name in found.names():
            found.read(name)
        if completed:
            break
        versions.append(site.publish(pages, floor=versions[-1]))
        report = site.verify()
        assert (report.status, report.problems) == ("ok", [])
    assert step > 15
    assert versions == sorted(set(versions))


def test_the_largest_feed_stays_far_below_a_clients_limits(tmp_path: Path) -> None:
    keys = feed_keys.create(tmp_path / "keys", NOW)
    repository = Repository(tmp_path / "feed")
    for number in range(4096):
        repository._entries[f"shards/{number:03x}.ndjson"] = Entry(hashlib.sha256(b"%d" % number).hexdigest(), 123_456)
    for number in range(256):
        repository.put(f"pages/{number:02x}.sha256", b"%d" % number)
    repository.sign(keys, NOW)
    for number in range(256):
        repository.put(f"pages/{number:02x}.sha256", b"again %d" % number)
    repository.sign(keys, NOW)
    limits = UpdaterConfig()
    folder = tmp_path / "feed/metadata"
    assert (folder / "2.targets.json").stat().st_size < limits.targets_max_length / 5
    assert (folder / "2.snapshot.json").stat().st_size < limits.snapshot_max_length / 5
    assert (folder / "timestamp.json").stat().st_size < limits.timestamp_max_length / 5
    assert len(Metadata[Targets].from_file(str(folder / "2.targets.json")).signed.targets) == 4352
