"""A law's page lists the records that refer to it, and browse says how many do: the same with and without the cache."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from build_support import PlainDrawer, case, contents, law, number_id, run, snapshot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gawah.record.model import Act, Notice, Page, Record
from gawah.site import cache as cache_of
from gawah.site import lists, referring, render
from gawah.site.compress import forms
from gawah.site.render import Renderer

LAW = 9000


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


FEW = 1  # records that a law's page shows here, so that small sites have lists of more
LIST = f"en/law/{number_id(LAW)}/records"


def many(number: int, **more: object) -> list[Record | Notice]:
    return [law(), *(citing(each, **more) for each in range(number)), case(1000)]


def linked(made: dict[str, bytes], path: str = PATH) -> list[str]:
    return re.findall(r'href="(/en/(?:case|law)/[^"]+/)"', made[path].decode().partition('<main id="main">')[2])


def test_a_law_s_page_shows_the_newest_and_leads_to_a_list_of_all(tmp_path: Path) -> None:
    several = [citing(each, released=f"2026-{1 + each // 28:02}-{1 + each % 28:02}") for each in range(130)]
    run(snapshot([law(), *several]), tmp_path / "tree", tmp_path / "cache", draw=Renderer)
    made = contents(tmp_path / "tree")
    newest = [f"/en/case/{number_id(each)}/" for each in reversed(range(130))]
    assert linked(made) == [*newest[: referring.SHOWN], f"/{LIST}/"]
    found, path = [], f"{LIST}/index.html"
    while path:
        page = made[path].decode()
        assert "Records that refer to The Invented Act" in page and f'href="/en/law/{number_id(LAW)}/"' in page
        found += [each for each in linked(made, path) if "/case/" in each]
        older = re.search(r'href="/([^"]+)" rel="next"', page)
        path = f"{older[1]}index.html" if older else ""
    assert found == newest


@pytest.mark.parametrize(("number", "listed"), [(referring.SHOWN, False), (referring.SHOWN + 1, True)])
def test_a_list_is_there_only_when_the_page_does_not_show_all(tmp_path: Path, number: int, listed: bool) -> None:
    run(snapshot(many(number)), tmp_path / "tree", tmp_path / "cache", draw=Renderer)
    made = contents(tmp_path / "tree")
    assert (f"{LIST}/index.html" in made) is listed
    assert ("All records that refer to this law" in made[PATH].decode()) is listed
    assert len(linked(made)) == referring.SHOWN + listed


@pytest.mark.parametrize(
    "after",
    [
        many(FEW + 1),
        many(FEW + 2),
        many(FEW),
        [law(version=2, title="Another name"), *many(FEW + 2)[1:]],
        [Notice(id=number_id(LAW), withdrawn="2026-02-03"), *many(FEW + 2)[1:]],
        [case(LAW), *many(FEW + 2)[1:]],
        [law(), *(case(each, version=2) for each in range(FEW + 2)), case(1000)],
    ],
)
@pytest.mark.usefixtures("few_shown")
def test_a_list_comes_and_goes_with_what_it_lists_and_with_its_law(
    tmp_path: Path, after: list[Record | Notice]
) -> None:
    tree, cache = tmp_path / "tree", tmp_path / "cache"
    for number, records in enumerate((many(FEW + 2), after, many(FEW + 3)), 1):
        again = run(snapshot(records), tree, cache, number=number)
        run(snapshot(records), tmp_path / f"scratch{number}", tmp_path / f"none{number}", number=number)
        assert again.complete is (number == 1)
        assert same(contents(tree), contents(tmp_path / f"scratch{number}"))


def test_one_change_draws_no_more_however_many_refer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(PlainDrawer, "list_page", _noting(PlainDrawer.list_page, drawn))
    found = []
    for number in (100, 300):
        tree, cache = tmp_path / f"tree{number}", tmp_path / f"cache{number}"
        run(snapshot(many(number)), tree, cache)
        drawn.clear()
        changed = [law(), citing(0, "Said anew", version=2), *many(number)[2:]]
        run(snapshot(changed), tree, cache, number=2)
        found.append((drawn.count("law"), len((tree / PATH).read_bytes()) // 1000))
    assert found[0] == found[1]
    assert found[0][0] == 1


def test_a_law_that_is_called_the_same_draws_nothing_else_again(tmp_path: Path) -> None:
    tree, cache, records = tmp_path / "tree", tmp_path / "cache", many(100)
    run(snapshot(records), tree, cache)
    again = run(snapshot([law(version=2), *records[1:]]), tree, cache, number=2)
    assert PATH in again.parts
    assert not any(path.startswith(("en/case/", LIST)) for path in again.parts)


@pytest.mark.parametrize(
    "more",
    [
        {"title": {"ur": "قانون"}},
        {"title": {}},
        {"acts": [], "title": {}},
        {"acts": [Act(id="a1", type="other")], "title": {}},
    ],
)
def test_what_names_a_record_is_drawn_again_when_that_is_called_something_else(
    tmp_path: Path, more: dict[str, object]
) -> None:
    tree, cache = tmp_path / "tree", tmp_path / "cache"
    others = [case(number) for number in range(20, 40)]
    names = case(2, related=[number_id(1)])
    before = {"en": "One"} if more["title"] else {}
    run(snapshot([case(1, title=before), names, *others]), tree, cache, draw=Renderer)
    after = [case(1, version=2, **more), names, *others]
    assert not run(snapshot(after), tree, cache, number=2, draw=Renderer).complete
    run(snapshot(after), tmp_path / "scratch", tmp_path / "none", number=2, draw=Renderer)
    assert same(contents(tree), contents(tmp_path / "scratch"))


def test_a_law_s_page_stays_light(tmp_path: Path) -> None:
    long = [citing(each, f"A title as long as they come, number {each * 7919} " * 5) for each in range(200)]
    run(snapshot([law(), *long]), tmp_path / "tree", tmp_path / "cache", draw=Renderer, compressed=False)
    made = dict(forms(PATH, (tmp_path / "tree" / PATH).read_bytes()))
    assert 1000 < len(made[f"{PATH}.br"]) < 10_000


def _noting(draw: object, drawn: list[str]) -> object:
    def noted(self: PlainDrawer, page: object, language: str) -> str:
        drawn.append(page.key.dimension)  # type: ignore[attr-defined]
        return draw(self, page, language)  # type: ignore[operator,no-any-return]

    return noted


@pytest.fixture
def few_shown(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Lists from the second record on, cut after each third: small sites have them all."""
    for module in (referring, cache_of, render):
        monkeypatch.setattr(module, "SHOWN", FEW)
    monkeypatch.setattr(lists, "REACH", 1)
    yield


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
@pytest.mark.usefixtures("few_shown")
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
