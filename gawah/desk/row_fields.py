"""The targets a mapping may name, and what each of them holds. ``docs/how-to/import.md`` lists them for people."""

from __future__ import annotations

from gawah.imports.values import FieldSpec, FieldType


def _specs(*rows: tuple[str, FieldType] | tuple[str, FieldType, str]) -> dict[str, FieldSpec]:
    """Path, type and, for a term, its list. A path that ends in "*" takes several values."""
    specs = {}
    for path, kind, *rest in rows:
        name = path.removesuffix("*")
        specs[name] = FieldSpec(name, kind, rest[0] if rest else "", many=path.endswith("*"))
    return specs


FIELDS = _specs(
    ("title", "text"),
    ("title.<lang>", "text"),
    ("summary", "text"),
    ("summary.<lang>", "text"),
    ("narrative", "long_text"),
    ("narrative.<lang>", "long_text"),
    ("language", "text"),
    ("tags*", "tags"),
    ("note*", "long_text"),
    ("as_of", "date"),
    ("listed_in", "text"),
    ("act.type*", "term", "acts"),
    ("act.date", "date"),
    ("act.reason", "text"),
    ("act.account", "text"),
    ("act.tool", "text"),
    ("act.vendor", "text"),
    ("act.platform", "text"),
    ("act.domain", "text"),
    ("act.network", "text"),
    ("act.law", "text"),
    ("act.outcome", "term", "outcomes"),
    ("place.country", "country"),
    ("place.subdivision", "subdivision"),
    ("place.city", "text"),
    ("place.latitude", "coordinate"),
    ("place.longitude", "coordinate"),
    ("place.printed", "text"),
    ("person.name*", "names"),
    ("person.name.<lang>", "names"),
    ("person.may_be_named", "yes_no"),
    ("person.kind", "term", "actor_kinds"),
    ("person.occupation", "text"),
    ("person.affiliation", "text"),
    ("person.pseudonym", "names"),
    ("person.role", "term", "roles"),
    ("source.title", "text"),
    ("source.url*", "url"),
    ("source.publisher", "text"),
    ("source.author", "text"),
    ("source.date", "date"),
    ("status.outcome", "term", "outcomes"),
    ("status.date", "date"),
    ("figure.quantity", "quantity"),
    ("figure.unit", "text"),
    ("figure.counted", "text"),
    ("figure.as_of", "date"),
)

MEASURE_FIELDS = _specs(
    ("measure.target*", "text"),
    ("measure.type", "term", "acts"),
    ("measure.state", "term", "measure_states"),
    ("measure.state_date", "date"),
    ("measure.known_by", "term", "known_by"),
    ("measure.category*", "tags"),
    ("measure.note*", "long_text"),
    ("measure.ordered_by", "text"),
    ("measure.law", "text"),
)
