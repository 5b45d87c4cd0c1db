"""One typed row, as the document of a case.

What a mapping calls private never reaches a field that may be public: a private name leaves the person not to
be named, a private place is coarser, a private note is a citation for the desk alone, and any other private
value is kept in the case's own note.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from gawah.desk.documents import Document
from gawah.imports.values import Amount, Coded, Day, LoadContext, Number, TypedRow, Value, Words

_UNDETERMINED = "und"


def document_of(row: TypedRow, context: LoadContext, kind: str) -> Document:
    """The document of the case a row is."""
    return _Row(row, context, kind).document()


class _Row:
    """A row being turned into a document."""

    def __init__(self, row: TypedRow, context: LoadContext, kind: str) -> None:
        self.mapping = context.mapping
        self.dataset = context.dataset
        self.kind = kind
        private = context.mapping.private
        self.values: Mapping[str, Value] = {path: value for path, value in row.values.items() if path not in private}
        self.private: Mapping[str, Value] = {path: value for path, value in row.values.items() if path in private}
        self.language = _first_text(row.values, "language") or context.mapping.language

    def document(self) -> Document:
        sections: Document = {"case": self._case()}
        places = self._places()
        if places:
            sections["places"] = places
            sections["case"]["place"] = "l1"
        sections["sources"] = self._sources()
        acts = self._acts(bool(places))
        people = self._people(acts)
        sections |= {"acts": acts, "actors": people.actors, "actor_names": people.names}
        sections |= {"involvements": people.involvements, "status_updates": self._updates()}
        sections |= {"figures": self._figures(len(sections["sources"]))}
        if self.kind == "measure":
            sections |= self._measure(bool(places))
        sections |= {"citations": self._citations(sections["sources"])}
        sections |= {"bases": self._bases(bool(sections["sources"])), "verifications": self._verifications()}
        return {name: value for name, value in sections.items() if value}

    # What a row gives of a field.

    def _text(self, path: str) -> str:
        return _first_text(self.values, path)

    def _texts(self, path: str) -> list[str]:
        return [each.text for each in self.values.get(path, ()) if isinstance(each, Words)]

    def _code(self, path: str) -> str:
        return next((each.code for each in self.values.get(path, ()) if isinstance(each, Coded)), "")

    def _codes(self, path: str) -> list[str]:
        return [each.code for each in self.values.get(path, ()) if isinstance(each, Coded)]

    def _number(self, path: str) -> int | float | None:
        found = self.values.get(path) or self.private.get(path) or ()
        return next((each.value for each in found if isinstance(each, Number)), None)

    def _date(self, path: str, field: str = "date") -> dict[str, Any]:
        """A date field, and its words as printed where it is no date."""
        day = next((each for each in self.values.get(path, ()) if isinstance(each, Day)), None)
        if day is None:
            return {}
        if day.edtf is None:
            return {f"{field}_printed": day.printed}
        return {field: day.edtf}

    def _in_languages(self, path: str) -> dict[str, str]:
        """A text by language: the plain path in the row's language, and one path a further language."""
        found = {}
        for name, value in self.values.items():
            if name == path or (name.startswith(f"{path}.") and name.count(".") == path.count(".") + 1):
                for each in value:
                    if isinstance(each, Words):
                        found[name[len(path) + 1 :] or each.language or self.language or _UNDETERMINED] = each.text
        return found

    # The sections.

    def _case(self) -> dict[str, Any]:
        case: dict[str, Any] = {"kind": self.kind, "dataset": self.dataset}
        for field in ("title", "summary", "narrative"):
            if text := self._in_languages(field):
                case[field] = text
        written = [language for field in ("title", "summary", "narrative") for language in case.get(field, {})]
        # Notes without a text beside them are written in the mapping's language, and shown as that.
        case["original"] = written[0] if written else self.language
        case |= {"tags": list(dict.fromkeys(self._texts("tags") + self._texts("measure.category")))}
        case |= {"listed_in": self._text("listed_in"), "note": "\n".join(self._notes())}
        case |= {"as_of": self._date("as_of").get("date")}
        return {name: value for name, value in case.items() if value}

    def _notes(self) -> Iterator[str]:
        yield from self._texts("note")
        for path, value in self.private.items():
            if not path.startswith(("person.", "place.", "source.", "measure.note")):
                words = "; ".join(_shown(each) for each in value)
                yield words if path == "note" else f"{path}: {words}"

    def _places(self) -> list[dict[str, Any]]:
        place: dict[str, Any] = {
            "country": self._code("place.country"),
            "subdivision": self._code("place.subdivision"),
            "city": self._text("place.city") or _first_text(self.private, "place.city"),
            "latitude": self._number("place.latitude"),
            "longitude": self._number("place.longitude"),
            "printed": self._text("place.printed") or _first_text(self.private, "place.printed"),
        }
        if place["latitude"] is None or place["longitude"] is None:
            place |= {"latitude": None, "longitude": None}
        place = {name: value for name, value in place.items() if value not in ("", None)}
        if not place:
            return []
        precision = self.mapping.precision or "country"
        if precision == "city" and any(path.startswith("place.") for path in self.private):
            precision = "subdivision"
        return [{"key": "l1", **place, "precision": precision}]

    def _sources(self) -> list[dict[str, Any]]:
        """The row's own sources first, then the data set's."""
        own = {
            "title": self._text("source.title"),
            "publisher": self._text("source.publisher"),
            "author": self._text("source.author"),
            **self._date("source.date"),
        }
        own = {name: value for name, value in own.items() if value and name != "date_printed"}
        urls = self._texts("source.url")
        sources = [{"kind": "article", **own, "url": url} for url in urls]
        if own and not urls:
            sources.append({"kind": "article", **own})
        for source in sources:
            if "publisher" not in source and source.get("url"):
                source["publisher"] = urlsplit(source["url"]).hostname or ""
        rule = self.mapping.source
        if rule is not None:
            whole = {
                "kind": rule.kind or "dataset",
                "title": rule.title,
                "publisher": rule.publisher,
                "url": rule.url,
                "date": rule.date,
                "language": rule.language,
            }
            sources.append({name: value for name, value in whole.items() if value})
        confidential = any(path.startswith("source.") for path in self.private)
        hidden = [
            {"kind": "article", "url": each.text}
            for each in self.private.get("source.url", ())
            if isinstance(each, Words)
        ]
        if confidential:
            sources += [{**source, "confidential": True} for source in hidden]
        return [{"key": f"s{number}", **source} for number, source in enumerate(sources, 1)]

    def _acts(self, placed: bool) -> list[dict[str, Any]]:
        shared: dict[str, Any] = {
            **self._date("act.date"),
            "law_cited": self._text("act.law"),
            "outcome": self._code("act.outcome"),
            "reason": self._in_languages("act.reason"),
            "account": self._in_languages("act.account"),
        }
        for name in ("tool", "vendor", "platform", "domain", "network"):
            shared[name] = self._text(f"act.{name}")
        shared = {name: value for name, value in shared.items() if value}
        types = self._codes("act.type") or (["other"] if shared else [])
        if placed:
            shared["place"] = "l1"
        return [{"key": f"a{number}", "type": each, **shared} for number, each in enumerate(types, 1)]

    def _people(self, acts: list[dict[str, Any]]) -> _People:
        people = _People()
        named = self.mapping.basis is not None and self.mapping.basis.kind != "no_person"
        private = any(path.startswith("person.") for path in self.private)
        shared: dict[str, Any] = {
            "kind": self._code("person.kind"),
            "affiliation": self._text("person.affiliation"),
            "description": self._in_languages("person.occupation"),
            "naming": "named" if named and not private and self._may_be_named() else "withheld",
        }
        shared = {name: value for name, value in shared.items() if value}
        for names in self._names():
            people.add(names, shared, self._code("person.role") or "affected", acts)
        return people

    def _may_be_named(self) -> bool:
        """Where a column says so, only who it says yes for: an empty cell is no consent."""
        path = "person.may_be_named"
        return self._code(path) == "yes" or all(rule.to != path for rule in self.mapping.fields)

    def _names(self) -> list[list[dict[str, Any]]]:
        """One list of names a person. Further languages and the pseudonym belong to the first one."""
        found: list[list[dict[str, Any]]] = []
        values = {
            **self.values,
            **{path: value for path, value in self.private.items() if path.startswith("person.")},
        }
        for each in values.get("person.name", ()):
            if isinstance(each, Words):
                found.append([_name(each.text, each.language)])
        first: list[dict[str, Any]] = found[0] if found else []
        for path, value in sorted(values.items()):
            for each in value:
                if not isinstance(each, Words):
                    continue
                if path.startswith("person.name."):
                    first.append(_name(each.text, path.removeprefix("person.name.")))
                elif path == "person.pseudonym":
                    first.append({**_name(each.text, each.language), "pseudonym": True})
        if first and not found:
            found.append(first)
        return found

    def _updates(self) -> list[dict[str, Any]]:
        outcome = self._code("status.outcome")
        when = self._date("status.date")
        return [{"key": "u1", "outcome": outcome, **when}] if outcome else []

    def _figures(self, sources: int) -> list[dict[str, Any]]:
        amount = next((each for each in self.values.get("figure.quantity", ()) if isinstance(each, Amount)), None)
        if amount is None:
            return []
        figure: dict[str, Any] = {
            "key": "f1",
            "quantifier": amount.quantifier,
            "low": amount.low,
            "high": amount.high,
            "unit": self._text("figure.unit"),
            "counted": self._in_languages("figure.counted"),
            "printed": amount.printed,
            "as_of": self._date("figure.as_of").get("date"),
            "source": "s1" if sources else None,
        }
        return [{name: value for name, value in figure.items() if value not in (None, "", {})}]

    def _measure(self, placed: bool) -> Document:
        measure = {
            "key": "x1",
            "type": self._code("measure.type") or "site_block",
            "ordered_by": self._text("measure.ordered_by"),
            "law_cited": self._text("measure.law"),
        }
        state: dict[str, Any] = {
            "key": "m1",
            "state": self._code("measure.state"),
            "known_by": self._code("measure.known_by"),
            **self._date("measure.state_date"),
        }
        if placed:
            state["place"] = "l1"
        targets = [
            {"key": f"t{number}", "kind": _target_kind(each), "value": each}
            for number, each in enumerate(self._texts("measure.target"), 1)
        ]
        return {
            "measures": [{name: value for name, value in measure.items() if value}],
            "measure_targets": targets,
            "measure_states": [{name: value for name, value in state.items() if value}] if state["state"] else [],
        }

    def _citations(self, sources: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Each source stands behind the whole row; notes are its words, for the desk alone when private."""
        citations: list[dict[str, Any]] = [{"source": source["key"]} for source in sources]
        if sources:
            last = sources[-1]["key"]
            citations += [{"source": last, "words": each} for each in self._texts("measure.note")]
            citations += [
                {"source": last, "words": each.text, "public": False}
                for each in self.private.get("measure.note", ())
                if isinstance(each, Words)
            ]
        return [{"key": f"c{number}", **citation} for number, citation in enumerate(citations, 1)]

    def _bases(self, sourced: bool) -> list[dict[str, Any]]:
        rule = self.mapping.basis
        if rule is None:
            return []
        basis = {"key": "b1", "kind": rule.kind, "note": rule.note}
        if rule.kind == "already_published" and sourced:
            basis["source"] = "s1"
        return [{name: value for name, value in basis.items() if value}]

    def _verifications(self) -> list[dict[str, Any]]:
        rule = self.mapping.verification
        reason = {rule.language or self.mapping.language or "en": rule.reason} if rule.reason else {}
        return [{"key": "k1", "state": rule.state, **({"reason": reason} if reason else {})}]


class _People:
    """The people of a row, their names, and their part in each act."""

    def __init__(self) -> None:
        self.actors: list[dict[str, Any]] = []
        self.names: list[dict[str, Any]] = []
        self.involvements: list[dict[str, Any]] = []

    def add(self, names: list[dict[str, Any]], shared: dict[str, Any], role: str, acts: list[dict[str, Any]]) -> None:
        key = f"p{len(self.actors) + 1}"
        self.actors.append({"key": key, **shared})
        for name in names:
            self.names.append({"key": f"n{len(self.names) + 1}", "actor": key, **name})
        for act in acts:
            number = len(self.involvements) + 1
            self.involvements.append({"key": f"i{number}", "act": act["key"], "actor": key, "role": role})


def _name(text: str, language: str) -> dict[str, Any]:
    return {"text": text, "language": language} if language else {"text": text}


def _first_text(values: Mapping[str, Value], path: str) -> str:
    return next((each.text for each in values.get(path, ()) if isinstance(each, Words)), "")


def _shown(atom: object) -> str:
    for name in ("text", "printed", "edtf", "code", "value"):
        if value := getattr(atom, name, None):
            return str(value)
    return ""


def _target_kind(value: str) -> str:
    """A bare host name is a domain; anything with a path or scheme is an address."""
    parts = urlsplit(value if "://" in value else f"//{value}")
    return "domain" if parts.hostname and not parts.path.strip("/") and not parts.query else "address"
