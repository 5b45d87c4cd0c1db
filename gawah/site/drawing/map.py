"""The map of where records are from."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from gawah.site.drawing.places import PlaceTally
from gawah.site.views.wording import Wording


def draw(places: Sequence[PlaceTally], home: str, wording: Wording) -> Markup:
    return Markup("")
