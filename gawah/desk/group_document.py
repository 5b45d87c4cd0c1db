"""Several rows of a table, as the document of the one case they make.

Each row becomes a document of its own, and those are laid over one another: what is the same in two rows is there
once, what differs is there as often as it differs. What a case has once (title, summary, place) is the first row's
that gives it; what further rows say otherwise is kept in the case's note.

A part is named after the row that brought it first ("p1", "p1r2" for the second row's), whatever is added or
edited: what a person wrote on the desk stays with the part it was written on. The order of parts depends on what
is in the rows alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from gawah.desk import documents, row_document
from gawah.desk.documents import Document
from gawah.imports.values import Coded, LoadContext, TypedRow

Values = dict[str, Any]

_REFERENCES = ("place", "act", "actor", "source")
_BY_LANGUAGE = ("title", "summary", "narrative")
_PLACED = ("acts", "measure_states")
# References lead backwards: a section stands after those it refers to. A measure is no part of this; a case has one.
_SECTIONS = ("places", "sources", "acts", "actors", "actor_names", "involvements", "status_updates", "figures",
             "measure_targets", "measure_states", "citations", "bases", "verifications")  # fmt: skip


def document_of(row: TypedRow, context: LoadContext, kind: str) -> Document:
    """The document of the case that a row is, or that it makes together with others."""
    if not row.rows:
        return row_document.document_of(row, context, kind)
    return _Merged(
        [_Member(each, row_document.document_of(each, context, kind)) for each in row.rows], context
    ).merged()


class _Member(NamedTuple):
    """One row of the case, and its own document."""

    row: TypedRow
    document: Document

    def parts(self, section: str) -> list[Values]:
        found: list[Values] = self.document.get(section, [])
        return found

    def key(self, key: str) -> str:
        """A part's key in the case, if this row is the first to bring it."""
        return key if self.row.member == 1 else f"{key}r{self.row.member}"


