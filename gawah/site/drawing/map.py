"""The map of where records are from: discs for towns, squares for areas at their middle, hatching for "withheld".

Equirectangular, true at the frame's middle latitude. Nothing is placed finer than its public precision. The table
beside the map says the same; the caption, that borders state no view.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import cos, radians

from markupsafe import Markup, escape
from msgspec import Struct

from gawah.site.drawing import shapes
from gawah.site.drawing.places import PlaceTally
from gawah.site.drawing.shapes import Point
from gawah.site.views.wording import Wording, safe

WIDTH, HEIGHT = 740, 460  # the highest a map is; one of what lies side by side is lower
LOWEST = 300
EDGE = 60  # units kept free around what is shown
LIMIT = 8500  # characters of outlines: the whole map stays under 12 kB
SPECK = 30  # twice the area, for each unit of tolerance, below which a ring is left out
NEAR = 24  # towns nearer than this share one disc
LABELS = 12  # at most so many marks have their name beside them
ASIDE = range(-60, 61, 6)  # how far a square may stand beside the middle of its area, so that it hides no other mark
STEPS = sorted(((x, y) for x in ASIDE for y in ASIDE), key=lambda step: step[0] ** 2 + step[1] ** 2)

Box = tuple[float, float, float, float]  # left, top, right, bottom


class Frame(Struct, frozen=True):
    """The part of the world that is drawn: degrees to units of the drawing."""

    west: float
    north: float
    across: float  # units per degree of longitude
    down: float  # units per degree of latitude
    height: float = HEIGHT

    def at(self, longitude: float, latitude: float) -> Point:
        return (longitude - self.west) * self.across, (self.north - latitude) * self.down


class Mark(Struct):
    """A disc or square with its count; ``name`` "" when several towns share it."""

    x: float
    y: float
    count: int
    name: str
    square: bool


def draw(places: Sequence[PlaceTally], home: str, wording: Wording) -> Markup:
    """The map as SVG; "" when no place has a country with a shape."""
    codes = {place.country for place in places if shapes.mainland(place.country)}
    if not codes:
        return Markup("")
    frame = frame_of(places, codes)
    withheld = frozenset(place.country for place in places if place.withheld)
    outlines = _outlines(frame, home, withheld)
    marks = [*towns(places, frame), *areas(places, frame, wording)]
    drawn = "".join(_marks(marks, frame, wording))
    return safe(
        f'<svg class="map" viewBox="0 0 {WIDTH} {frame.height:g}" role="img" aria-label="{wording.t("map.alt")}"'
        f' data-zoom-in="{wording.t("map.zoom_in")}" data-zoom-out="{wording.t("map.zoom_out")}"'
        f' data-whole="{wording.t("map.reset")}">'
        '<defs><pattern id="hatched" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<path class="h" d="M0 6L6 0" stroke-width="1"/></pattern></defs>{outlines}{drawn}</svg>'
    )


def frame_of(places: Sequence[PlaceTally], codes: set[str]) -> Frame:
    """The smallest frame with the mainland of every country that is shown, and every town."""
    points = [point for code in sorted(codes) for point in shapes.mainland(code)]
    points += [
        (place.longitude, place.latitude)
        for place in places
        if place.longitude is not None and place.latitude is not None
    ]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    narrow = max(0.2, cos(radians((south + north) / 2)))
    down = min((WIDTH - 2 * EDGE) / max(1e-6, (east - west) * narrow), (HEIGHT - 2 * EDGE) / max(1e-6, north - south))
    down = min(down, 60)  # a very small country is shown with what lies around it
    across = down * narrow
    height = max(LOWEST, round((north - south) * down) + 2 * EDGE)
    return Frame((west + east) / 2 - WIDTH / 2 / across, (south + north) / 2 + height / 2 / down, across, down, height)


@lru_cache(maxsize=4)  # the same in every language
def _outlines(frame: Frame, home: str, withheld: frozenset[str]) -> str:
    """Land, simplified until it is short enough."""
    tolerance = 0.7
    arcs = Arcs(frame)
    while True:
        arcs.simplify(tolerance)
        drawn = _land(arcs, frame, home, withheld, tolerance)
        if len(drawn) <= LIMIT or tolerance > 20:
            return drawn
        tolerance *= max(1.3, len(drawn) / LIMIT)  # a line of half the length needs about twice the tolerance


class Arcs:
    """Arcs in units of the drawing, ever simpler; each is worked out when it is first asked for."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._tolerance = 0.0
        self._found: dict[int, list[Point]] = {}

    def simplify(self, tolerance: float) -> None:
        self._tolerance = tolerance
        self._found = {index: _simpler(points, tolerance) for index, points in self._found.items()}

    def at(self, index: int) -> list[Point]:
        if index not in self._found:
            points = [self._frame.at(*point) for point in shapes.world().arcs[index]]
            self._found[index] = _simpler(points, self._tolerance)
        return self._found[index]


