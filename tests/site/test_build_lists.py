"""Pages of lists: how they are cut, and what one change touches of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from build_support import Snapshot, case, contents, number_id, run, snapshot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gawah.record.model import Act, Case, Notice, Page, Place
from gawah.site import lists
from gawah.site.entry import ListKey
from gawah.site.lists import NEWEST, START
from gawah.site.render import Renderer

KEY = ListKey("kind", "case")
REACH = 2
LISTS = 7  # most lists that one invented record stands in
# What the ends of pages within reach can do, in a list of any length. Between two ends stand REACH others, so at most
# two ends come or go on either side of a place, and one at it; each of the five may make a page, or remove or change
# it, and lead the page before it and the one after elsewhere.
MOST_PAGES = 3 * 5
AROUND = 12  # the record's own files, home, browse, feeds, status: whatever the lists do


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(lists, "REACH", REACH)
    yield


def places(count: int, a_day: int = 10) -> list[lists.Place]:
    """So many places, in order."""
    return sorted((f"2026-{1 + number // a_day % 12:02}-02", number_id(number)) for number in range(count))


# The rule


@pytest.mark.parametrize("count", [0, 1, 4, 5, 6, 49, 50, 1000])
def test_no_page_is_nearly_empty_and_each_entry_stands_on_one(count: int) -> None:
    stand = places(count)
    bounds = [START, *lists.ends(KEY, stand), NEWEST]
    held = [[each for each in stand if first < each <= last] for first, last in pairwise(bounds)]
    assert [each for page in held for each in page] == stand
    assert len(held) == 1 or min(map(len, held)) >= REACH
    assert all(len(page) > REACH for page in held[:-1])
    if count == 1000:
        assert len(held) == pytest.approx(count / (2 * REACH + 1), rel=0.1)


def test_a_list_released_on_one_day_is_cut_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of an import, all are released on one day, and stand by their ids alone."""
    monkeypatch.undo()
    cut = list(lists.ends(KEY, places(5000, a_day=5000)))
    assert 5000 / 60 < len(cut) < 5000 / 40


def test_each_list_is_cut_elsewhere() -> None:
    """Else one entry that comes or goes would move ends in all its lists at once."""
    case, arrest = (set(lists.ends(key, places(1000))) for key in (KEY, ListKey("act", "arrest")))
    assert len(case & arrest) < len(case) / 2


@given(count=st.integers(0, 60))
def test_one_more_or_one_less_moves_ends_within_reach_alone(count: int) -> None:
    stand = places(count)
    more = places(count + 1)
    added = next(iter(set(more) - set(stand)))
    rank = more.index(added)
    near = set(more[max(0, rank - REACH) : rank + REACH + 1])
    moved = set(lists.ends(KEY, stand)) ^ set(lists.ends(KEY, more))
    assert moved <= near
    assert len(moved) <= 5


@given(count=st.integers(0, 60), first=st.integers(0, 60), last=st.integers(0, 60))
def test_a_stretch_is_cut_as_the_whole_is(count: int, first: int, last: int) -> None:
    stand = places(count)
    inside = set(stand[first + REACH : max(0, last - REACH)]) if last <= count else set()
    assert set(lists.ends(KEY, stand[first:last])) & inside == set(lists.ends(KEY, stand)) & inside


# The pages


@dataclasses.dataclass(frozen=True)
class Step:
    """What becomes of one record between two publishes."""

    number: int
    day: int = 1
    country: str = "pk"
    year: str | None = "2012"
    acts: tuple[str, ...] = ("arrest",)
    theme: str = "One"
    title: str = ""
    fate: str = "told"  # or "withdrawn", "gone", "a page of text"

    def record(self) -> Case | Notice | Page | None:
        record_id = number_id(self.number)
        if self.fate == "gone":
            return None
        if self.fate == "withdrawn":
            return Notice(id=record_id, withdrawn="2026-05-06")
        released = f"2026-01-{self.day:02}"
        if self.fate == "a page of text":
            return Page(
                id=record_id, version=1, versions=[], released=released, slug=f"page-{self.number}", body={"en": "text"}
            )
        at = Place(precision="country", country=self.country)
        acts = [Act(id=f"a{act}", type=act, date=self.year, place=at) for act in self.acts]
        title = {"en": f"Invented case {self.number} {self.title}"}
        return case(self.number, released=released, acts=acts, themes=[self.theme], title=title)


def steps(numbers: st.SearchStrategy[int]) -> st.SearchStrategy[Step]:
    return st.builds(
        Step,
        number=numbers,
        day=st.integers(1, 3),
        country=st.sampled_from(["pk", "az"]),
        year=st.sampled_from([None, "2012", "2013", "2012/2014"]),
        acts=st.sampled_from([("arrest",), ("threat",), ("arrest", "threat")]),
        theme=st.sampled_from(["One", "one", "two"]),  # the first two are one theme, written differently
        title=st.sampled_from(["", "again"]),
        fate=st.sampled_from(["told", "told", "told", "told", "withdrawn", "gone", "a page of text"]),
    )


