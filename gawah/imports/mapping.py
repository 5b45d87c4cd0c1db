"""A mapping: a short TOML file that says how one table's columns become fields. See docs/how-to/import.md."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping as Named
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from gawah.core.dates import NotADate, parse
from gawah.imports.problems import ImportProblem
from gawah.imports.readers.table import FileOptions
from gawah.imports.toml_section import Section

Impossible = Literal["reject", "keep_as_printed"]
BasisKind = Literal["consent", "public_role", "already_published", "no_person"]
Precision = Literal["country", "subdivision", "city", "withheld"]
VerificationState = Literal["unverified", "corroborated", "verified", "disputed", "retracted"]

REJECT = "reject"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class FieldRule:
    """One target and where its value comes from: a column, or a constant."""

    to: str
    where: str  # how messages name this rule: "[[field]] 3 (to = \"act.date\")"
    column: str = ""
    value: str = ""
    separator: str = ""  # "" = one value in a cell
    part: int = 0  # with a separator: take only this part, from 1; 0 = all
    dates: tuple[str, ...] = ("edtf",)
    impossible: Impossible = "reject"
    terms: Named[str, str] = field(default_factory=dict)
    otherwise: str = REJECT  # for a value with no term: "reject", "unknown" (left out), or a term's code
    language: str = ""
    private: bool = False
    optional: bool = False


@dataclass(frozen=True)
class SourceRule:
    """The source attached to every row; what a row gives itself (``source.url`` and so on) goes before it."""

    kind: str = ""
    title: str = ""
    publisher: str = ""
    url: str = ""
    date: str = ""  # EDTF
    language: str = ""


@dataclass(frozen=True)
class BasisRule:
    """Why persons or facts of these rows may be public. Without it, an import names no one."""

    kind: BasisKind
    note: str = ""


@dataclass(frozen=True)
class VerificationRule:
    state: VerificationState = "unverified"
    reason: str = ""
    language: str = ""


@dataclass(frozen=True)
class Mapping:
    """A mapping as read. ``text`` and ``sha256`` are those of its file."""

    dataset: str
    kind: str
    fields: tuple[FieldRule, ...]
    key: tuple[str, ...] = ()
    case: tuple[str, ...] = ()  # columns: rows that are equal in them are one case; () = each row is one
    language: str = ""
    empties: frozenset[str] = frozenset()
    latest_year: int | None = None
    file: FileOptions = field(default_factory=FileOptions)
    source: SourceRule | None = None
    basis: BasisRule | None = None
    verification: VerificationRule = VerificationRule()
    precision: Precision | None = None  # of places in public; None = the loader's own default
    text: str = ""
    sha256: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is mapped, the key's and the case's, sorted."""
        return tuple(sorted({rule.column for rule in self.fields if rule.column} | {*self.key, *self.case}))

    @property
    def private(self) -> frozenset[str]:
        """The targets whose values stay on the desk."""
        return frozenset(rule.to for rule in self.fields if rule.private)


def load(path: Path) -> Mapping:
    """The mapping in a file. Raises ImportProblem that names the file, the key, and what to do."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ImportProblem(f"There is no mapping {path}; make a first one with --suggest.") from None
    except IsADirectoryError:
        raise ImportProblem(f"{path} is a folder; name the mapping's file.") from None
    except UnicodeDecodeError:
        raise ImportProblem(f"{path.name} is not UTF-8; save the mapping as UTF-8.") from None
    return read(text, path.name)


def read(text: str, name: str = "the mapping") -> Mapping:
    """The mapping in a text; ``name`` is what messages call it."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ImportProblem(f"{name} is not TOML: {error}. Correct it there.") from None
    except RecursionError:
        raise ImportProblem(f"{name} is nested too deep to be a mapping.") from None
    top = Section(found, name, "")
    mapping = _mapping(top, text)
    top.done()
    return mapping


