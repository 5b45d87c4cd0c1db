"""Bars of records by year. What has no date is its own hatched bar, set apart after a gap, and in no year."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from gawah.site.entry import UNDATED
from gawah.site.views.wording import Wording, safe

WIDTH, BASE, TALL = 340, 116, 92  # units: width, where bars stand, height of the highest
ASIDE = 52  # width of the bar without date
GAP = 26
DIGIT = 6.6  # width of a digit over a bar


def draw(years: Mapping[str, int], wording: Wording) -> Markup:
    """The chart as SVG, time running in the direction of the page; "" without records."""
    dated = {int(year): count for year, count in years.items() if year != UNDATED}
    undated = years.get(UNDATED, 0)
    if not dated and not undated:
        return Markup("")
    highest = max([*dated.values(), undated])
    mirror = wording.locale.direction == "rtl"
    room = WIDTH - (ASIDE + GAP if undated else 0)
    parts = _years(dated, highest, room, wording, mirror=mirror) if dated else []
    if undated:
        parts.append(_undated(undated, highest, wording, mirror=mirror))
    return safe(
        f'<svg class="bars" viewBox="0 -6 {WIDTH} 146" role="img" aria-label="{wording.t("chart.alt")}">'
        '<defs><pattern id="blank" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<path d="M0 6L6 0" stroke-width="1"/></pattern></defs>' + "".join(parts) + "</svg>"
    )


def height(count: int, highest: int) -> float:
    """Of a bar, from zero: never nothing for something."""
    return max(1.5, round(TALL * count / highest, 1))


def _years(dated: Mapping[int, int], highest: int, room: int, wording: Wording, *, mirror: bool) -> list[str]:
    first, last = min(dated), max(dated)
    step = min(room / (last - first + 1), 40)
    wide = max(1.0, round(step * 0.78, 1))
    end = round(step * (last - first + 1), 1)
    left = WIDTH - end if mirror else 0
    parts = [f'<path class="axis" d="M{left:g} {BASE}h{end:g}"/>']
    every = max(1, round(34 / step + 0.5))  # a year's name needs about 34 units
    named = -100.0
    numbers = {year: wording.number(dated[year]) for year in sorted(dated)}
    numbered = _numbered(dated, {year: len(number) * DIGIT / step for year, number in numbers.items()})
    for year, number in numbers.items():
        x = step * (year - first) + (step - wide) / 2
        x = round(WIDTH - x - wide if mirror else x, 1)
        tall, middle = height(dated[year], highest), round(x + wide / 2, 1)
        parts.append(f'<rect class="b" x="{x:g}" y="{BASE - tall:g}" width="{wide:g}" height="{tall:g}"/>')
        if year in numbered:
            parts.append(f'<text class="v" x="{middle:g}" y="{BASE - tall - 4:g}">{number}</text>')
        if year - named >= every:
            named = year
            parts.append(f'<text x="{middle:g}" y="{BASE + 15}">{wording.locale.year(year)}</text>')
    return parts


def _numbered(dated: Mapping[int, int], wide: Mapping[int, float]) -> set[int]:
    """Years whose number has room beside the others', those of most records first; ``wide`` is in years."""
    kept: set[int] = set()
    for year in sorted(dated, key=lambda year: (-dated[year], year)):
        if all(abs(year - other) >= (wide[year] + wide[other]) / 2 for other in kept):
            kept.add(year)
    return kept


def _undated(count: int, highest: int, wording: Wording, *, mirror: bool) -> str:
    x = 0.5 if mirror else WIDTH - ASIDE - 0.5
    tall = height(count, highest)
    middle = x + ASIDE / 2
    box = f'x="{x:g}" y="{BASE - tall:g}" width="{ASIDE}" height="{tall:g}"'
    return (
        f'<rect fill="url(#blank)" {box}/><rect class="nob" {box}/>'
        f'<text class="v" x="{middle:g}" y="{BASE - tall - 4:g}">{wording.number(count)}</text>'
        f'<text x="{middle:g}" y="{BASE + 15}">{wording.t("date.none")}</text>'
    )
