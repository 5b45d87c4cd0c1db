"""How many published records a place has. Counted by the builder, drawn on the map, told in the table beside it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlaceTally:
    """One place at its public precision, never finer. Country "" = the place is not given."""

    count: int
    country: str = ""
    subdivision: str = ""
    city: str = ""
    latitude: float | None = None  # degrees; only of a city
    longitude: float | None = None
    withheld: bool = False
