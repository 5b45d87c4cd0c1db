"""Map, bars and ribbon."""

from __future__ import annotations

import re

import msgspec
import pytest
import render_samples as samples
from hypothesis import given, settings
from hypothesis import strategies as st
from render_samples import Reader

from gawah.site.drawing import bars, ribbon, shapes
from gawah.site.drawing import map as map_of
from gawah.site.drawing.places import PlaceTally

WORDING = {language: samples.renderer()._languages[language].wording for language in ("en", "ur")}
PLACES = [
    PlaceTally(4, "pk"),
    PlaceTally(1, "pk", "PK-SD"),
    PlaceTally(1, "pk", "PK-KP", "Peshawar", 34.0, 71.6),
    PlaceTally(3, "az", "", "Baku", 40.4, 49.9),
    PlaceTally(6, "az", withheld=True),
    PlaceTally(2),
]


def numbers(svg: str) -> list[str]:
    return re.findall(r">(\d+)</text>", svg)


def test_the_map_has_a_disc_a_town_and_a_square_a_country() -> None:
    svg = map_of.draw(PLACES, "pk", WORDING["en"])
    assert svg.count("<circle") == 2 and svg.count("<rect") == 2
    assert sorted(numbers(svg)) == ["1", "3", "5", "6"]
    assert svg.count('class="pin"') == 4 and 'class="m"' not in svg
    assert "Peshawar" in svg and "url(#hatched)" in svg and 'class="here"' in svg
    assert Reader(svg).open == []


def test_the_map_stays_small() -> None:
    countries = ["pk", "az", "us", "ru", "cn", "br", "au", "za", "fr", "id"]
    for home in ("pk", "us", ""):
        assert len(map_of.draw([PlaceTally(1, code) for code in countries], home, WORDING["en"])) <= 12_000
    assert len(map_of.draw([PlaceTally(1, "us")], "us", WORDING["en"])) <= 12_000


def test_towns_that_cannot_be_told_apart_share_a_disc_without_a_name() -> None:
    near = [PlaceTally(2, "us", "", "A-town", 40.0, -75.0), PlaceTally(3, "us", "", "B-town", 40.1, -75.1)]
    svg = map_of.draw(near, "", WORDING["en"])
    assert svg.count("<circle") == 1 and numbers(svg) == ["5"] and "town" not in re.sub('class="[^"]*"', "", svg)


