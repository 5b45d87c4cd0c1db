"""What ``gawah verify`` says of a site in a folder: each status, and the file by name."""

from __future__ import annotations

import hashlib
import shutil
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from signed_site import FIRST, NOW, SECOND, Site

from gawah.feed import keys as feed_keys
from gawah.feed.errors import FeedError, Unreachable
from gawah.feed.report import Report
from gawah.feed.repository import Repository
from gawah.feed.verify import verify

PAGE = "en/case/aa11/index.html"
THIRD = {**SECOND, "en/index.html": b"<p>home, changed again", PAGE: b"<p>an invented case, corrected"}


def what(report: Report) -> dict[str, str]:
    return {problem.path: problem.what.partition(":")[0] for problem in report.problems}


def kinds(report: Report) -> set[str]:
    return {problem.what.partition(":")[0] for problem in report.problems}


def flip(file: Path, at: int = 3) -> None:
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)


def copy(site: Site, name: str) -> Path:
    return Path(shutil.copytree(site.tree, site.tree.with_name(name)))


def feed_files(tree: Path) -> list[Path]:
    return sorted(file for file in (tree / "feed").rglob("*") if file.is_file())


def test_a_site_as_it_was_signed_is_ok(site: Site) -> None:
    report = site.verify()
    assert (report.status, report.problems, report.version) == ("ok", [], 1)
    assert report.key == site.keys.fingerprint
    assert report.files == sum(1 for file in site.tree.rglob("*") if file.is_file())


def test_the_report_is_the_documented_json(site: Site) -> None:
    (site.tree / PAGE).unlink()
    report = msgspec.json.decode(msgspec.json.encode(site.verify()))
    assert list(report) == ["status", "version", "key", "files", "problems"]
    assert report["problems"] == [{"path": PAGE, "what": "missing"}]


def test_progress_ends_at_the_last_list(site: Site) -> None:
    seen: list[tuple[int, int]] = []
    verify(str(site.tree), state=site.state, now=NOW, progress=lambda done, of: seen.append((done, of)))
    assert seen[-1] == (256, 256)


@pytest.mark.parametrize("path", sorted(FIRST))
def test_one_flipped_byte_is_named(site: Site, path: str) -> None:
    flip(site.tree / path, 0)
    report = site.verify()
    assert (report.status, what(report)) == ("altered", {path: "altered"})