def _simpler(points: list[Point], tolerance: float) -> list[Point]:
    """An arc made simpler; one that is closed in two halves, so that something is left of it."""
    if points[0] != points[-1]:
        return shapes.simplify(points, tolerance)
    half = len(points) // 2
    return shapes.simplify(points[: half + 1], tolerance)[:-1] + shapes.simplify(points[half:], tolerance)


def _land(arcs: Arcs, frame: Frame, home: str, withheld: frozenset[str], tolerance: float) -> str:
    found = shapes.world()
    others, own, hatched = "", "", ""
    for code, rings in found.rings.items():
        line = ""
        for ring in rings:
            if _unseen(found.box(ring), frame, tolerance):
                continue
            line += _ring(found.outline(ring, arcs.at), frame, tolerance)
        if code == home:
            own += line
        else:
            others += line
        if code in withheld:
            hatched += line
    return (
        f'<path class="land" d="{others}"/>'
        + (f'<path class="here" d="{own}"/>' if own else "")
        + (f'<path fill="url(#hatched)" d="{hatched}"/>' if hatched else "")
    )


def _ring(points: list[Point], frame: Frame, tolerance: float) -> str:
    """A ring; one across the antimeridian at both ends of the map."""
    turn = frame.across * 360
    whole = shapes.unwrapped(points, turn)
    shifts = (0.0,) if whole == points else (0.0, -turn, turn)
    moved = ([(x + shift, y) for x, y in whole] for shift in shifts)
    return "".join(_path(shapes.clip(each, WIDTH, frame.height), tolerance) for each in moved)


def _unseen(box: Box, frame: Frame, tolerance: float) -> bool:
    """Whether a ring, by the box around it in degrees, lies wholly beside the frame or is too small to be drawn."""
    left, bottom = frame.at(box[0], box[1])
    right, top = frame.at(box[2], box[3])
    beside = right < 0 or left > WIDTH or bottom < 0 or top > frame.height
    return beside or 2 * (right - left) * (bottom - top) < SPECK * tolerance


def _path(points: list[Point], tolerance: float) -> str:
    """A ring in whole units, as steps from point to point; "" for what would be a speck."""
    if len(points) < 3 or abs(shapes.area(points)) < SPECK * tolerance:
        return ""
    rounded = list(dict.fromkeys((round(x), round(y)) for x, y in points))
    if len(rounded) < 3:
        return ""
    (x, y), steps = rounded[0], []
    for next_x, next_y in rounded[1:]:
        steps.append(f"{next_x - x} {next_y - y}".replace(" -", "-"))
        x, y = next_x, next_y
    return f"M{rounded[0][0]} {rounded[0][1]}l{' '.join(steps).replace(' -', '-')}z"


def towns(places: Sequence[PlaceTally], frame: Frame) -> list[Mark]:
    """A disc a town; towns too near to be told apart share one, without a name."""
    marks: list[Mark] = []
    for place in sorted(places, key=lambda place: (-place.count, place.city)):
        if place.latitude is None or place.longitude is None or place.withheld:
            continue
        x, y = frame.at(place.longitude, place.latitude)
        near = next((mark for mark in marks if abs(mark.x - x) < NEAR and abs(mark.y - y) < NEAR), None)
        if near is None:
            marks.append(Mark(x, y, place.count, place.city, square=False))
        else:
            near.count += place.count
            near.name = ""
    return marks


