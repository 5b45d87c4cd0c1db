"""The builder: the same bytes with and without its cache, and little work for a little change."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from build_support import PlainDrawer, case, contents, number_id, run, snapshot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gawah.record.canonical import encode
from gawah.record.model import Act, Case, Notice, Page, Place, Record, Version
from gawah.site import lists


def test_a_record_has_a_page_its_json_and_a_place_in_every_list(tmp_path: Path) -> None:
    record = case(1)
    run(snapshot([record], languages=["en", "ur"]), tmp_path / "tree", tmp_path / "cache")
    made = contents(tmp_path / "tree")
    assert made[f"r/{record.id}.json"] == encode(record)
    for language in ("en", "ur"):
        assert record.id.encode() in made[f"{language}/case/{record.id}/index.html"]
        for folder in ("case", "country/pk", "year/2012", "act/arrest", "theme/elections"):
            assert record.id.encode() in made[f"{language}/{folder}/index.html"]


def test_home_counts_a_record_once_for_each_of_its_places(tmp_path: Path) -> None:
    tree, cache = tmp_path / "tree", tmp_path / "cache"
    at = [Place(precision="country", country=country) for country in ("pk", "pk", "az")]
    several = [Act(id=f"a{number}", type="arrest", place=place) for number, place in enumerate(at)]
    run(snapshot([case(1), case(2, acts=several), case(3, acts=[])]), tree, cache)
    home = (tree / "en/index.html").read_text()
    assert "PlaceTally(count=2, country='pk'" in home
    assert "PlaceTally(count=1, country='az'" in home
    assert "PlaceTally(count=1, country=''" in home
    run(snapshot([case(1), case(2, version=2)]), tree, cache, number=2)
    home = (tree / "en/index.html").read_text()
    assert "PlaceTally(count=2, country='pk'" in home
    assert "az" not in home


def test_a_page_of_text_stands_only_in_its_languages(tmp_path: Path) -> None:
    page = Page(id=number_id(1), version=1, versions=[], released="2026-01-02", slug="ours", body={"ur": "یہ ہم ہیں"})
    run(snapshot([page], languages=["en", "ur"]), tmp_path / "tree", tmp_path / "cache")
    made = contents(tmp_path / "tree")
    assert "ur/ours/index.html" in made
    assert "en/ours/index.html" not in made


def test_a_former_version_is_a_file_until_it_is_redacted(tmp_path: Path) -> None:
    old, new = case(1), case(1, version=2)
    tree, cache = tmp_path / "tree", tmp_path / "cache"
    run(snapshot([new], former=[old]), tree, cache)
    assert (tree / f"r/{old.id}.1.json").read_bytes() == encode(old)
    redacted = case(1, version=2, versions=[Version(number=1, released="2026-01-02", redacted=True), new.versions[1]])
    run(snapshot([redacted]), tree, cache, number=2)
    assert not (tree / f"r/{old.id}.1.json").exists()


def test_a_withdrawn_record_leaves_only_its_notice(tmp_path: Path) -> None:
    tree, cache = tmp_path / "tree", tmp_path / "cache"
    kept, gone = case(1), case(2, title={"en": "Zyxwvut"}, themes=["only this"])
    run(snapshot([kept, gone]), tree, cache)
    assert any(b"Zyxwvut" in data for data in contents(tree).values())
    notice = Notice(id=gone.id, withdrawn="2026-02-03")
    run(snapshot([kept, notice]), tree, cache, number=2)
    made = contents(tree)
    assert made[f"r/{gone.id}.json"] == encode(notice)
    assert b"2026-02-03" in made["en/withdrawn/index.html"]
    assert not [path for path, data in made.items() if b"Zyxwvut" in data or path.startswith("en/theme/only")]
    assert not [path for path, data in contents(cache).items() if b"Zyxwvut" in data]


def test_one_change_among_many_reads_one_shard_and_writes_few_files(tmp_path: Path) -> None:
    tree, cache = tmp_path / "tree", tmp_path / "cache"
    records = [case(number) for number in range(150)]
    before = snapshot(records)
    run(before, tree, cache)
    records[7] = case(7, version=2, title={"en": "Another title"})
    after = snapshot(records, former=[case(7)])
    again = run(after, tree, cache, number=2, compressed=True)
    shard = number_id(7)[:3]
    assert sorted(set(after.reads)) == [f"shards/{shard}.ndjson", "site.json", f"versions/{shard}.ndjson"]
    plain = [path for path in again.journal if not path.endswith((".gz", ".br"))]
    assert len(plain) <= 12
    assert not again.complete


def test_nothing_changed_writes_nothing_but_the_state(tmp_path: Path) -> None:
    source = snapshot([case(1), case(2)])
    run(source, tmp_path / "tree", tmp_path / "cache")
    again = run(source, tmp_path / "tree", tmp_path / "cache", number=2)
    assert set(again.journal) == {"status.json", "changes.json"}
    assert again.deleted == 0


def test_browse_and_the_map_are_drawn_when_they_change_and_not_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree, cache = tmp_path / "tree", tmp_path / "cache"
    drawn: list[str] = []
    for name in ("browse", "map"):
        real = getattr(PlainDrawer, name)
        monkeypatch.setattr(
            PlainDrawer, name, lambda *given, real=real, name=name: (drawn.append(name), real(*given))[1]
        )
    run(snapshot([case(1)]), tree, cache)
    assert sorted(drawn) == ["browse", "map"]
    drawn.clear()
    run(snapshot([case(1, version=2, title={"en": "Another title"})]), tree, cache, number=2)
    assert drawn == []
    assert "map of" in (tree / "en/index.html").read_text()
    elsewhere = Act(id="a1", type="arrest", date="2012-05", place=Place(precision="country", country="az"))
    run(snapshot([case(1, version=3, acts=[elsewhere])]), tree, cache, number=3)
    assert sorted(drawn) == ["browse", "map"]
    assert "'az'" in (tree / "en/index.html").read_text().partition("map of")[2]


def test_a_record_shows_what_its_related_ones_are_called_now(tmp_path: Path) -> None:
    tree, cache = tmp_path / "tree", tmp_path / "cache"
    one = case(1, related=[number_id(2)])
    run(snapshot([one, case(2, title={"en": "Before"})]), tree, cache)
    page = tree / f"en/case/{one.id}/index.html"
    assert b"Before" in page.read_bytes()
    run(snapshot([one, case(2, version=2, title={"en": "After"})]), tree, cache, number=2)
    assert b"After" in page.read_bytes()


@pytest.mark.parametrize("lost", ["cache", "other tree", "settings", "asked"])
def test_a_cache_that_does_not_fit_is_dropped(tmp_path: Path, lost: str) -> None:
    tree, cache = tmp_path / "tree", tmp_path / "cache"
    source = snapshot([case(1)])
    run(source, tree, cache)
    if lost == "cache":
        (cache / "site.sqlite3").write_bytes(b"no database at all" * 100)
    elif lost == "other tree":
        (tree / "status.json").write_text("{}")
    elif lost == "settings":
        source = snapshot([case(1)], languages=["en", "ar"])
    again = run(source, tree, cache, number=2, **({"full": True} if lost == "asked" else {}))
    assert again.complete
    run(source, tmp_path / "scratch", tmp_path / "none", number=2)
    assert same(contents(tree), contents(tmp_path / "scratch"))


def test_a_full_build_mends_and_sweeps_the_tree(tmp_path: Path) -> None:
    tree, cache = tmp_path / "tree", tmp_path / "cache"
    source = snapshot([case(1)])
    run(source, tree, cache)
    whole = contents(tree)
    (tree / "en/index.html").write_text("flipped")
    (tree / "en/strange.html").write_text("added")
    (tree / "feed").mkdir()
    (tree / "feed/kept").write_text("signed")
    run(source, tree, cache, full=True)
    assert same(contents(tree), {**whole, "feed/kept": b"signed"})


def test_parts_name_every_file_with_its_hash(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    ran = run(snapshot([case(number) for number in range(60)]), tree, tmp_path / "cache")
    made = contents(tree)
    assert ran.parts == {path: hashlib.sha256(data).hexdigest() for path, data in made.items()}
    assert set(ran.journal) == set(made)


def test_records_of_every_size_have_their_compressed_forms(tmp_path: Path) -> None:
    tree, cache = tmp_path / "tree", tmp_path / "cache"
    run(snapshot([case(1, narrative={"en": "long " * 500})]), tree, cache)
    path = f"r/{number_id(1)}.json"
    assert {f"{path}.gz", f"{path}.br"} <= contents(tree).keys()
    short = Notice(id=number_id(1), withdrawn="2026-02-03")
    run(snapshot([short]), tree, cache, number=2)
    assert not {f"{path}.gz", f"{path}.br"} & contents(tree).keys()


def same(one: dict[str, bytes], other: dict[str, bytes]) -> bool:
    """Whether two trees hold the same, but for what each run tells of itself."""
    mine, theirs = dict(one), dict(other)
    mine.pop("changes.json", None)
    theirs.pop("changes.json", None)
    return mine == theirs


records_of_one = st.builds(
    lambda number, version, country, year, day, themes, related: case(
        number,
        version=version,
        title={"en": f"Case {number} {country}"},
        released=day,
        related=[number_id(each) for each in related],
        themes=themes,
        acts=[Act(id="a1", type="arrest", date=year, place=Place(precision="country", country=country))],
    ),
    number=st.integers(0, 12),
    version=st.integers(1, 3),
    country=st.sampled_from(["pk", "az"]),
    year=st.sampled_from([None, "2012", "2012/2014", "201X"]),
    day=st.sampled_from(["2026-01-02", "2026-01-03"]),
    themes=st.lists(st.sampled_from(["one", "two"]), max_size=2),
    related=st.lists(st.integers(0, 12), max_size=2),
)
pages_of_one = st.builds(
    lambda number, body: Page(
        id=number_id(number),
        version=1,
        versions=[],
        released="2026-01-02",
        slug=f"page-{number}",
        body=dict.fromkeys(body, "text"),
    ),
    number=st.integers(0, 12),
    body=st.sets(st.sampled_from(["en", "ur", "ar"])),
)
notices = st.builds(lambda number: Notice(id=number_id(number), withdrawn="2026-05-06"), number=st.integers(0, 12))
one = st.one_of(records_of_one, records_of_one, pages_of_one, notices)
whole = st.lists(one, max_size=13, unique_by=lambda record: record.id)
steps = st.lists(st.tuples(st.lists(one, max_size=2), st.sets(st.integers(0, 12), max_size=2)), max_size=6)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(first=whole, later=steps)
def test_step_by_step_is_the_same_as_from_scratch(
    first: list[Record | Notice],
    later: list[tuple[list[Record | Notice], set[int]]],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A step puts some records in, or in the place of others, takes some out, and redacts former versions."""
    monkeypatch.setattr(lists, "REACH", 1)
    folder = tmp_path_factory.mktemp("steps")
    state = {record.id: record for record in first}
    for number, (put, gone) in enumerate([([], set()), *later], 1):
        state |= {record.id: record for record in put}
        for each in gone:
            state.pop(number_id(each), None)
        kept = [each for each in state.values() if isinstance(each, Case) and each.version > 1]
        former = [case_at(each, 1) for each in kept if (int(each.id[0], 16) + number) % 3]
        source = snapshot(state.values(), former=former, languages=["en", "ur"])
        run(source, folder / "tree", folder / "cache", number=number, compressed=False)
    run(source, folder / "scratch", folder / "none", number=number, compressed=False)
    assert same(contents(folder / "tree"), contents(folder / "scratch"))


def case_at(record: Case, version: int) -> Case:
    """A former version of a case."""
    return case(1, id=record.id, version=version)
