"""A loader that behaves, in memory: it makes, updates and removes subjects and keeps what a person wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from gawah.imports.values import Atom, FieldSpec, Kept, KeptField, LoadContext, Made, TypedRow, Value

SPECS = [
    FieldSpec("title", "text"),
    FieldSpec("title.<lang>", "text"),
    FieldSpec("summary", "long_text"),
    FieldSpec("narrative", "long_text"),
    FieldSpec("narrative.<lang>", "long_text"),
    FieldSpec("tags", "tags", many=True),
    FieldSpec("language", "text"),
    FieldSpec("note", "long_text", many=True),
    FieldSpec("as_of", "date"),
    FieldSpec("listed_in", "text"),
    FieldSpec("act.type", "term", "acts", many=True),
    FieldSpec("act.date", "date"),
    FieldSpec("act.reason", "text"),
    FieldSpec("act.tool", "text"),
    FieldSpec("act.vendor", "text"),
    FieldSpec("act.platform", "text"),
    FieldSpec("act.domain", "text"),
    FieldSpec("act.network", "text"),
    FieldSpec("act.law", "text"),
    FieldSpec("act.outcome", "term", "outcomes"),
    FieldSpec("act.account", "text"),
    FieldSpec("place.country", "country"),
    FieldSpec("place.subdivision", "subdivision"),
    FieldSpec("place.city", "text"),
    FieldSpec("place.latitude", "coordinate"),
    FieldSpec("place.longitude", "coordinate"),
    FieldSpec("place.printed", "text"),
    FieldSpec("person.name", "names", many=True),
    FieldSpec("person.name.<lang>", "names", many=True),
    FieldSpec("person.kind", "term", "actor_kinds"),
    FieldSpec("person.occupation", "text"),
    FieldSpec("person.affiliation", "text"),
    FieldSpec("person.pseudonym", "names"),
    FieldSpec("person.role", "term", "roles"),
    FieldSpec("source.title", "text"),
    FieldSpec("source.url", "url", many=True),
    FieldSpec("source.publisher", "text"),
    FieldSpec("source.author", "text"),
    FieldSpec("source.date", "date"),
    FieldSpec("status.outcome", "term", "outcomes"),
    FieldSpec("status.date", "date"),
    FieldSpec("figure.quantity", "quantity"),
    FieldSpec("figure.unit", "text"),
    FieldSpec("figure.counted", "text"),
    FieldSpec("figure.as_of", "date"),
]
MEASURE_SPECS = [
    *(spec for spec in SPECS if not spec.path.startswith(("person.", "figure.", "act."))),
    FieldSpec("measure.target", "text", many=True),
    FieldSpec("measure.type", "term", "acts"),
    FieldSpec("measure.state", "term", "measure_states"),
    FieldSpec("measure.state_date", "date"),
    FieldSpec("measure.known_by", "term", "known_by"),
    FieldSpec("measure.category", "tags", many=True),
    FieldSpec("measure.note", "long_text", many=True),
]


@dataclass
class Subject:
    values: dict[str, Value]
    rules: str  # the mapping it was last loaded under
    person: dict[str, Value] = field(default_factory=dict)  # what a person wrote last
    released: bool = False


class FakeLoader:
    """``subjects`` is what a desk would hold. Not transactional: tests that stop a run stop it between chunks."""

    def __init__(self, kind: str = "cases") -> None:
        self.kind = kind
        self.subjects: dict[str, Subject] = {}
        self.made = 0
        self.calls = 0
        self.refuse: frozenset[str] = frozenset()  # titles it will not take

    def fields(self) -> Mapping[str, FieldSpec]:
        return {spec.path: spec for spec in (SPECS if self.kind == "cases" else MEASURE_SPECS)}

    def load(self, chunk: Sequence[TypedRow], context: LoadContext) -> list[Made]:
        self.calls += 1
        return [self._one(row, context) for row in chunk]

    def _one(self, row: TypedRow, context: LoadContext) -> Made:
        title = row.one("title")
        if text_of((title,) if title else ()) in self.refuse:
            return Made("", "rejected", field="title", reason="the title is refused")
        values = dict(row.values)
        standing = self.subjects.get(row.subject)
        if standing is None:
            self.made += 1
            subject = f"s{self.made}"
            self.subjects[subject] = Subject(values, context.mapping.sha256)
            return Made(subject, "created")
        previous = row.previous or {}
        kept = tuple(
            KeptField(path, text_of(theirs), text_of(values.get(path, ())))
            for path, theirs in standing.person.items()
            if values.get(path) != previous.get(path) and values.get(path) != theirs
        )
        after = values | standing.person
        unchanged = after == standing.values and standing.rules == context.mapping.sha256
        standing.values, standing.rules = after, context.mapping.sha256
        return Made(row.subject, "unchanged" if unchanged else "updated", kept)

    def edit(self, subject: str, path: str, value: Value) -> None:
        """A person writes a field."""
        self.subjects[subject].person[path] = value
        self.subjects[subject].values[path] = value

    def released_since(self, subject_ids: Sequence[str], moment: datetime) -> set[str]:
        return {subject for subject in subject_ids if self.subjects[subject].released}

    def undo(self, subject_ids: Sequence[str]) -> list[Kept]:
        kept = []
        for subject in subject_ids:
            standing = self.subjects[subject]
            if standing.released:
                kept.append(Kept(subject, "it was released"))
            elif standing.person:
                kept.append(Kept(subject, "a person has changed it"))
            else:
                del self.subjects[subject]
        return kept


def text_of(value: Value) -> str:
    return "; ".join(_text(atom) for atom in value)


def _text(atom: Atom) -> str:
    for name in ("text", "edtf", "code", "value", "printed"):
        if getattr(atom, name, None) is not None:
            return str(getattr(atom, name))
    return ""