class _Merged:
    """The documents of a case's rows on their way to being one. ``members`` are in the order of their content."""

    def __init__(self, members: Sequence[_Member], context: LoadContext) -> None:
        self.members = members
        self.context = context
        self.came = sorted(members, key=lambda member: member.row.member)
        self.keys: dict[tuple[int, str], str] = {}  # (row, key in its document) -> key in the case
        self.place: str | None = None
        self.notes: list[str] = []

    def merged(self) -> Document:
        found: Document = {"case": self._case()}
        for section in _SECTIONS:
            found[section] = self._section(section)
            if section == "places":
                self._choose_place(found)
        found["involvements"] = self._involvements(found["involvements"], found["acts"])
        if measures := self._measure():
            found["measures"] = measures
        if self.notes:
            note = "\n".join(dict.fromkeys(self.notes))
            found["case"]["note"] = note
        return {name: found[name] for name in ("case", *documents.SECTIONS) if found.get(name)}

    # What a case has once.

    def _case(self) -> Values:
        case: Values = {}
        self.notes += [member.document["case"]["note"] for member in self.members if "note" in member.document["case"]]
        for member in self.members:
            for name, value in member.document["case"].items():
                if name in _BY_LANGUAGE:
                    self._lay_over(case.setdefault(name, {}), value, f"{name}.")
                elif name == "tags":
                    case[name] = list(dict.fromkeys([*case.get(name, ()), *value]))
                elif name not in ("note", "original", "place"):
                    self._lay_over(case, {name: value}, "")
        # That of the first row with a text; of rows without any it is but the language of their notes.
        found = [each.document["case"] for each in self.members if "original" in each.document["case"]]
        found.sort(key=lambda each: not any(name in each for name in _BY_LANGUAGE))
        if found:
            case["original"] = found[0]["original"]
        return case

    def _measure(self) -> list[Values]:
        measure: Values = {}
        for member in self.members:
            for one in member.parts("measures"):
                said = {
                    name: value for name, value in one.items() if name != "type" or "measure.type" in member.row.values
                }
                self._lay_over(measure, said, "measure.")
        # A table that gives no type is of the type that a row by itself would be.
        default = next((one["type"] for member in self.members for one in member.parts("measures")), "")
        return [{"type": default, **measure}] if measure else []

    def _lay_over(self, first: Values, further: Values, prefix: str) -> None:
        """Take what is not there yet; note what is there otherwise."""
        for name, value in further.items():
            if first.setdefault(name, value) != value:
                self.notes.append(f"{prefix}{name}: {value}")

    def _choose_place(self, found: Document) -> None:
        """The case's place is the first row's that has one; acts of rows without a place were there."""
        placed = next((member for member in self.members if "place" in member.document["case"]), None)
        if placed:
            self.place = self.keys[placed.row.member, placed.document["case"]["place"]]
            found["case"]["place"] = self.place

    # What it may have several of.

    def _section(self, section: str) -> list[Values]:
        """The parts of all rows, equal ones once, each under the key that its first row gave it."""
        keys: dict[str, str] = {}
        for member in self.came:
            for part in member.parts(section):
                content = self._content(member, section, part)
                key = keys.setdefault(content, member.key(part["key"]))
                self.keys[member.row.member, part["key"]] = key
        found: dict[str, Values] = {}
        for member in self.members:
            for part in member.parts(section):
                values = self._resolved(member, section, part)
                found.setdefault(self.keys[member.row.member, part["key"]], values)
        return [{**values, "key": key} for key, values in found.items()]

    def _resolved(self, member: _Member, section: str, part: Values) -> Values:
        """A part with its references as the case has them."""
        values = {
            name: self.keys[member.row.member, value] if name in _REFERENCES else value
            for name, value in part.items()
            if name != "key"
        }
        if section in _PLACED and self.place:
            values.setdefault("place", self.place)
        return values

    def _content(self, member: _Member, section: str, part: Values) -> str:
        """Equal for two parts that are the same thing."""
        content: Values = {"": self._resolved(member, section, part)}
        if section == "actors":
            # Persons are the same when everything said about them is; equal rows are as many persons as they are rows.
            names = [name for name in member.parts("actor_names") if name["actor"] == part["key"]]
            content["names"] = [{**name, "key": "", "actor": ""} for name in names]
            content["row"] = member.row.occurrence
        return documents.canonical(content)

    def _involvements(self, said: list[Values], acts: list[Values]) -> list[Values]:
        """What rows say, and the persons of rows without an act of their own.

        Those were in the acts of the other rows, if these all say the same; which of several it was would be a guess.
        """
        said_by = {
            frozenset(self.keys[member.row.member, act["key"]] for act in member.parts("acts"))
            for member in self.members
            if member.parts("acts")
        }
        if len(said_by) > 1:
            self._note_open()
            return said
        found = {_part_in(each): each for each in said}
        implied: dict[tuple[str, str, str], str] = {}
        for member, actor, act in self._implied(self.came, acts):
            part = (act["key"], self.keys[member.row.member, actor["key"]], _role(member.row, self.context))
            implied.setdefault(part, f"i{actor['key'][1:]}{act['key']}r{member.row.member}")
        for member, actor, act in self._implied(self.members, acts):
            part = (act["key"], self.keys[member.row.member, actor["key"]], _role(member.row, self.context))
            found.setdefault(part, {"key": implied[part], "act": part[0], "actor": part[1], "role": part[2]})
        return list(found.values())

    def _note_open(self) -> None:
        for member in self.members:
            if not member.parts("acts"):
                names = ", ".join(name["text"] for name in member.parts("actor_names"))
                self.notes += [f"involvement: no act is given for {names}"] if names else []

    @staticmethod
    def _implied(members: Sequence[_Member], acts: list[Values]) -> Iterator[tuple[_Member, Values, Values]]:
        for member in members:
            if not member.parts("acts"):
                yield from ((member, actor, act) for actor in member.parts("actors") for act in acts)


def _part_in(involvement: Values) -> tuple[str, str, str]:
    return involvement["act"], involvement["actor"], involvement["role"]


def _role(row: TypedRow, context: LoadContext) -> str:
    role = None if "person.role" in context.mapping.private else row.one("person.role")
    return role.code if isinstance(role, Coded) else "affected"