def areas(places: Sequence[PlaceTally], frame: Frame, wording: Wording) -> list[Mark]:
    """A square a country, at its middle: for what is known no finer than a country or a province of it."""
    counts: dict[str, int] = {}
    withheld: dict[str, bool] = {}
    for place in places:
        if place.country and (place.latitude is None or place.withheld):
            counts[place.country] = counts.get(place.country, 0) + place.count
            withheld[place.country] = withheld.get(place.country, True) and place.withheld
    marks = []
    for code, count in counts.items():
        if outline := shapes.mainland(code):
            x, y = frame.at(*shapes.middle(outline))
            name = wording.country(code)
            if withheld[code]:
                name = wording.locale.plain("colon", label=name, value=wording.locale.plain("place.withheld"))
            if wording.locale.direction == "rtl":
                name = f"\u2067{name}\u2069"  # maps do not mirror: the name is isolated (UAX #9, 2.4)
            marks.append(Mark(x, y, count, name, square=True))
    return marks


def _marks(marks: list[Mark], frame: Frame, wording: Wording) -> list[str]:
    """Every mark with its count; its name where there is room for it, on a phone too or on wide pages only."""
    taken: list[Box] = []
    for mark in marks:
        if mark.square:
            _settle(mark, frame, taken)
        taken.append(_body(mark))
    doubled = [_body(mark, 2) for mark in marks]
    named = sorted((mark for mark in marks if mark.name), key=lambda mark: -mark.count)[:LABELS]
    names = {id(mark): _label(mark, taken, doubled) for mark in named}
    return [_mark(mark, wording.number(mark.count), names.get(id(mark), "")) for mark in marks]


def _settle(mark: Mark, frame: Frame, taken: list[Box]) -> None:
    """Moves a square to the nearest place where it hides no other mark; where there is none it stays."""
    left, top, right, bottom = _body(mark, 1.3)  # a little air around it
    for x, y in STEPS:
        box = (left + x, top + y, right + x, bottom + y)
        if box[0] >= 0 and box[1] >= 0 and box[2] <= WIDTH and box[3] <= frame.height and not _meets(box, taken):
            mark.x += x
            mark.y += y
            return


def _half(mark: Mark) -> float:
    return 10 + 3.5 * (len(str(mark.count)) - 1)


def _body(mark: Mark, scale: float = 1) -> Box:
    half = _half(mark) * scale
    tall = 11 * scale if mark.square else half
    return mark.x - half, mark.y - tall, mark.x + half, mark.y + tall


def _mark(mark: Mark, count: str, name: str) -> str:
    half = _half(mark)
    if mark.square:
        shape = f'<rect class="area" x="{-half:g}" y="-11" width="{2 * half:g}" height="22"/><text y="4">'
    else:
        shape = f'<circle class="town" r="{half:g}"/><text class="t" y="4">'
    at = f"translate({round(mark.x)} {round(mark.y)})"
    return f'<g transform="{at}"><g class="pin">{name}{shape}{count}</text></g></g>'


def _label(mark: Mark, taken: list[Box], doubled: list[Box]) -> str:
    """The name beside its mark, on the first side that is free; "" when none is.

    A phone shows marks at twice the size: a name without room for that is left to wide pages.
    """
    side = round(_half(mark)) + 7
    for anchor, x, y in (("", side, 4), (" e", -side, 4), (" m", 0, -17), (" m", 0, 25)):
        box = _name_box(mark, anchor, x, y, 1)
        if not _fits(box, taken):
            continue
        taken.append(box)
        large = _name_box(mark, anchor, x, y, 2)
        others = [each for each in doubled if each != _body(mark, 2)]
        wide_only = "" if _fits(large, others) else " w"
        if not wide_only:
            doubled.append(large)
        return f'<text class="l{anchor}{wide_only}" x="{x}" y="{y}">{escape(mark.name)}</text>'
    return ""


def _name_box(mark: Mark, anchor: str, x: int, y: int, scale: int) -> Box:
    wide = 7.2 * len(mark.name) * scale
    left = mark.x + x * scale - {"": 0.0, " e": wide, " m": wide / 2}[anchor]
    return left, mark.y + (y - 11) * scale, left + wide, mark.y + (y + 3) * scale


def _fits(box: Box, taken: list[Box]) -> bool:
    return box[0] > 2 and box[2] < WIDTH - 2 and not _meets(box, taken)


def _meets(box: Box, taken: list[Box]) -> bool:
    left, top, right, bottom = box
    return any(left < each[2] and right > each[0] and top < each[3] and bottom > each[1] for each in taken)