def made_of(state: dict[int, Step]) -> Snapshot:
    return snapshot([record for step in state.values() if (record := step.record()) is not None])


def same(one: dict[str, bytes], other: dict[str, bytes]) -> bool:
    return {**one, "changes.json": b""} == {**other, "changes.json": b""}


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    count=st.sampled_from([0, 5, 60, 240]),
    spread=st.integers(1, 28),
    changes=st.lists(st.lists(steps(st.integers(0, 250)), min_size=1, max_size=4), min_size=1, max_size=4),
)
def test_whatever_happens_to_records_the_pages_are_those_of_a_fresh_build(
    count: int, spread: int, changes: list[list[Step]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("lists")
    state = {number: Step(number, day=1 + number % spread) for number in range(count)}
    run(made_of(state), folder / "tree", folder / "cache", compressed=False)
    for publish, several in enumerate(changes, 2):
        state |= {step.number: step for step in several}
        ran = run(made_of(state), folder / "tree", folder / "cache", number=publish, compressed=False)
        assert not ran.complete
        assert ran.written + ran.deleted <= AROUND + len(several) * (2 * LISTS * MOST_PAGES + 3)
    run(made_of(state), folder / "scratch", folder / "none", number=publish, compressed=False)
    assert same(contents(folder / "tree"), contents(folder / "scratch"))


def test_one_record_that_changes_all_its_lists_touches_as_little_in_a_long_list(tmp_path: Path) -> None:
    """For each record in turn: never more than so many pages, and as many in a list four times as long."""
    mean = {}
    for count in (60, 240):
        tree, cache = tmp_path / f"tree{count}", tmp_path / f"cache{count}"
        state = {number: Step(number, day=1 + number % 28) for number in range(count)}
        run(made_of(state), tree, cache, compressed=False)
        touched = []
        for publish, number in enumerate(range(0, count, count // 20), 2):
            state[number] = Step(number, year=None, acts=("threat",), theme="two", day=1 + number % 28)
            ran = run(made_of(state), tree, cache, number=publish, compressed=False)
            touched.append(ran.written + ran.deleted)
        assert max(touched) <= AROUND + 2 * LISTS * 5
        mean[count] = sum(touched) / len(touched)
    assert mean[240] < mean[60] * 1.3


def test_a_bulk_of_changes_is_cut_anew(tmp_path: Path) -> None:
    tree, cache = tmp_path / "tree", tmp_path / "cache"
    state = {number: Step(number, day=1 + number % 28) for number in range(20)}
    run(made_of(state), tree, cache, compressed=False)
    state |= {number: Step(number, day=1 + number % 28) for number in range(10, 200)}
    state |= {number: Step(number, fate="withdrawn") for number in range(5)}
    assert not run(made_of(state), tree, cache, number=2, compressed=False).complete
    run(made_of(state), tmp_path / "scratch", tmp_path / "none", number=2, compressed=False)
    assert same(contents(tree), contents(tmp_path / "scratch"))


def test_pages_lead_to_each_other_from_the_newest_to_the_oldest_and_back(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    state = {number: Step(number, day=1 + number % 28) for number in range(40)}
    run(made_of(state), tree, tmp_path / "cache", compressed=False)
    entries, seen, address = [], [], "/en/case/"
    while address:
        page = (tree / address[1:] / "index.html").read_text()
        head, _, items = page.partition("<ol>")
        older = [each for each in head.split() if each.startswith("/en/case/")]
        assert not seen or seen[-1] in older
        entries += [item.split()[-2] for item in items.removesuffix("</ol>").split("<li>")[1:]]
        seen.append(address)
        address = next((each for each in older if each not in seen), "")
    days = [(f"2026-01-{1 + number % 28:02}", number_id(number)) for number in range(40)]
    assert entries == [record_id for _, record_id in sorted(days, reverse=True)]
    assert len(seen) == 1 + len(list((tree / "en/case/page").iterdir()))


def test_of_pages_that_end_with_one_day_each_has_a_heading_of_its_own(tmp_path: Path) -> None:
    several = [case(number, title={"en": f"What happened, number {number}"}) for number in range(300)]
    run(snapshot(several), tmp_path / "tree", tmp_path / "cache", draw=Renderer)
    pages = [each.read_text() for each in (tmp_path / "tree/en/case/page").glob("*/index.html")]
    headings = {page.partition("<h1>")[2].partition("</h1>")[0] for page in pages}
    assert len(headings) == len(pages) > 3
    assert all("What happened, number" in each for each in headings)
