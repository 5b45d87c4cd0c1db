"""What a column may be, from its header and its values. Only for a first mapping that a person reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Named
from functools import partial
from typing import Final

from gawah.core.folding import fold
from gawah.imports.convert import YES_NO
from gawah.imports.guess_dates import guess_dates
from gawah.imports.guess_parts import Guess, header_key, texts
from gawah.imports.guess_place import guess_pair
from gawah.imports.guess_terms import SEPARATORS, acts_of_outcome, guess_country, guess_terms, separator_of
from gawah.imports.readers.table import Cell
from gawah.imports.values import FieldSpec

# Headers, folded, by the target they usually mean; the first target with a fitting value check wins.
_HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "measure.target": ("url", "domain", "site", "website", "address", "target", "blocked url"),
    "measure.category": ("category", "category description", "categories"),
    "measure.note": ("note", "notes", "comment", "comments"),
    "measure.state": ("state", "status"),
    "measure.state_date": ("date", "date blocked", "blocked on"),
    "title": ("title", "headline", "heading", "subject", "case title", "titre", "titulo", "naslov", "عنوان"),
    "summary": ("summary", "abstract", "resume", "resumen", "خلاصه"),
    "narrative": ("description", "narrative", "details", "text", "story", "body", "notes", "what happened",
                  "descripcion", "opis", "تفصيل", "وصف"),
    "act.date": ("date", "incident date", "date of incident", "event date", "occurred", "date occurred", "fecha",
                 "datum", "تاريخ", "when", "day", "year", "month", "date of the attack", "date of arrest"),
    "as_of": ("as of", "updated", "last updated", "date added", "reported on", "disclosed"),
    "act.type": ("categories", "category", "type", "violation", "violations", "act", "kind of act", "incident type",
                 "what", "kind", "attack type", "type of attack", "type of incident", "type of violation"),
    "act.tool": ("tool", "spyware", "malware", "exploit name"),
    "act.vendor": ("vendor",),
    "act.platform": ("platform", "device type"),
    "status.outcome": ("status", "outcome", "current status", "result", "attack result", "estado"),
    "place.country": ("country", "country code", "nation", "pays", "pais", "drzava", "ملك", "بلد", "دوله"),
    "place.subdivision": ("state", "province", "region", "governorate", "صوبه"),
    "place.city": ("city", "town", "location", "place", "where", "ville", "ciudad", "grad", "شهر", "مدينه"),
    "place.latitude": ("latitude", "lat"),
    "place.longitude": ("longitude", "lon", "lng", "long"),
    "person.name": ("name", "full name", "victim", "victim name", "person", "journalist", "nom", "nombre", "ime",
                    "نام", "اسم"),
    "person.may_be_named": ("may be named", "can be named", "name may be told", "name told", "tell name", "name public",
                            "publish name", "name may be published", "consent to be named"),
    "person.occupation": ("occupation", "role", "profession", "job"),
    "person.affiliation": ("affiliation", "network", "organisation", "organization", "employer", "outlet"),
    "person.pseudonym": ("pseudonym", "alias", "code name"),
    "source.url": ("link", "links", "url", "urls", "source url", "source", "sources", "website", "enlace"),
    "source.publisher": ("publisher", "source", "sources"),
    "listed_in": ("list", "listed in", "source"),
    "tags": ("tags", "tag", "keywords", "labels", "topics", "themes"),
    "language": ("language", "lang"),
    "note": ("note", "internal note", "comment", "comments", "remarks"),
}  # fmt: skip
_DAY_WORDS: Final = frozenset(["date", "dates", "day", "when", "year", "fecha", "datum", "تاريخ"])
_LAND_WORDS: Final = frozenset(["country", "countries", "nation", "pays", "pais", "drzava", "ملك", "بلد", "دوله"])
_COARSER: Final = ("place.city", "place.subdivision")  # a header may say place or state, and mean countries
_BY_VALUES: Final = ("source.url", "place.latitude", "place.country", "act.type", "act.date")


def guess(header: str, cells: Sequence[Cell], fields: Named[str, FieldSpec], taken: set[str]) -> list[Guess]:
    """The targets of a column: mostly one; an outcome that names an act is both. None: nothing fits."""
    values = texts(cells)
    free = {path: spec for path, spec in fields.items() if path not in taken or spec.many}
    key = header_key(header)
    if key == "what happened" and (acts := _by_values(header, values, free, ("act.type",))):
        return acts  # else it is a narrative
    for to, headers in _HEADERS.items():
        if to not in free or key not in headers:
            continue
        if to in _COARSER and (countries := _by_values(header, values, free, ("place.country",))):
            return countries
        found = _check(free[to], header, values)
        if found is not None:
            return [found, *_act_of_outcome(found, values, fields, taken)]
    return _by_values(header, values, {path: spec for path, spec in free.items() if path not in taken}, _BY_VALUES)


def _by_values(header: str, values: list[str], free: Named[str, FieldSpec], targets: Sequence[str]) -> list[Guess]:
    """What the values say, with what a word of the header adds."""
    words = set(header_key(header).split())
    checks: dict[str, Callable[[FieldSpec], Guess | None]] = {
        "source.url": lambda spec: _url(spec, header, values),
        "place.country": lambda spec: guess_country(spec, header, values, said=bool(words & _LAND_WORDS)),
        "act.type": lambda spec: guess_terms(spec, header, values, said=False),
        "act.date": lambda spec: guess_dates(spec, header, values, said=bool(words & _DAY_WORDS)),
    }
    for to in targets:
        if to == "place.latitude" and {to, "place.longitude"} <= free.keys():
            if pair := guess_pair(header, values):
                return pair
        elif to in free and to in checks and (found := checks[to](free[to])):
            return [found]
    return []


def _act_of_outcome(found: Guess, values: list[str], fields: Named[str, FieldSpec], taken: set[str]) -> list[Guess]:
    if found.to != "status.outcome" or "act.type" not in fields or "act.type" in taken:
        return []
    acts = acts_of_outcome(found, values)
    return [acts] if acts else []


def _check(spec: FieldSpec, header: str, values: list[str]) -> Guess | None:
    check = _CHECKS.get(spec.type)
    return check(spec, header, values) if check else Guess(spec.path, header)


def _url(spec: FieldSpec, header: str, values: list[str]) -> Guess | None:
    for separator in ("", *SEPARATORS[:3], " "):
        pieces = [piece.strip() for value in values for piece in (value.split(separator) if separator else [value])]
        whole = all(" " not in piece and piece.startswith("http") for piece in pieces if piece)
        if any(pieces) and whole and not (separator == "" and any(value.count("://") > 1 for value in values)):
            return Guess(spec.path, header, separator=separator)
    return None


def _subdivision(spec: FieldSpec, header: str, values: list[str]) -> Guess | None:
    return Guess(spec.path, header, otherwise="unknown") if values else None


def _coordinate(spec: FieldSpec, header: str, values: list[str]) -> Guess | None:
    return Guess(spec.path, header) if values and all(map(_is_number, values)) else None


def _is_number(value: str) -> bool:
    try:
        return abs(float(value)) <= 180
    except ValueError:
        return False


def _yes_no(spec: FieldSpec, header: str, values: list[str]) -> Guess | None:
    return Guess(spec.path, header) if values and all(fold(value) in YES_NO for value in values) else None


def _tags(spec: FieldSpec, header: str, values: list[str]) -> Guess | None:
    return Guess(spec.path, header, separator=separator_of(values))


_CHECKS: dict[str, Callable[[FieldSpec, str, list[str]], Guess | None]] = {
    "date": partial(guess_dates, said=True),
    "term": guess_terms,
    "url": _url,
    "country": partial(guess_country, said=True),
    "subdivision": _subdivision,
    "coordinate": _coordinate,
    "tags": _tags,
    "yes_no": _yes_no,
}