def _mapping(top: Section, text: str) -> Mapping:
    dataset = top.text("dataset", required=True)
    kind = top.text("kind", required=True)
    language = top.language("language")
    rules = [_field(each, language) for each in top.sections("field")]
    source, source_rules = _source(top.section("source"), language)
    rules += source_rules + _as_of(top)
    if not rules:
        raise top.wrong("field", "is missing: nothing is mapped; add a [[field]] with to = … and column = …")
    key, case = _key_and_case(top)
    place = top.section("place")
    precision: Precision | None = place.choice("precision", get_args(Precision)) if place else None
    if place:
        place.done()
    return Mapping(
        dataset=dataset,
        kind=kind,
        fields=tuple(rules),
        key=key,
        case=case,
        language=language,
        empties=frozenset(each.strip().casefold() for each in top.texts("empties")),
        latest_year=top.number("latest_year"),
        file=_file(top.section("file")),
        source=source,
        basis=_basis(top.section("basis")),
        verification=_verification(top.section("verification"), language),
        precision=precision,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def _key_and_case(top: Section) -> tuple[tuple[str, ...], tuple[str, ...]]:
    key, case = top.texts("key"), top.texts("case")
    if key and set(key) <= set(case):
        raise top.wrong("key", "is the same in every row of a case; name a column that tells those apart")
    return key, case


def _field(section: Section, language: str) -> FieldRule:
    to = section.text("to", required=True)
    section.title += f' (to = "{to}")'
    column, value = section.text("column"), section.text("value")
    rule = FieldRule(
        to=to,
        where=section.title,
        column=column,
        value=value,
        separator=section.text("separator", strip=False),
        part=section.number("part") or 0,
        dates=section.texts("dates") or ("edtf",),
        impossible=section.choice("impossible", get_args(Impossible)) or "reject",
        terms=section.table_of_texts("terms"),
        otherwise=section.text("otherwise") or REJECT,
        language=section.language("language") or language,
        private=section.flag("private"),
        optional=section.flag("optional"),
    )
    section.done()
    if bool(column) == bool(value):
        raise section.wrong("column", "or value is needed, and only one of the two")
    if rule.part and (not rule.separator or rule.part < 0):
        raise section.wrong("part", "counts from 1 and needs a separator")
    return rule


def _file(section: Section | None) -> FileOptions:
    if section is None:
        return FileOptions()
    options = FileOptions(
        encoding=section.text("encoding"),
        delimiter=section.text("delimiter", strip=False),
        sheet=section.text("sheet"),
        sheet_column=section.text("sheet_column"),
    )
    if len(options.delimiter) > 1 or options.delimiter in ('"', "\n", "\r"):
        raise section.wrong("delimiter", 'has to be one character, such as ";" or "\\t"')
    section.done()
    return options


def _source(section: Section | None, language: str) -> tuple[SourceRule | None, list[FieldRule]]:
    """The constant part of the source, and rules for what is in columns (``url_column`` and so on)."""
    if section is None:
        return None, []
    dates = section.texts("dates") or ("edtf",)
    columns = {part: section.text(f"{part}_column") for part in ("url", "title", "publisher", "date")}
    rules = [
        FieldRule(f"source.{part}", f"[source] {part}_column", column, dates=dates, language=language)
        for part, column in columns.items()
        if column
    ]
    source = SourceRule(
        kind=section.text("kind"),
        title=section.text("title"),
        publisher=section.text("publisher"),
        url=section.text("url"),
        date=_edtf(section, "date"),
        language=section.language("language") or language,
    )
    if source.url and not source.url.startswith(("http://", "https://")):
        raise section.wrong("url", "has to begin with https:// or http://; a column is named with url_column")
    section.done()
    return source, rules


def _as_of(top: Section) -> list[FieldRule]:
    """``as_of = "2024-05"``, or ``[as_of]`` with a column and its date formats."""
    if not top.is_table("as_of"):
        day = _edtf(top, "as_of")
        return [FieldRule("as_of", "as_of", value=day)] if day else []
    section = top.section("as_of")
    assert section is not None
    rule = FieldRule(
        "as_of", "[as_of]", section.text("column", required=True), dates=section.texts("dates") or ("edtf",)
    )
    section.done()
    return [rule]


def _basis(section: Section | None) -> BasisRule | None:
    if section is None:
        return None
    kind: BasisKind | None = section.choice("kind", get_args(BasisKind))
    if kind is None:
        raise section.wrong("kind", f"is missing; it is one of {', '.join(get_args(BasisKind))}")
    note = section.text("note")
    section.done()
    return BasisRule(kind, note)


def _verification(section: Section | None, language: str) -> VerificationRule:
    if section is None:
        return VerificationRule()
    state: VerificationState | None = section.choice("state", get_args(VerificationState))
    reason = section.text("reason", required=True)
    section.done()
    return VerificationRule(state or "unverified", reason, language)


def _edtf(section: Section, key: str) -> str:
    text = section.text(key)
    try:
        return parse(text).edtf if text else ""
    except NotADate as error:
        raise section.wrong(key, f"is no date: {error}") from None