def test_one_flipped_byte_of_any_file_of_the_feed_is_named(site: Site) -> None:
    site.publish(SECOND)
    files = feed_files(site.tree)
    assert len(files) > 15
    for file in files:
        good = file.read_bytes()
        for at in (0, len(good) // 2, len(good) - 1):
            flip(file, at)
            report = site.verify()
            assert report.status == "altered", (file, at)
            assert file.relative_to(site.tree).as_posix() in what(report), (file, at)
            file.write_bytes(good)
    assert site.verify().status == "ok"


@pytest.mark.parametrize("file", ["1.root.json", "timestamp.json"])
def test_not_even_a_signature_can_be_written_otherwise(site: Site, file: str) -> None:
    """Upper-case hex and white space keep a signature valid; they are altered bytes all the same."""
    metadata = site.tree / "feed/metadata" / file
    good = metadata.read_bytes()
    head, mark, tail = good.partition(b'"sig":"')
    for bad in (good + b"\n", good.replace(b":", b": ", 1), head + mark + tail[:128].upper() + tail[128:]):
        metadata.write_bytes(bad)
        assert what(site.verify()) == {f"feed/metadata/{file}": "altered"}
    metadata.write_bytes(good)
    assert site.verify().status == "ok"


def test_every_missing_file_is_named(site: Site, tmp_path: Path) -> None:
    past = {"feed/metadata/1.targets.json", "feed/metadata/1.snapshot.json"}
    site.publish(SECOND)
    copy = Repository(shutil.copytree(site.tree / "feed", tmp_path / "copy"))
    before = copy.prune(everything=True)
    assert before
    for file in [site.tree / path for path in SECOND] + feed_files(site.tree):
        path = file.relative_to(site.tree).as_posix()
        good = file.read_bytes()
        file.unlink()
        report = site.verify()
        if path in past or path.removeprefix("feed/") in before:
            assert all(problem.what == "added" for problem in report.problems)  # the past may be pruned
        else:
            assert (report.status, what(report)[path]) == ("altered", "missing"), path
        file.write_bytes(good)


@pytest.mark.parametrize(
    "path", ["en/added.html", ".hidden", "feed/targets/added", "feed/metadata/9.root.json", "feed/x", "feed/previous/x"]
)
def test_an_added_file_is_named(site: Site, path: str) -> None:
    (site.tree / path).parent.mkdir(parents=True, exist_ok=True)
    (site.tree / path).write_bytes(b"added")
    report = site.verify()
    assert report.status == "altered"
    assert what(report) == {path: "added"}


def test_an_older_snapshot_is_rolled_back_once_a_newer_was_seen(site: Site) -> None:
    older = copy(site, "older")
    site.publish(SECOND)
    assert site.verify(older).status == "ok"
    assert site.verify().status == "ok"
    report = site.verify(older)
    assert (report.status, report.version) == ("rolled-back", 1)
    assert what(report) == {"feed/metadata/timestamp.json": "rolled-back"}
    assert site.verify(older).status == "rolled-back"  # what was seen is not forgotten by looking back
    shutil.rmtree(site.state)
    assert site.verify(older).status == "ok"


def test_a_frozen_timestamp_is_rolled_back_once_a_renewal_was_seen(site: Site) -> None:
    older = copy(site, "older")
    site.repository.renew(site.keys, NOW)
    assert site.verify().status == "ok"
    assert site.verify(older).status == "rolled-back"


def test_a_hidden_rotation_is_rolled_back(site: Site) -> None:
    site.keys = site.keys.rotate("root", NOW)
    site.repository.renew(site.keys, NOW)
    assert site.verify().status == "ok"
    (site.tree / "feed/metadata/2.root.json").unlink()
    report = site.verify()
    assert (report.status, what(report)) == ("rolled-back", {"feed/metadata/2.root.json": "rolled-back"})


def test_a_mirror_with_new_lists_and_old_pages_is_previous(site: Site) -> None:
    mirror = copy(site, "mirror")
    site.publish(SECOND)
    shutil.rmtree(mirror / "feed")
    shutil.copytree(site.tree / "feed", mirror / "feed")
    report = site.verify(mirror)
    assert report.status == "previous"
    assert what(report) == dict.fromkeys(["en/index.html", "en/case/bb22/index.html", "r/bb22.json"], "previous")


def test_pages_that_a_publish_removed_are_previous_where_they_still_are(site: Site) -> None:
    site.publish(SECOND)
    mirror = copy(site, "mirror")
    site.publish(FIRST)
    shutil.rmtree(mirror / "feed")
    shutil.copytree(site.tree / "feed", mirror / "feed")
    assert site.verify(mirror).status == "previous"
    flip(mirror / "r/bb22.json", 0)
    report = site.verify(mirror)
    assert (report.status, what(report)["r/bb22.json"]) == ("altered", "added")


def test_only_the_publish_before_is_previous(site: Site) -> None:
    old = FIRST["en/index.html"]
    site.publish(SECOND)
    (site.tree / "en/index.html").write_bytes(old)
    assert site.verify().status == "previous"
    site.publish(THIRD)
    (site.tree / "en/index.html").write_bytes(old)
    assert (site.verify().status, what(site.verify())) == ("altered", {"en/index.html": "altered"})


def test_a_page_deleted_from_a_whole_site_is_missing_even_when_it_is_new(site: Site) -> None:
    site.publish(SECOND)
    (site.tree / "r/bb22.json").unlink()
    report = site.verify()
    assert (report.status, what(report)) == ("altered", {"r/bb22.json": "missing"})


def test_lists_of_the_publish_before_cannot_be_made_up(site: Site) -> None:
    """Otherwise any altered page could be passed off as the one before."""
    site.publish(SECOND)
    lists = site.tree / "feed/previous/pages"
    file = next(file for file in lists.iterdir() if b"en/index.html" in file.read_bytes())
    forged = b"forged"
    file.unlink()  # it may be a second name of the list it was
    file.write_text(f"{hashlib.sha256(forged).hexdigest()}  en/index.html\n")
    (site.tree / "en/index.html").write_bytes(forged)
    report = site.verify()
    assert report.status == "altered"
    assert what(report) == {"en/index.html": "altered", f"feed/previous/pages/{file.name}": "altered"}


def test_expired_when_its_date_has_passed_and_not_before(site: Site) -> None:
    assert site.verify(now=NOW + timedelta(days=14, seconds=-1)).status == "ok"
    report = site.verify(now=NOW + timedelta(days=14))
    assert (report.status, what(report)) == ("expired", {"feed/metadata/timestamp.json": "expired"})
    everything = site.verify(now=NOW + timedelta(days=1200))
    assert set(what(everything)) == {
        f"feed/metadata/{name}.json" for name in ("timestamp", "1.snapshot", "1.targets", "1.root")
    }


def test_the_first_that_applies_is_the_status_and_all_are_told(site: Site) -> None:
    first = copy(site, "first")
    site.publish(SECOND)
    second = copy(site, "second")
    site.publish(THIRD)
    late = NOW + timedelta(days=20)
    assert site.verify(now=late).status == "expired"
    (second / "en/index.html").write_bytes(FIRST["en/index.html"])
    report = site.verify(second, now=late)
    assert (report.status, kinds(report)) == ("rolled-back", {"rolled-back", "previous", "expired"})
    flip(first / PAGE)
    report = site.verify(first, now=late)
    assert (report.status, kinds(report)) == ("altered", {"altered", "rolled-back", "expired"})


def test_metadata_of_two_publishes_does_not_mix(site: Site) -> None:
    older = copy(site, "older")
    site.publish(SECOND)
    for name, old in (("2.snapshot.json", "1.snapshot.json"), ("2.targets.json", "1.targets.json")):
        mixed = copy(site, f"mixed-{name}")
        shutil.copy(older / "feed/metadata" / old, mixed / "feed/metadata" / name)
        report = site.verify(mixed)
        assert (report.status, what(report)) == ("altered", {f"feed/metadata/{name}": "altered"})


def test_a_feed_signed_by_a_key_that_was_rotated_away_is_altered(site: Site) -> None:
    thief = site.keys.folder.with_name("stolen")
    shutil.copytree(site.keys.folder, thief)
    site.keys = site.keys.rotate("targets", NOW).rotate("snapshot", NOW).rotate("timestamp", NOW)
    site.repository.renew(site.keys, NOW)
    site.repository.prune()
    assert site.verify().status == "ok"
    roots = {file.name: file.read_bytes() for file in (site.tree / "feed/metadata").glob("*.root.json")}
    honest, site.keys = site.keys, feed_keys.Keys.load(thief)
    site.publish({**FIRST, "en/index.html": b"the thief's"})
    for name, data in roots.items():
        (site.tree / "feed/metadata" / name).write_bytes(data)
    report = site.verify(key=honest.fingerprint)
    assert (report.status, what(report)) == ("altered", {"feed/metadata/timestamp.json": "altered"})


def test_another_key_than_the_one_given_is_refused(site: Site) -> None:
    good = site.keys.fingerprint
    assert site.verify(key=good).status == "ok"
    spaced = ":".join(good[i : i + 4].upper() for i in range(0, 64, 4))
    assert site.verify(key=spaced).status == "ok"
    report = site.verify(key="0" * 64)
    assert (report.status, what(report)) == ("altered", {"feed/metadata/1.root.json": "altered"})
    with pytest.raises(FeedError, match="64 digits"):
        site.verify(key="fingerprint")


def test_the_first_key_of_a_location_is_kept_until_another_is_given(site: Site, tmp_path: Path) -> None:
    assert site.verify().status == "ok"
    shutil.rmtree(site.tree)
    site.tree.mkdir()
    site.keys, site.pages = feed_keys.create(tmp_path / "new keys", NOW), {}
    site.publish(FIRST)
    report = site.verify()
    assert (report.status, what(report)) == ("altered", {"feed/metadata/1.root.json": "altered"})
    assert site.verify(key=site.keys.fingerprint).status == "ok"
    assert site.verify().status == "ok"


def test_a_link_to_the_tree_is_followed_as_a_web_server_would(site: Site, tmp_path: Path) -> None:
    (tmp_path / "live").symlink_to(site.tree)
    assert site.verify(tmp_path / "live").status == "ok"


def test_a_link_that_leads_nowhere_is_named_as_one(site: Site, tmp_path: Path) -> None:
    """What `cp -r ours/site/live there` makes: the link, and not what it leads to."""
    (tmp_path / "live").symlink_to(site.tree.name)
    copied = tmp_path / "elsewhere" / "copied"
    copied.parent.mkdir()
    shutil.copyfile(tmp_path / "live", copied, follow_symlinks=False)
    with pytest.raises(Unreachable, match=f"copied is a link to '{site.tree.name}', which is not there.*publish --out"):
        site.verify(copied)


def test_what_is_no_site_says_so(site: Site, tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="no folder"):
        site.verify(tmp_path / "nowhere")
    with pytest.raises(Unreachable, match="http"):
        site.verify("ftp://example.org/")
    (tmp_path / "empty").mkdir()
    report = site.verify(tmp_path / "empty")
    assert (report.status, report.key) == ("altered", "")
    assert what(report) == {"feed/metadata/1.root.json": "missing"}


def test_a_memory_that_cannot_be_used_says_so(site: Site, tmp_path: Path) -> None:
    site.verify()
    (site.state / f"{site.keys.fingerprint}.json").write_bytes(b"{")
    with pytest.raises(FeedError, match="delete it"):
        site.verify()
    site.state = tmp_path / "keys" / "1.root.json"
    with pytest.raises(FeedError, match=r"cannot be (read|written)"):
        site.verify()
