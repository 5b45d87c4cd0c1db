"""Sites made to harm the reader: each gets a problem by name, none a traceback or a look outside the folder."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from securesystemslib.formats import encode_canonical
from signed_site import NOW, Site
from tuf.api.metadata import Metadata, Snapshot, TargetFile, Targets, Timestamp

from gawah.feed import places
from gawah.feed.pages import bucket, list_name
from gawah.feed.repository import Repository, _meta

OUTSIDE = b"outside the site"
DIGEST = hashlib.sha256(OUTSIDE).hexdigest()


@pytest.fixture(autouse=True)
def nothing_outside_is_opened(site: Site, monkeypatch) -> None:
    """Reading goes through ``os.open``: only what lies in the tree itself, links resolved, may be read."""
    real, tree = os.open, os.path.realpath(site.tree)

    def opened(path, flags, mode=0o777, *, dir_fd=None):
        descriptor = real(path, flags, mode, dir_fd=dir_fd)
        if str(path).startswith(tree) and not flags & (os.O_WRONLY | os.O_RDWR):
            assert os.path.realpath(f"/proc/self/fd/{descriptor}").startswith(tree)
        return descriptor

    monkeypatch.setattr(places.os, "open", opened)


def resign(site: Site, change: Callable[[Targets], None]) -> None:
    """A publisher, or a thief of the keys, who signs what Gawah would not."""
    folder = site.tree / "feed/metadata"
    targets = Metadata[Targets].from_file(str(folder / "1.targets.json"))
    change(targets.signed)
    sign(site, targets.signed)


def sign(site: Site, targets: Targets) -> None:
    repository = Repository(site.tree / "feed")
    data = repository._write(site.keys, "targets", targets)
    version = targets.version
    snapshot = Snapshot(version, expires=targets.expires, meta={"targets.json": _meta(version, data)})
    repository._write_timestamp(
        site.keys, NOW, version, _meta(version, repository._write(site.keys, "snapshot", snapshot))
    )


def put_list(site: Site, which: str, data: bytes) -> str:
    repository = site.repository
    repository.put(list_name(which), data)
    repository.sign(site.keys, NOW)
    repository.prune()
    return f"feed/targets/pages/{hashlib.sha256(data).hexdigest()}.{which}.sha256"


@pytest.mark.parametrize(
    "path",
    ["../outside", "/etc/passwd", "en/../../outside", "..\\outside", "a\0b", "./x", "feed/../../outside", "C:/x"],
)
def test_a_list_that_names_a_file_outside(site: Site, path: str, tmp_path: Path) -> None:
    (tmp_path / "outside").write_bytes(OUTSIDE)
    file = put_list(site, bucket(path), f"{DIGEST}  {path}\n".encode())
    report = site.verify()
    assert report.status == "altered"
    assert [problem.path for problem in report.problems if problem.path == file] == [file]
    assert not any("outside" in problem.path for problem in report.problems)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"\0" * 5000, b"x" * 100_000, b"\n" * 1000, b"{}"])
def test_a_list_that_is_none(site: Site, data: bytes) -> None:
    file = put_list(site, "00", data)
    report = site.verify()
    assert report.status == "altered"
    assert file in {problem.path for problem in report.problems}


def test_a_list_that_is_too_long(site: Site, monkeypatch) -> None:
    monkeypatch.setattr("gawah.feed.examine.LONGEST_LIST", 1000)
    file = put_list(site, "00", b"x" * 2000)
    assert file in {problem.path for problem in site.verify().problems}


@pytest.mark.parametrize("name", ["../../outside", "/etc/passwd", "a\\b", "a/../b", "pages/../../x", "é"])
def test_a_target_named_outside(site: Site, name: str) -> None:
    resign(site, lambda targets: targets.targets.update({name: TargetFile(1, {"sha256": DIGEST}, name)}))
    report = site.verify()
    assert [(problem.path, problem.what) for problem in report.problems] == [
        ("feed/metadata/1.targets.json", "altered: not what was signed")
    ]


@pytest.mark.parametrize("hashes", [{"sha512": "0" * 128}, {"sha256": "../../x"}, {"md5": "x", "sha256": DIGEST}])
def test_a_target_without_a_proper_hash(site: Site, hashes: dict[str, str]) -> None:
    resign(site, lambda targets: targets.targets.update(x=TargetFile(1, hashes, "x")))
    assert site.verify().problems[0].path == "feed/metadata/1.targets.json"


@pytest.mark.parametrize(
    "field",
    [
        [],
        "x",
        {"pages": {"../../outside": DIGEST}},
        {"metadata": {"../../x.targets.json": DIGEST}},
        {"pages": {"00.sha256": "x"}},
        {"other": 1},
    ],
)
def test_a_past_that_is_none(site: Site, field: object) -> None:
    resign(site, lambda targets: targets.unrecognized_fields.update({"x-gawah-previous": field}))
    assert site.verify().problems[0].path == "feed/metadata/1.targets.json"


def test_lengths_without_end(site: Site, monkeypatch) -> None:
    monkeypatch.setattr(places, "LONGEST", 10)
    assert site.verify().status == "altered"
    assert all("longer than 10 bytes" in problem.what for problem in site.verify().problems)


@pytest.mark.parametrize("file", ["1.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json"])
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[" * 200_000,
        b'{"signed":{"_type":"root"},"signatures":[]}',
        b'{"signed":' * 50_000,
        b"\xff\xfe\0",
        b'{"signatures":[],"signed":{"_type":"timestamp","version":1e999}}',
        b"9" * 10_000,
    ],
)
def test_metadata_that_is_garbage(site: Site, file: str, data: bytes) -> None:
    (site.tree / "feed/metadata" / file).write_bytes(data)
    report = site.verify()
    assert (report.status, [problem.path for problem in report.problems]) == ("altered", [f"feed/metadata/{file}"])


def test_metadata_without_end(site: Site) -> None:
    with (site.tree / "feed/metadata/timestamp.json").open("wb") as stream:
        stream.truncate(1 << 40)
    assert site.verify().problems[0].path == "feed/metadata/timestamp.json"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.data())
def test_one_value_of_any_metadata_replaced_by_any_other(site: Site, data) -> None:
    name = data.draw(st.sampled_from(["1.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json"]))
    file = site.tree / "feed/metadata" / name
    good = file.read_bytes()
    document = json.loads(good)
    holder, key = document, None
    while isinstance(holder, dict | list) and holder:
        parent = holder
        key = data.draw(st.sampled_from(sorted(parent) if isinstance(parent, dict) else range(len(parent))))
        holder = parent[key]
        if data.draw(st.booleans()):
            break
    value = data.draw(JSON)
    parent[key] = value
    try:
        file.write_bytes(json.dumps(document).encode())
        report = site.verify()
        assert report.status == "altered"
        assert [problem.path for problem in report.problems] == [f"feed/metadata/{name}"]
    finally:
        file.write_bytes(good)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@example(field="version", value=True)
@example(field="version", value=10**400)
@example(field="version", value=2**62)
@given(field=st.sampled_from(["version", "expires", "meta", "spec_version", "_type"]), value=JSON)
def test_a_signed_timestamp_of_any_shape(site: Site, field: str, value: object) -> None:
    file = site.tree / "feed/metadata/timestamp.json"
    good = file.read_bytes()
    signed = Metadata[Timestamp].from_bytes(good).signed.to_dict()
    signed[field] = value
    try:
        canonical = encode_canonical(signed).encode()
    except Exception:
        return  # not a value that can be signed
    signature = site.keys.signer("timestamp").sign(canonical)
    document = {"signatures": [{"keyid": signature.keyid, "sig": signature.signature}], "signed": signed}
    try:
        file.write_bytes(json.dumps(document, sort_keys=True, separators=(",", ":")).encode())
        status = site.verify().status
        assert status in ("altered", "expired", "rolled-back") or (field == "version" and type(value) is int)
    finally:
        file.write_bytes(good)


@pytest.mark.parametrize(
    "path", ["index.html", "r", "feed/targets/shards", "feed/metadata/timestamp.json", "feed/metadata"]
)
def test_links_are_named_and_never_followed(site: Site, path: str, tmp_path: Path) -> None:
    """Even where the other end holds the very bytes that were signed."""
    original = site.tree / path
    elsewhere = tmp_path / "elsewhere"
    original.rename(elsewhere)
    original.symlink_to(elsewhere)
    report = site.verify()
    assert report.status == "altered"
    named = {problem.path: problem.what for problem in report.problems}
    if path.startswith("feed/metadata"):
        assert set(named.values()) == {"missing"}
    else:
        assert named[path] == "altered: a link, not a file"


def test_a_pipe_does_not_hold_the_reader_up(site: Site) -> None:
    (site.tree / "index.html").unlink()
    os.mkfifo(site.tree / "index.html")
    os.mkfifo(site.tree / "feed" / "pipe")
    assert {(problem.path, problem.what) for problem in site.verify().problems} == {
        ("index.html", "altered: not a file"),
        ("feed/pipe", "altered: not a file"),
    }


@pytest.mark.parametrize("name", [b"a\nb", b"\xff\xfe", b"a\\b", b"a\x1b[31m"])
def test_a_name_no_terminal_should_see_is_shown_with_escapes(site: Site, name: bytes) -> None:
    Path(os.fsdecode(os.fsencode(site.tree) + b"/" + name)).write_bytes(b"")
    (found,) = site.verify().problems
    assert found.what.startswith("added")
    assert found.path.isprintable() and found.path.isascii()


def test_a_file_swapped_after_it_was_listed_is_not_followed_or_waited_for(site: Site, tmp_path: Path) -> None:
    place = places.FolderPlace(str(site.tree))
    file = site.tree / "index.html"
    assert place.look("index.html").sha256
    (tmp_path / "outside").write_bytes(OUTSIDE)
    file.unlink()
    file.symlink_to(tmp_path / "outside")
    assert (place.look("index.html").sha256, bool(place.look("index.html").trouble)) == ("", True)
    file.unlink()
    os.mkfifo(file)
    assert place.look("index.html").sha256 == hashlib.sha256(b"").hexdigest()  # and did not hang