def boxes(svg: str) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of every disc, then of every square."""
    mark = r'translate\((\d+) (\d+)\)"><g class="pin">(?:<text[^>]*>[^<]*</text>)?<'
    discs = re.findall(mark + r'circle [^>]*?r="([\d.]+)"', svg)
    found = [(int(x), int(y), float(half), float(half)) for x, y, half in discs]
    found += [(int(x), int(y), float(half), 11) for x, y, half in re.findall(mark + r'rect [^>]*?x="-([\d.]+)"', svg)]
    return [(x - wide, y - tall, x + wide, y + tall) for x, y, wide, tall in found]


def test_no_square_hides_another_or_leaves_its_side() -> None:
    """Pakistan lies north of India, though its square is drawn after and the two would touch."""
    counts = {"in": 1221, "pk": 670, "az": 16, "am": 1, "ge": 1, "us": 250}
    towns = [PlaceTally(393, "us", "", "Chicago", 41.9, -87.6), PlaceTally(328, "us", "", "Portland", 45.5, -122.7)]
    svg = map_of.draw([*towns, *(PlaceTally(count, code) for code, count in counts.items())], "", WORDING["en"])
    found = boxes(svg)
    assert len(found) == len(towns) + len(counts)
    for index, (left, top, right, bottom) in enumerate(found):
        for other in found[index + 1 :]:
            assert left >= other[2] or right <= other[0] or top >= other[3] or bottom <= other[1]
    india, pakistan = found[2:4]
    assert pakistan[1] < india[1]


def test_a_name_stands_beside_its_square_however_large() -> None:
    svg = map_of.draw([PlaceTally(1221, "in")], "in", WORDING["en"])
    ((left, _, right, _),) = boxes(svg)
    (beside,) = map(int, re.findall(r'class="l" x="(\d+)"', svg))
    assert beside > (right - left) / 2


def test_a_map_of_what_lies_side_by_side_is_lower() -> None:
    def tall(*codes: str) -> float:
        svg = map_of.draw([PlaceTally(1, code) for code in codes], "", WORDING["en"])
        (found,) = re.findall(rf'viewBox="0 0 {map_of.WIDTH} ([\d.]+)"', svg)
        return float(found)

    assert map_of.LOWEST <= tall("us", "pk") < tall("ar", "ba") <= map_of.HEIGHT


@pytest.mark.parametrize("places", [[], [PlaceTally(3)], [PlaceTally(1, "zz")]])
def test_there_is_no_map_of_nowhere(places: list[PlaceTally]) -> None:
    assert map_of.draw(places, "pk", WORDING["en"]) == ""


@given(st.lists(st.sampled_from(["pk", "az", "us", "fj", "sg", "va", "gl", "aq", "xk"]), min_size=1, unique=True))
def test_every_mark_stands_on_the_map(codes: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(map_of, "_outlines", _no_land)  # nearly all of the time, and no mark depends on it
        svg = map_of.draw([PlaceTally(1, code) for code in codes], "", WORDING["en"])
    found = re.findall(r"translate\(([\d.-]+) ([\d.-]+)\)", svg)
    assert len(found) == sum(bool(shapes.mainland(code)) for code in codes)
    for x, y in found:
        assert 0 <= float(x) <= map_of.WIDTH and 0 <= float(y) <= map_of.HEIGHT


def _no_land(*_: object) -> str:
    return ""


def test_borders_are_simplified_alike_for_both_sides() -> None:
    line = [(float(x), (x % 3) * 0.4) for x in range(20)]
    assert shapes.simplify(line[::-1], 1.0) == shapes.simplify(line, 1.0)[::-1] == [line[-1], line[0]]


def test_a_country_across_the_antimeridian_draws_no_line_across_the_map() -> None:
    assert shapes.unwrapped([(170.0, 1.0), (179.0, 2.0), (-175.0, 3.0), (175.0, 0.0)], 360) == [
        (170.0, 1.0),
        (179.0, 2.0),
        (185.0, 3.0),
        (175.0, 0.0),
    ]
    assert max(x for x, _ in shapes.mainland("ru")) > 180


def test_clipping_keeps_what_is_inside() -> None:
    assert shapes.clip([(-5, -5), (5, -5), (5, 5), (-5, 5)], 10, 10) == [(0, 0), (5, 0), (5, 5), (0, 5)]
    assert shapes.clip([(-5, -5), (-1, -5), (-1, -1)], 10, 10) == []


def test_bars_keep_what_has_no_date_apart() -> None:
    svg = bars.draw({"2009": 1, "2012": 5, "undated": 6}, WORDING["en"])
    assert sorted(numbers(svg)) == ["1", "2009", "2012", "5", "6"]
    assert svg.count('class="b"') == 2 and svg.count('class="nob"') == 1 and "No date" in svg
    assert "No date" not in bars.draw({"2009": 1}, WORDING["en"])
    assert bars.draw({}, WORDING["en"]) == ""


@given(st.dictionaries(st.integers(1900, 2030).map(str), st.integers(1, 10**5), min_size=1), st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_bars_stand_on_zero_and_inside_the_chart(years: dict[str, int], undated: int) -> None:
    found = years | ({"undated": undated} if undated else {})
    for wording in WORDING.values():
        svg = bars.draw(found, wording)
        boxes = [
            tuple(map(float, box))
            for box in re.findall(r'x="([\d.-]+)" y="([\d.-]+)" width="([\d.]+)" height="([\d.]+)"', svg)[: len(years)]
        ]
        assert len(boxes) == len(years)
        for x, y, wide, tall in boxes:
            assert x >= -0.1 and x + wide <= bars.WIDTH + 0.1
            assert abs(y + tall - bars.BASE) < 0.01 and tall <= bars.TALL


def test_bars_bear_their_number_where_there_is_room() -> None:
    def over(years: dict[str, int]) -> list[str]:
        return re.findall(r'class="v"[^>]*>([^<]+)<', bars.draw(years, WORDING["en"]))

    assert over({str(year): 1 for year in range(2005, 2027)} | {"undated": 17}) == ["1"] * 22 + ["17"]
    crowded = {str(year): 1_000 for year in range(1950, 2020)} | {"1985": 22_222}
    assert "22,222" in over(crowded) and 1 < len(over(crowded)) < 30


def test_bars_by_year_run_from_right_to_left_in_urdu() -> None:
    def places(language: str) -> list[float]:
        return [
            float(x)
            for x in re.findall(r'class="b" x="([\d.]+)"', bars.draw({"2009": 1, "2012": 5}, WORDING[language]))
        ]

    assert places("en") == sorted(places("en")) and places("ur") == sorted(places("ur"), reverse=True)


def test_a_ribbon_is_to_scale_only_if_every_day_is_known() -> None:
    measure = samples.measure()
    assert ribbon.widths(measure.states, measure.as_of) is None
    days = ["2012-01-01", "2012-02-11", "2012-04-01", "2012-05-05"]
    dated = [msgspec.structs.replace(state, date=day) for state, day in zip(measure.states, days, strict=True)]
    wide = ribbon.widths(dated, "2012-11-22")
    assert wide is not None and len(wide) == 4 and wide[3] == ribbon.WIDEST and min(wide) >= 1
    assert "to scale" in ribbon.key(msgspec.structs.replace(measure, states=dated), WORDING["en"])
    assert "mean nothing" in ribbon.key(measure, WORDING["en"])
    assert ribbon.widths(dated, "2022-11-22") is None  # a week could not be read beside ten years
    assert ribbon.widths(dated, "2012") is None  # the end is no day
    assert ribbon.widths(dated[::-1], "2012-11-22") is None  # not in the order of their days


def test_a_ribbon_ends_in_hatching_and_never_runs_to_today() -> None:
    html = ribbon.ribbon(samples.measure(), WORDING["en"])
    segments = re.findall(r'class="seg (\w+)"', html)
    assert segments == ["unknown", "shut", "free", "shut", "unknown"]
    assert "Not recorded here" in html
    assert ribbon.ribbon(msgspec.structs.replace(samples.measure(), states=[]), WORDING["en"]) == ""


def test_a_tested_address_is_not_drawn_as_a_block() -> None:
    assert ribbon.look_of("tested") == "tested"
    assert ribbon.look_of("blocked") == "shut"
