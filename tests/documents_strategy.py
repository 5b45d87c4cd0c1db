"""Generated documents: made by walking the models, so that every section and field there is takes part."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import models
from hypothesis import strategies as st

from gawah.desk.documents import SECTIONS, _fields
from gawah.desk.models import Act, Actor, Case, Figure, Law, Measure, Place
from gawah.desk.models.parts import EDTFField, TextField

DATES = ("2012", "2012-11", "2012-11-22", "2012-11?", "2012-11-22~", "2010/2012", "2012-24", "../2012")
WORDS = st.sampled_from(("word", "two words", "“quoted”", "ñandú", "عقل", "چار لفظ", "市", "a\nb", "=1+1", "<b>"))
TEXTS = st.fixed_dictionaries({}, optional={"en": WORDS, "ur": WORDS})
DAYS = ("2026-11-22", "2012-02-29")

QUANTITIES = st.one_of(
    st.tuples(st.sampled_from(("exactly", "at_least", "more_than", "about")), st.integers(1, 10**6), st.none()),
    st.integers(0, 10**6).map(lambda low: ("between", low, low + 1)),
    st.just(("uncounted", None, None)),
)

_JSON = {
    "tags": st.lists(WORDS, max_size=2),
    "unknown": st.lists(TEXTS.filter(bool), max_size=2),
    "related": st.just([]),
}


def documents(kind: str | None = None, *, whole: bool = False) -> Any:
    """Documents that the desk takes; ``whole``: with something in every section."""
    return _document(kind, 1 if whole else 0)


@st.composite
def _document(draw: Any, kind: str | None, least: int) -> dict[str, Any]:
    made: dict[str, Any] = {}
    keys: dict[type[models.Model], list[str]] = {}
    for name, model in SECTIONS.items():
        most = 1 if model in (Measure, Law) else 2
        for number in range(1, draw(st.integers(least, most)) + 1):
            values = _values(draw, model, keys)
            if values is not None:
                key = f"{model.PREFIX}{number}"
                made.setdefault(name, []).append({"key": key, **values})
                keys.setdefault(model, []).append(key)
    made["involvements"] = list({(e["act"], e["actor"], e["role"]): e for e in made.get("involvements", [])}.values())
    known = ["", *(each["key"] for several in made.values() for each in several)]
    for citation in made.get("citations", ()):
        citation["of"] = draw(st.sampled_from(known))
    case = _values(draw, Case, keys) or {}
    return {"case": case | ({"kind": kind} if kind else {}), **made}


def _values(draw: Any, model: type[models.Model], keys: dict[type[models.Model], list[str]]) -> dict[str, Any] | None:
    """Values of one thing; None where what it must refer to is not there."""
    values: dict[str, Any] = {}
    for field in _fields(model):
        if field.is_relation:
            targets = keys.get(field.related_model, []) if field.related_model is not model else []  # type: ignore[arg-type]
            if not targets and not field.null:
                return None
            values[field.name] = draw(st.sampled_from(targets if not field.null else [None, *targets]))
        else:
            values[field.name] = draw(_of(field))
    _whole(draw, model, values)
    return values


def _whole(draw: Any, model: type[models.Model], values: dict[str, Any]) -> None:
    """Values that have to fit each other."""
    if model is Figure:
        values["quantifier"], values["low"], values["high"] = draw(QUANTITIES)
    if model is Actor:
        values["size_quantifier"], values["size_low"], values["size_high"] = draw(QUANTITIES)
    if model is Place and (values["latitude"] is None or values["longitude"] is None):
        values["latitude"] = values["longitude"] = None
    if values.get("kind") == "already_published" and not values.get("source"):
        values["kind"] = "public_role"
    if model is Act:
        values["type"] = "arrest"


@cache
def _of(field: models.Field[Any, Any]) -> Any:
    """Values of one field, by its type."""
    simple: tuple[tuple[type[models.Field[Any, Any]], Any], ...] = (
        (EDTFField, st.sampled_from((None, *DATES))),
        (TextField, TEXTS),
        (models.BooleanField, st.booleans()),
        (models.DateField, st.sampled_from((None, *DAYS))),
        (models.FloatField, st.one_of(st.none(), st.floats(-90, 90))),
        (models.IntegerField, st.integers(0, 9)),
    )
    if field.choices:
        return st.sampled_from([value for value, _ in field.flatchoices])
    if field.name in _JSON:
        return _JSON[field.name]
    for kind, values in simple:
        if isinstance(field, kind):
            return values
    words = WORDS.map(lambda text: text[: field.max_length or 100].strip())
    return st.one_of(st.just(""), words) if field.blank else words
