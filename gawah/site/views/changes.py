"""What one version of a record says that the one before it did not, field by field, in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from markupsafe import Markup
from msgspec import Struct, structs

from gawah.record.model import (
    Actor,
    Event,
    Fact,
    Figure,
    Name,
    Place,
    Provision,
    Quantity,
    Source,
    Target,
    Verification,
)
from gawah.site.views.case import event_name, how_many
from gawah.site.views.wording import Wording, escape, plain, safe

MOST = 12  # changes told of one version; of the others only how many
LONGEST = 64  # characters of a text that is shown as it was and is; a longer one is only said to have changed

_SAME = {"id", "version", "versions", "released"}  # tell nothing, or stand in the list of versions already

# What a field is called, by the keys of the words; by struct and field where a field's name says too little.
_LABELS = {
    "title": "change.title", "summary": "change.summary", "narrative": "record.narrative",
    "original": "change.language", "language": "change.language", "printed_language": "change.language",
    "licence": "change.licence", "invented": "invented", "related": "record.related", "as_of": "witness.as_of",
    "verification": "states.title", "basis": "change.basis", "citations": "change.citations",
    "themes": "record.themes", "place": "field.place", "unknown": "record.unknown", "dataset": "change.dataset",
    "listed_in": "field.listed_in", "type": "field.act", "targets": "measure.restricted",
    "ordered_by": "field.ordered_by", "carried_out_by": "field.carried_out_by", "law_cited": "field.law_cited",
    "jurisdiction": "field.jurisdiction", "name_printed": "field.name_printed", "kind": "field.kind",
    "publisher": "change.publisher", "author": "change.author", "date": "date.label", "url": "field.address",
    "seen": "change.seen", "archived_sha256": "witness.copy_hash", "quoted_in": "change.quoted_in",
    "occasion": "field.event", "names": "change.name", "description": "change.description",
    "affiliation": "field.affiliation", "country": "field.country", "size": "field.number",
    "date_printed": "change.printed", "account": "table.account", "reason": "field.reason",
    "outcome": "field.outcome", "platform": "field.platform", "tool": "field.tool", "vendor": "field.vendor",
    "domain": "field.domain", "network": "field.network", "event": "field.event", "involved": "field.who",
    "note": "change.note", "quantity": "field.number", "unit": "field.unit", "counted": "field.counted",
    "printed": "change.printed", "period": "field.period", "source": "change.source", "state": "record.status",
    "known_by": "field.known_by", "number": "field.number", "text": "change.text", "step": "change.stage",
    "body": "change.body", "day": "date.label",
    "Verification.state": "states.title", "Verification.reason": "change.reason",
    "acts": "field.act", "actors": "field.who", "updates": "record.status", "figures": "kind.figure",
    "states": "change.state", "provisions": "change.provision", "stages": "change.stage", "sources": "change.source",
}  # fmt: skip

_TERMS = {
    "Act.type": "acts", "Measure.type": "acts", "Source.kind": "source_kinds", "Actor.kind": "actor_kinds",
    "MeasureState.state": "measure_states", "Verification.state": "verification_states", "outcome": "outcomes",
    "tool": "tools", "vendor": "vendors", "unit": "units", "step": "law_steps", "known_by": "known_by",
    "country": "countries", "jurisdiction": "countries",
}  # fmt: skip

_NAMED = {
    "acts": "Act.type", "sources": "Source.title", "states": "MeasureState.state", "updates": "StatusUpdate.outcome",
    "stages": "Stage.step", "provisions": "Provision.number", "figures": "Figure.printed",
}  # fmt: skip

# What is written in the record's own language, where it is no text in languages.
_OWN_WORDS = {
    "affiliation", "carried_out_by", "law_cited", "listed_in", "name_printed", "note", "ordered_by",
}  # fmt: skip
_DATES = {"date", "as_of", "period", "seen", "day"}
_NUMBERED = {"acts", "actors", "updates", "figures", "states", "provisions", "stages", "sources"}
_UNTOLD = {"source", "quoted_in", "archived_sha256"}  # a number or a hash: its value says nothing to a reader
_UNLISTED = {"citations", "basis", "involved", "related"}  # what stands in them is no few words


def _language(thing: Struct, name: str, original: str) -> str:
    """The language of a string in a record; "" where it is not known."""
    if isinstance(thing, Source) and name in ("title", "occasion"):
        return thing.language
    if isinstance(thing, Provision) and name == "text":
        return thing.language
    if isinstance(thing, Figure) and name == "printed":
        return thing.printed_language
    return original if name in _OWN_WORDS else ""


class Changes(Struct, frozen=True, gc=False):
    """A line for each change, as many as are told, and how many more there are."""

    lines: list[Markup]
    more: int


def changes(before: Fact, after: Fact, wording: Wording) -> Changes:
    """What is different in ``after``. Both are public; nothing else is looked at."""
    told = _Told(wording, after.original)
    if type(before) is not type(after):
        kinds = [wording.t(f"kind.{each.__struct_config__.tag}") for each in (before, after)]
        told.change(wording.t("field.kind"), *kinds)
    told.compare(before, after, Markup(""))
    return Changes(told.lines[:MOST], max(0, len(told.lines) - MOST))


@cache
def _fields(kind: type[Struct]) -> tuple[str, ...]:
    """What is worth comparing: of a record its title first, and what its kind is about before what all kinds have."""
    names = [field.name for field in structs.fields(kind) if field.name not in _SAME]
    if not issubclass(kind, Fact):
        return tuple(names)
    common = {field.name for field in structs.fields(Fact)} - {"figures"}
    return tuple(sorted(names, key=lambda name: (name != "title", name in common)))


class _Told:
    """The lines, as they are found."""

    def __init__(self, wording: Wording, original: str) -> None:
        self.wording = wording
        self.original = original
        self.lines: list[Markup] = []

    def change(self, what: Markup, before: Markup, after: Markup) -> None:
        """A value that was one and is another; where both look alike, only that it changed."""
        if before == after:
            self.touched(what)
        else:
            self.lines.append(self.wording.t("change.from_to", what=what, before=_apart(before), after=_apart(after)))

    def touched(self, what: Markup) -> None:
        self.lines.append(self.wording.t("change.changed", what=what))

    def compare(self, before: Struct, after: Struct, thing: Markup) -> None:
        """Every field of two structs; ``thing`` is what they are called, "" for the record itself."""
        for name in dict.fromkeys((*_fields(type(after)), *_fields(type(before)))):
            old, new = getattr(before, name, None), getattr(after, name, None)
            if old == new or (not old and not new):
                continue
            what = self._label(type(after).__name__, name, thing)
            if name in _NUMBERED:
                self._things(name, old or [], new or [])
            elif name in ("names", "naming"):
                self._actor(before, after, name, what)
            elif name in _UNLISTED:
                self.touched(what)
            elif isinstance(old, list) or isinstance(new, list):
                self._items(what, old or [], new or [])
            elif isinstance(old, Verification) and isinstance(new, Verification):
                self.compare(old, new, what)
            else:
                languages = (_language(before, name, self.original), _language(after, name, self.original))
                self._value(f"{type(after).__name__}.{name}", what, old, new, languages)

    def _label(self, struct: str, name: str, thing: Markup) -> Markup:
        key = _LABELS.get(f"{struct}.{name}") or _LABELS.get(name)
        label = self.wording.t(key) if key else escape(name.replace("_", " "))
        return label if not thing or label == thing else safe(f"{thing} · {label}")

    def _things(self, name: str, before: Sequence[Any], after: Sequence[Any]) -> None:
        """Acts, sources and their like, told apart by their ids and called by their place in the record."""
        old, new = ({each.id: (number, each) for number, each in enumerate(several, 1)} for several in (before, after))
        seen, noun, alone = len(self.lines), self.wording.t(_LABELS[name]), len(before) < 2 and len(after) < 2
        for id_, (number, each) in new.items():
            thing = noun if alone else safe(f"{noun} {self.wording.number(number)}")
            if id_ not in old:
                self._one("change.added", self._called(thing, name, each))
            elif old[id_][1] != each:
                self.compare(old[id_][1], each, thing)
        for id_, (number, each) in old.items():
            if id_ not in new:
                thing = noun if alone else safe(f"{noun} {self.wording.number(number)}")
                self._one("change.removed", self._called(thing, name, each))
        if len(self.lines) == seen:
            self.touched(noun)  # only their order

    def _called(self, thing: Markup, name: str, each: Any) -> Markup:
        """ "Act 2 · Arrest": the thing, and what it is where that is said in a few words."""
        if name == "actors":
            shown = self._name_of(each)
        else:
            field = _NAMED[name]
            last = field.rpartition(".")[2]
            value = getattr(each, last)
            shown = self._shown(field, value, _language(each, last, self.original)) if value else None
        return safe(f"{thing} · {_apart(shown)}") if shown else thing

    def _name_of(self, actor: Actor) -> Markup | None:
        shown = self.wording.actor(actor)
        return self._short(shown, len(plain(shown)))

    def _actor(self, before: Struct, after: Struct, name: str, what: Markup) -> None:
        """How somebody is called, or that they are not; once, though two fields say it."""
        assert isinstance(before, Actor) and isinstance(after, Actor)
        if name == "naming" or before.naming == after.naming:
            thing = what.rpartition(" · ")[0]
            label = safe(f"{thing} · {self.wording.t(_LABELS['names'])}")
            old, new = self._name_of(before), self._name_of(after)
            if old and new:
                self.change(label, old, new)
            else:
                self.touched(label)

    def _items(self, what: Markup, before: Sequence[Any], after: Sequence[Any]) -> None:
        """Things without a number: those that came and went, where they can be shown in a few words."""
        shown = [("change.added", self._item(each)) for each in _without(after, before)]
        shown += [("change.removed", self._item(each)) for each in _without(before, after)]
        if not shown or any(text is None for _, text in shown):
            self.touched(what)
            return
        for key, text in shown:
            self._one(key, self.wording.t("colon", label=what, value=_apart(text or Markup(""))))

    def _item(self, each: Any) -> Markup | None:
        if isinstance(each, Target):
            return self.wording.locale.ltr(each.value) if len(each.value) <= LONGEST else None
        if isinstance(each, Mapping):
            return self._short(self.wording.any(dict(each), self.original), max(map(len, each.values()), default=0))
        if isinstance(each, Name):
            return self._short(self.wording.foreign(each.text, each.language), len(each.text))
        return self._shown("", each)

    def _one(self, key: str, what: Markup) -> None:
        self.lines.append(self.wording.t(key, what=what))

    def _value(self, field: str, what: Markup, old: Any, new: Any, languages: tuple[str, str]) -> None:
        if isinstance(old, dict) or isinstance(new, dict):  # never the same: compare() asked
            self._texts(what, old or {}, new or {})
            return
        if field.endswith(".invented"):
            self._one("change.added" if new else "change.removed", what)
            return
        before, after = self._shown(field, old, languages[0]), self._shown(field, new, languages[1])
        if before is None or after is None or field.rpartition(".")[2] in _UNTOLD:
            self.touched(what)
        else:
            self.change(what, before, after)

    def _texts(self, what: Markup, old: Mapping[str, str], new: Mapping[str, str]) -> None:
        """A text in several languages: shown in one of them, the page's if it can be; the others are named."""
        own, wording = self.wording.language, self.wording
        changed = [each for each in dict.fromkeys((*old, *new)) if old.get(each, "") != new.get(each, "")]
        first, *others = sorted(changed, key=lambda language: (language != own, language != self.original))
        label = what if first == own else self._in(what, [first])
        before, after = old.get(first, ""), new.get(first, "")
        if max(len(before), len(after)) > LONGEST:
            self.touched(self._in(what, changed) if others else label)
            return
        self.change(label, *(wording.foreign(each, first) if each else wording.gone for each in (before, after)))
        if others:
            self.touched(self._in(what, others))

    def _in(self, what: Markup, languages: list[str]) -> Markup:
        """ "Title (Urdu and Arabic)"."""
        names = [_apart(escape(self.wording.locale.language_name(each))) for each in languages]
        return safe(f"{what} ({self.wording.items(names)})")

    def _shown(self, field: str, value: Any, language: str = "") -> Markup | None:
        """A value as a reader knows it; "not given" for none; None for what is too long to stand in a line.

        ``language``: of words, "" = not known.
        """
        wording, name = self.wording, field.rpartition(".")[2]
        if value is None or value == "":
            return wording.gone
        if isinstance(value, Place):
            return wording.place(value)
        if isinstance(value, Quantity):
            return how_many(value, wording)
        if isinstance(value, Event):
            return self._short(event_name(value, wording, self.original), max(map(len, value.name.values()), default=0))
        if list_name := _TERMS.get(field) or _TERMS.get(name):
            return self._short(escape(wording.term(list_name, value)), len(value))
        if name in _DATES:
            return self._date(value)
        if _LABELS.get(name) == "change.language":
            return escape(wording.locale.language_name(value))
        if name in ("url", "domain", "network") or field == "Provision.number":
            return self._short(wording.locale.ltr(value), len(value))
        return self._short(wording.foreign(value, language), len(value))

    def _date(self, value: str) -> Markup:
        try:
            return self.wording.date(value)
        except ValueError:
            return self.wording.foreign(value)

    def _short(self, shown: Markup, length: int) -> Markup | None:
        return shown if length <= LONGEST else None


def _apart(value: Markup) -> Markup:
    """A value isolated, so that it cannot turn the arrow beside it."""
    return safe(f"<bdi>{value}</bdi>")


def _without(several: Sequence[Any], others: Sequence[Any]) -> list[Any]:
    left = list(others)
    found = []
    for each in several:
        if each in left:
            left.remove(each)
        else:
            found.append(each)
    return found
