"""Outlines of countries, out of TopoJSON (world-atlas 2.0.2, from Natural Earth 1:50m, public domain).

An arc is a border or a coast, stored once and shared by the countries on its two sides; simplified as an arc, it
stays the same line for both. TopoJSON specification 1.0: arcs are delta-encoded integers with a transform; a
negative index ~i is arc i backwards.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

import msgspec
import pycountry

Point = tuple[float, float]  # longitude, latitude in degrees; or x, y in units of the drawing
Rings = list[list[int]]  # each ring as indices of arcs

_FILE = Path(__file__).with_name("countries-50m.json")


class _Transform(msgspec.Struct):
    scale: tuple[float, float]
    translate: tuple[float, float]


class _Geometry(msgspec.Struct):
    type: str
    id: str = ""  # ISO 3166-1 numeric
    arcs: msgspec.Raw = msgspec.Raw(b"[]")


class _Collection(msgspec.Struct):
    geometries: list[_Geometry]


class _Objects(msgspec.Struct):
    countries: _Collection


class _Topology(msgspec.Struct):
    objects: _Objects
    arcs: list[list[tuple[int, int]]]
    transform: _Transform


class World(msgspec.Struct, frozen=True):
    """Arcs in degrees, and the outer rings of each country by ISO 3166-1 alpha-2 (or a name of no code)."""

    arcs: list[list[Point]]
    rings: dict[str, Rings]
    boxes: list[tuple[float, float, float, float]]  # of each arc: west, south, east, north

    def box(self, ring: list[int]) -> tuple[float, float, float, float]:
        """West, south, east and north end of a ring."""
        boxes = [self.boxes[index if index >= 0 else ~index] for index in ring]
        west, south, east, north = zip(*boxes, strict=True)
        return min(west), min(south), max(east), max(north)

    def outline(self, ring: list[int], arc: Callable[[int], list[Point]] | None = None) -> list[Point]:
        """The ring as a line of points, its first point not repeated; ``arc`` gives arcs that were changed."""
        take = arc or self.arcs.__getitem__
        points: list[Point] = []
        for index in ring:
            part = take(index) if index >= 0 else take(~index)[::-1]
            points += part[1:] if points else part
        return points[:-1]


@cache
def world() -> World:
    """All countries. Read once: about 20 ms."""
    topology = msgspec.json.decode(_FILE.read_bytes(), type=_Topology)
    (dx, dy), (x0, y0) = topology.transform.scale, topology.transform.translate
    arcs, boxes = [], []
    for deltas in topology.arcs:
        x = y = 0
        points = []
        for step_x, step_y in deltas:
            x, y = x + step_x, y + step_y
            points.append((x * dx + x0, y * dy + y0))
        arcs.append(points)
        xs, ys = zip(*points, strict=True)
        boxes.append((min(xs), min(ys), max(xs), max(ys)))
    codes = {country.numeric: country.alpha_2.lower() for country in pycountry.countries}
    rings: dict[str, Rings] = {}
    for number, geometry in enumerate(topology.objects.countries.geometries):
        name = codes.get(geometry.id, f"-{number}")
        rings.setdefault(name, []).extend(_outer(geometry))
    return World(arcs, rings, boxes)


def _outer(geometry: _Geometry) -> Rings:
    """The outer rings; holes are other countries, which are drawn over them."""
    if geometry.type == "Polygon":
        return msgspec.json.decode(geometry.arcs, type=list[list[int]])[:1]
    if geometry.type == "MultiPolygon":
        return [polygon[0] for polygon in msgspec.json.decode(geometry.arcs, type=list[list[list[int]]])]
    return []


def unwrapped(points: list[Point], turn: float) -> list[Point]:
    """A ring that crosses the antimeridian, in one piece: x goes on beyond half a ``turn`` instead of jumping back."""
    shift, found = 0.0, points[:1]
    for (before, _), (x, y) in pairwise(points):
        if abs(x - before) > turn / 2:
            shift += turn if x < before else -turn
        found.append((x + shift, y))
    return found


def area(points: list[Point]) -> float:
    """Twice the signed area of a ring, by the shoelace formula."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True))


def middle(points: list[Point]) -> Point:
    """Centre of mass of a ring; its first point when it has no area."""
    double = area(points)
    if not double:
        return points[0]
    x = y = 0.0
    for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        x, y = x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return x / (3 * double), y / (3 * double)


@cache
def mainland(code: str) -> list[Point]:
    """The largest ring of a country, in degrees; [] for a code without a shape."""
    found = world()
    outlines = [unwrapped(found.outline(ring), 360) for ring in found.rings.get(code, [])]
    return max(outlines, key=lambda points: abs(area(points)), default=[])


def simplify(points: list[Point], tolerance: float) -> list[Point]:
    """Douglas and Peucker: keeps the ends and every point farther than ``tolerance`` from the simpler line."""
    keep = {0, len(points) - 1}
    stack = [(0, len(points) - 1)]
    while stack:
        first, last = stack.pop()
        if last - first > 1 and (at := _farthest(points, first, last, tolerance)):
            keep.add(at)
            stack += [(first, at), (at, last)]
    return [points[index] for index in sorted(keep)]


def _farthest(points: list[Point], first: int, last: int, tolerance: float) -> int:
    """The point between two others that is farthest from the line through them; 0 when none is beyond ``tolerance``.

    Where the two are one, distances are from it.
    """
    (x1, y1), (x2, y2) = points[first], points[last]
    dx, dy = x2 - x1, y2 - y1
    length = (dx * dx + dy * dy) ** 0.5
    far = [
        abs(dx * (y1 - y) - dy * (x1 - x)) if length else ((x - x1) ** 2 + (y - y1) ** 2) ** 0.5
        for x, y in points[first + 1 : last]
    ]
    worst = max(far)
    return first + 1 + far.index(worst) if worst > tolerance * (length or 1) else 0


def clip(points: list[Point], width: float, height: float) -> list[Point]:
    """What of a ring lies in the rectangle from 0, 0: Sutherland and Hodgman, one side after the other."""
    for axis, bound, sign in ((0, 0.0, 1), (0, width, -1), (1, 0.0, 1), (1, height, -1)):
        kept: list[Point] = []
        for before, here in zip([points[-1], *points[:-1]], points, strict=True) if points else ():
            was, now = (before[axis] - bound) * sign >= 0, (here[axis] - bound) * sign >= 0
            if was != now:
                share = (bound - before[axis]) / (here[axis] - before[axis])
                kept.append((before[0] + share * (here[0] - before[0]), before[1] + share * (here[1] - before[1])))
            if now:
                kept.append(here)
        points = kept
    return points
