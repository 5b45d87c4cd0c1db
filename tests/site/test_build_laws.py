"""A law's page lists the records that refer to it, and browse says how many do: the same with and without the cache."""

from __future__ import annotations

from pathlib import Path

import pytest
from build_support import case, contents, number_id, run, snapshot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gawah.record.model import Law, Notice, Page, Record
from gawah.site.render import Renderer

LAW = 90


def law(number: int = LAW, version: int = 1, title: str = "The Invented Act", related: tuple[int, ...] = ()) -> Law:
    made = case(number, version=version, related=[number_id(each) for each in related])
    names = ("id", "version", "versions", "released", "verification", "basis", "sources", "related")
    return Law(**{name: getattr(made, name) for name in names}, title={"en": title}, jurisdiction="pk")


def citing(number: int, title: str = "", **more: object) -> Record:
    return case(number, title={"en": title or f"Case {number}"}, related=[number_id(LAW)], **more)


PATH = f"en/law/{number_id(LAW)}/index.html"


def test_a_law_lists_what_refers_to_it_newest_first_and_browse_counts_it(tmp_path: Path) -> None:
    records = [law(), citing(1, "Older", released="2026-01-02"), citing(2, "Newer", released="2026-01-03"), case(3)]
    run(snapshot(records), tmp_path / "tree", tmp_path / "cache", draw=Renderer)
    made = contents(tmp_path / "tree")
    page = made[PATH].decode().partition("Records that refer to this law")[2]
    assert page.index("Newer") < page.index("Older") and "Invented case 3" not in page
    browse = made["en/browse/index.html"].decode().partition("By law")[2]
    assert "The Invented Act" in browse and "2</bdi> records" in browse


def test_a_law_that_nothing_refers_to_says_nothing_of_it(tmp_path: Path) -> None:
    own = Page(
        id=number_id(7), version=1, versions=[], released="2026-01-02", slug="ours", body={"en": "x"},
        related=[number_id(LAW)],
    )  # fmt: skip
    run(snapshot([law(), case(1, related=[number_id(2)]), case(2), own]), tmp_path / "t", tmp_path / "c", draw=Renderer)
    made = contents(tmp_path / "t")
    assert b"refer to this law" not in made[PATH] and b"By law" not in made["en/browse/index.html"]
    assert b"refer to this law" not in made[f"en/case/{number_id(2)}/index.html"]


@pytest.mark.parametrize(
    "after",
    [
        [citing(1, "Another title", version=2), citing(2)],
        [citing(1)],
        [citing(1), Notice(id=number_id(2), withdrawn="2026-02-03")],
        [citing(1), case(2, version=2)],
        [citing(1), citing(2), citing(3)],
        [case(1, version=2), case(2, version=2)],
    ],
)
def test_a_law_is_drawn_again_when_what_refers_to_it_changes(tmp_path: Path, after: list[Record | Notice]) -> None:
    tree, cache = tmp_path / "tree", tmp_path / "cache"
    others = [case(number) for number in range(20, 40)]
    run(snapshot([law(), citing(1), citing(2), *others]), tree, cache, draw=Renderer)
    before = (tree / PATH).read_bytes()
    again = run(snapshot([law(), *after, *others]), tree, cache, number=2, draw=Renderer)
    assert not again.complete and (tree / PATH).read_bytes() != before
    run(snapshot([law(), *after, *others]), tmp_path / "scratch", tmp_path / "none", number=2, draw=Renderer)
    assert same(contents(tree), contents(tmp_path / "scratch"))


def test_what_refers_to_no_law_draws_none_again(tmp_path: Path) -> None:
    tree, cache = tmp_path / "tree", tmp_path / "cache"
    run(snapshot([law(), citing(1), case(2)]), tree, cache)
    again = run(snapshot([law(), citing(1), case(2, version=2)]), tree, cache, number=2)
    assert PATH not in again.parts


def same(one: dict[str, bytes], other: dict[str, bytes]) -> bool:
    return {**one, "changes.json": b""} == {**other, "changes.json": b""}


numbers = st.lists(st.integers(0, 5), max_size=3).map(tuple)
either = st.one_of(
    st.builds(law, st.integers(0, 2), st.integers(1, 2), st.sampled_from(["A", "B"]), numbers),
    st.builds(
        lambda number, title, related, released: case(
            number, title={"en": title}, related=[number_id(each) for each in related], released=released
        ),
        st.integers(0, 5),
        st.sampled_from(["C", "D"]),
        numbers,
        st.sampled_from(["2026-01-02", "2026-01-03"]),
    ),
    st.builds(lambda number: Notice(id=number_id(number), withdrawn="2026-05-06"), st.integers(0, 5)),
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=st.lists(st.lists(either, max_size=4, unique_by=lambda each: each.id), min_size=2, max_size=4))
def test_laws_step_by_step_are_the_same_as_from_scratch(
    steps: list[list[Record | Notice]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Records and laws name each other, change kind, come and go."""
    folder = tmp_path_factory.mktemp("laws")
    state: dict[str, Record | Notice] = {}
    for number, put in enumerate(steps, 1):
        state |= {each.id: each for each in put}
        source = snapshot(state.values(), languages=["en", "ur"])
        run(source, folder / "tree", folder / "cache", number=number, compressed=False)
    run(source, folder / "scratch", folder / "none", number=number, compressed=False)
    assert same(contents(folder / "tree"), contents(folder / "scratch"))
