"""What a column may be, from its header and its values. Only for a first mapping that a person reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Named
from dataclasses import dataclass, field
from typing import Final

from gawah import vocabulary
from gawah.core.dates import NotADate, read
from gawah.core.folding import fold
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
                 "datum", "تاريخ"),
    "as_of": ("as of", "updated", "last updated", "date added", "reported on", "disclosed"),
    "act.type": ("categories", "category", "type", "violation", "violations", "act", "kind of act", "incident type"),
    "act.tool": ("tool", "spyware", "malware", "exploit name"),
    "act.vendor": ("vendor",),
    "act.platform": ("platform", "device type"),
    "status.outcome": ("status", "outcome", "current status", "result", "attack result", "estado"),
    "place.country": ("country", "country code", "nation", "pays", "pais", "drzava", "ملك", "بلد", "دوله"),
    "place.subdivision": ("state", "province", "region", "governorate", "صوبه"),
    "place.city": ("city", "town", "location", "place", "ville", "ciudad", "grad", "شهر", "مدينه"),
    "place.latitude": ("latitude", "lat"),
    "place.longitude": ("longitude", "lon", "lng", "long"),
    "person.name": ("name", "full name", "victim", "victim name", "person", "journalist", "nom", "nombre", "ime",
                    "نام", "اسم"),
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
_KEYS: Final = ("id", "uuid", "guid", "case id", "record id", "incident id", "identifier", "reference", "ref")
_DATES: Final = ("edtf", "iso", "%B %d, %Y", "%d %B %Y", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y/%m/%d", "%d-%m-%Y",
                 "%m-%d-%Y", "%B %Y", "%m/%Y")  # fmt: skip
_SEPARATORS: Final = (";", "|", ",")
_ENOUGH: Final = 0.8  # of the values have to fit
_LISTED: Final = 60  # different values that are written out as terms

# An outcome word that says which act it was, and nothing more.
_ACT_OF: Final = {
    "killed": "killing", "murdered": "killing", "arrested": "arrest", "detained": "detention", "attacked": "assault",
    "assaulted": "assault", "beaten": "assault", "threatened": "threat", "abducted": "abduction",
    "kidnapped": "abduction", "imprisoned": "imprisonment", "tortured": "torture", "prosecuted": "prosecution",
    "questioned": "questioning", "deported": "deportation", "blocked": "site_block", "physical attack": "assault",
}  # fmt: skip


@dataclass
class Guess:
    """One rule to be: where a column goes and how it is read. ``doubt`` keeps the rule out until a person decides."""

    to: str
    column: str
    separator: str = ""
    dates: tuple[str, ...] = ()
    terms: dict[str, str] = field(default_factory=dict)
    otherwise: str = ""
    doubt: str = ""


def header_key(header: str) -> str:
    return " ".join(fold(header.replace("_", " ").replace("-", " ")).split())


def texts(cells: Sequence[Cell]) -> list[str]:
    """The values of a column, lists taken apart, empties left out."""
    found: list[str] = []
    for cell in cells:
        found += [cell] if isinstance(cell, str) else cell
    return [text.strip() for text in found if text.strip()]


def may_be_key(header: str, cells: Sequence[Cell]) -> bool:
    """Whether a column is called a key and every row has a value of its own in it."""
    values = texts(cells)
    return header_key(header) in _KEYS and len(values) == len(cells) == len(set(values))


def guess(header: str, cells: Sequence[Cell], fields: Named[str, FieldSpec], taken: set[str]) -> list[Guess]:
    """The targets of a column: mostly one; an outcome that names an act is both. None: nothing fits."""
    values = texts(cells)
    key = header_key(header)
    for to, headers in _HEADERS.items():
        spec = fields.get(to)
        if spec is None or (to in taken and not spec.many) or key not in headers:
            continue
        found = _check(spec, header, values)
        if found is not None:
            return [found, *_act_of_outcome(found, values, fields, taken)]
    return _by_values(header, values, fields, taken)


def _check(spec: FieldSpec, header: str, values: list[str]) -> Guess | None:
    check = _CHECKS.get(spec.type)
    return check(spec, header, values) if check else Guess(spec.path, header)


def _by_values(header: str, values: list[str], fields: Named[str, FieldSpec], taken: set[str]) -> list[Guess]:
    for to in ("source.url", "place.country", "act.date"):
        if to in fields and to not in taken:
            found = _check(fields[to], header, values)
            if found is not None:
                return [found]
    return []


def _act_of_outcome(outcome: Guess, values: list[str], fields: Named[str, FieldSpec], taken: set[str]) -> list[Guess]:
    if outcome.to != "status.outcome" or "act.type" not in fields or "act.type" in taken:
        return []
    terms = {value: _ACT_OF[fold(value)] for value in dict.fromkeys(values) if fold(value) in _ACT_OF}
    return [Guess("act.type", outcome.column, terms=terms, otherwise="unknown")] if terms else []


def _share(values: list[str], fits: Callable[[str], bool]) -> float:
    return sum(map(fits, values)) / len(values) if values else 0.0


def _date(spec: FieldSpec, header: str, values: list[str]) -> Guess | None:
    fitting = [form for form in _DATES if _share(values, lambda value, form=form: _reads(value, form)) == 1.0]  # type: ignore[misc]
    if fitting:
        form = fitting[0]
        twins = [other for other in fitting[1:] if any(_day(value, form) != _day(value, other) for value in values)]
        doubt = f"{form} or {twins[0]}? Day and month could be either; nothing is guessed" if twins else ""
        return Guess(spec.path, header, dates=(form,), doubt=doubt)
    several = tuple(form for form in _DATES if any(_reads(value, form) for value in values))
    if several and _share(values, lambda value: _reads(value, *several)) >= _ENOUGH:
        return Guess(spec.path, header, dates=several)
    return None


def _reads(value: str, *forms: str) -> bool:
    return _day(value, *forms) is not None


def _day(value: str, *forms: str) -> str | None:
    try:
        return read(value, forms).edtf
    except NotADate:
        return None


def _term(spec: FieldSpec, header: str, values: list[str]) -> Guess | None:
    separator = _separator(values)
    pieces = [piece.strip() for value in values for piece in (value.split(separator) if separator else [value])]
    different = list(dict.fromkeys(filter(None, pieces)))
    unknown = [value for value in different if vocabulary.find(spec.list_name, value) is None]
    if spec.path != "act.type":
        if len(unknown) > (1 - _ENOUGH) * len(different):
            return None
        return Guess(spec.path, header, separator=separator, otherwise="unknown" if unknown else "")
    if len(unknown) > _LISTED:
        return None
    terms = {value: _ACT_OF.get(fold(value), "other") for value in unknown}
    return Guess(spec.path, header, separator=separator, terms=terms, otherwise="other")


def _separator(values: list[str]) -> str:
    """The sign that takes cells apart into fewer different pieces than there are different cells."""
    for sign in _SEPARATORS:
        pieces = {piece.strip() for value in values for piece in value.split(sign)}
        if any(sign in value for value in values) and len(pieces) < len(set(values)):
            return sign
    return ""


def _url(spec: FieldSpec, header: str, values: list[str]) -> Guess | None:
    for separator in ("", *_SEPARATORS, " "):
        pieces = [piece.strip() for value in values for piece in (value.split(separator) if separator else [value])]
        whole = _share(
            [piece for piece in pieces if piece], lambda piece: " " not in piece and piece.startswith("http")
        )
        if whole == 1.0 and not (separator == "" and any(value.count("://") > 1 for value in values)):
            return Guess(spec.path, header, separator=separator)
    return None


def _country(spec: FieldSpec, header: str, values: list[str]) -> Guess | None:
    different = list(dict.fromkeys(values))
    known = _share(different, lambda value: vocabulary.find_country(value.replace("_", " ")) is not None)
    return Guess(spec.path, header, otherwise="" if known == 1.0 else "unknown") if known >= _ENOUGH else None


def _subdivision(spec: FieldSpec, header: str, values: list[str]) -> Guess | None:
    return Guess(spec.path, header, otherwise="unknown") if values else None


def _coordinate(spec: FieldSpec, header: str, values: list[str]) -> Guess | None:
    return Guess(spec.path, header) if _share(values, _is_number) == 1.0 else None


def _is_number(value: str) -> bool:
    try:
        return abs(float(value)) <= 180
    except ValueError:
        return False


def _tags(spec: FieldSpec, header: str, values: list[str]) -> Guess | None:
    return Guess(spec.path, header, separator=_separator(values))


_CHECKS: dict[str, Callable[[FieldSpec, str, list[str]], Guess | None]] = {
    "date": _date,
    "term": _term,
    "url": _url,
    "country": _country,
    "subdivision": _subdivision,
    "coordinate": _coordinate,
    "tags": _tags,
}
