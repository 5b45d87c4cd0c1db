"""The demo observatory's records: whole, cited, fit for the gate, and silent where they have to be."""

from __future__ import annotations

import functools
import os
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gawah import vocabulary
from gawah.cli import __file__ as cli_file
from gawah.core import figures
from gawah.core.folding import fold
from gawah.desk import documents, public_record
from gawah.desk.models import Case
from gawah.public import rules
from gawah.record.model import Record, Version

FOLDER = Path(cli_file).parent / "demo_data"
FILES = [path for path in sorted(FOLDER.glob("*.toml")) if path.name != "gawah.toml"]  # that one is settings
FIRST = sorted((FOLDER / "first").glob("*.toml"))  # what some of them said before they were corrected

Document = dict[str, Any]

# Section and field of a document -> the list its code is from.
CODES = {
    ("acts", "type"): "acts",
    ("acts", "outcome"): "outcomes",
    ("acts", "tool"): "tools",
    ("acts", "vendor"): "vendors",
    ("actors", "kind"): "actor_kinds",
    ("involvements", "role"): "roles",
    ("involvements", "certainty"): "certainties",
    ("sources", "kind"): "source_kinds",
    ("status_updates", "outcome"): "outcomes",
    ("measures", "type"): "acts",
    ("measure_states", "state"): "measure_states",
    ("measure_states", "known_by"): "known_by",
    ("stages", "step"): "law_steps",
    ("figures", "quantifier"): "quantifiers",
    ("figures", "unit"): "units",
    ("actors", "size_quantifier"): "quantifiers",
    ("verifications", "state"): "verification_states",
    ("bases", "kind"): "basis_kinds",
    ("places", "precision"): "precisions",
}

# How a title says in each language that what follows is invented.
INVENTED = {
    "en": "Invented example: ",
    "es": "Ejemplo inventado: ",
    "fr": "Exemple inventé\u00a0: ",
    "ar": "مثال مُختلَق: ",
    "ur": "فرضی مثال: ",
    "bs": "Izmišljen primjer: ",
}

# The posts tell two things that would hurt somebody again. No word that could tell them is in any record, and
# of people only these are named.
LEFT_OUT = ("sex", "lover", "homosexual", "gay", "secret", "filmed", "intimate", "amante", "íntim", "جنسی", "جنسي")
NAMED = {
    "Emin Milli", "Adnan Hajizade", "Elmar Huseynov", "Agil Khalil", "Ramin Deko", "Nijat Aliyev",
    "Faramaz Novruzoglu", "Ilham Aliyev", "Ola Bini", "Javier Smaldone", "Alaa Abd El Fattah", "علاء عبد الفتاح",
    "Fikret Baskaya", "Ahmed Mansoor", "أحمد منصور",
}  # fmt: skip
BODIES = {"organisation", "company", "network_operator", "media_outlet"}


@functools.cache
def read(path: Path) -> Document:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@functools.cache
def build(path: Path) -> tuple[Document, Record]:
    """The document as the desk would keep it, and the record that a release would make of it."""
    values = {**read(path), "case": {key: value for key, value in read(path)["case"].items() if key != "related"}}
    case = Case(id="0" * 20, record_id="0" * 20)
    documents.assign_case(case, values["case"])
    parts = documents.build_parts(case, values)
    documents.check(case, parts)
    document = documents.of(case, parts)
    identity = public_record.Identity(
        record_id="0" * 20,
        released="2026-11-15",
        versions=[Version(number=1, released="2026-11-15")],
        licence="CC-BY-4.0",
    )
    return document, public_record.build(document, identity)


def strings(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from strings(each, f"{path}.{key}")
    elif isinstance(value, list):
        for each in value:
            yield from strings(each, path)


def each_file(paths: list[Path] = FILES + FIRST) -> Callable[[Callable[[Path], None]], Callable[..., None]]:
    """One test over all files, which names each file that fails: five hundred tests take longer than what they test."""

    def over(check: Callable[[Path], None]) -> Callable[..., None]:
        def run(subtests: pytest.Subtests) -> None:
            for path in paths:
                with subtests.test(f"{path.parent.name}/{path.stem}"):
                    check(path)

        run.__name__, run.__doc__ = check.__name__, check.__doc__
        return run

    return over


@each_file(FIRST)
def test_what_was_first_released_was_corrected(path: Path) -> None:
    """And every correction is one: the record says something else now."""
    now = FOLDER / path.name
    assert now in FILES and read(now) != read(path)


@each_file()
def test_record_passes_the_gate(path: Path) -> None:
    document, record = build(path)
    assert rules.reasons_against(record) == []
    assert public_record.reasons_against(document, record) == []


def test_there_are_at_least_forty_of_every_kind() -> None:
    kinds = Counter(read(path)["case"]["kind"] for path in FILES)
    assert kinds.total() >= 40
    assert min(kinds[kind] for kind in ("case", "measure", "law", "figure")) >= 3


@each_file()
def test_codes_are_in_the_vocabulary(path: Path) -> None:
    for (section, field), list_name in CODES.items():
        for part in read(path).get(section, ()):
            if value := part.get(field):
                assert value in vocabulary.terms(list_name), f"{section}.{field}"
    for part in read(path).get("places", ()):
        assert not part.get("country") or part["country"] in vocabulary.countries()
        if subdivision := part.get("subdivision"):
            assert subdivision in vocabulary.subdivisions(part["country"])


@each_file()
def test_figures_have_quantifier_and_number_that_fit(path: Path) -> None:
    for part in read(path).get("figures", ()):
        figures.check(part["quantifier"], part.get("low"), part.get("high"))
        assert part["printed"] and part["printed_language"]


@each_file()
def test_related_records_are_there(path: Path) -> None:
    related = read(path)["case"].get("related", [])
    assert set(related) <= {each.stem for each in FILES} - {path.stem}


@each_file()
def test_texts_are_in_the_languages_of_the_title(path: Path) -> None:
    """A record that is translated is so throughout: facts, reasons, and what is not known."""
    document = read(path)
    case = document["case"]
    languages = set(case["title"])
    assert case["original"] in languages
    assert set(case["summary"]) == languages
    texts = [*case.get("unknown", []), *(each["reason"] for each in document["verifications"])]
    for section in ("acts", "status_updates", "measure_states", "figures", "stages", "actors"):
        for part in document.get(section, ()):
            texts += [value for value in part.values() if isinstance(value, dict)]
    for each in texts:
        assert set(each) == languages, each


@each_file()
def test_what_is_left_out_is_in_no_record(path: Path) -> None:
    text = path.read_text(encoding="utf-8").casefold()
    for word in LEFT_OUT:
        assert not re.search(rf"\b{re.escape(word)}", text), word


@each_file([path for path in FILES if not read(path)["case"].get("invented")])
def test_only_these_people_are_named(path: Path) -> None:
    document = read(path)
    people = {each["key"] for each in document.get("actors", ()) if each["kind"] not in BODIES}
    assert {each["text"] for each in document.get("actor_names", ()) if each["actor"] in people} <= NAMED


@each_file()
def test_sources_were_seen_or_are_quoted_in_one_that_was(path: Path) -> None:
    sources = {each["key"]: each for each in read(path)["sources"]}
    for source in sources.values():
        assert ("seen" in source) is ("quoted_in" not in source)
        assert "quoted_in" not in source or "seen" in sources[source["quoted_in"]]


def test_a_source_is_described_alike_in_every_record() -> None:
    described: dict[str, Document] = {}
    for path in FILES:
        for source in read(path)["sources"]:
            if source.get("title") and not read(path)["case"].get("invented"):
                plain = {key: value for key, value in source.items() if key not in ("key", "quoted_in")}
                assert described.setdefault(source["title"], plain) == plain


@each_file()
def test_invented_says_so_and_the_rest_does_not(path: Path) -> None:
    case = read(path)["case"]
    for language, title in case["title"].items():
        assert title.startswith(INVENTED[language]) is case.get("invented", False)


@each_file([path for path in FILES + FIRST if read(path)["case"].get("invented")])
def test_invented_people_and_sources_are_plainly_so(path: Path) -> None:
    document = read(path)
    said = ("example", "ejemplo", "exemple", "مثال", "primjer")
    named = [each["text"] for each in document.get("actor_names", ())]
    named += [" ".join(each.get(key, "") for key in ("publisher", "author", "title")) for each in document["sources"]]
    assert all(any(word in each.casefold() for word in said) for each in named), named
    for source in document["sources"]:
        assert not source.get("url") or source["url"].startswith("https://example.org/")


def test_the_invented_show_what_the_real_cannot() -> None:
    invented = [read(path) for path in FILES if read(path)["case"].get("invented")]
    states = {each["verifications"][-1]["state"] for each in invented}
    assert states >= {"verified", "corroborated", "disputed", "retracted"}
    assert {each["case"]["original"] for each in invented} >= set(INVENTED)
    assert any(len(each.get("status_updates", ())) >= 5 for each in invented)


@pytest.mark.real
@each_file([path for path in FILES if not read(path)["case"].get("invented")])
def test_printed_words_are_printed_in_the_seeds(path: Path) -> None:
    """Figures as printed, quoted words and clauses occur in the posts letter by letter."""
    data = Path(os.environ.get("GAWAH_REAL_DATA", FOLDER.parents[3] / "shared" / "data"))
    seeds = [each.read_text(encoding="utf-8") for each in sorted((data.parent / "seeds").glob("*.txt"))]
    assert seeds
    text = _even(" ".join(seeds))
    document = read(path)
    printed = [each["printed"] for each in document.get("figures", ())]
    printed += [each["text"] for each in document.get("provisions", ())]
    printed += [each["words"] for each in document.get("citations", ()) if "words" in each]
    printed += [each["number"] for each in document.get("provisions", ())]
    for section in ("acts", "status_updates", "measure_states", "stages"):
        printed += [each["date_printed"] for each in document.get(section, ()) if "date_printed" in each]
    for words in printed:
        assert _even(words) in text, words


def _even(text: str) -> str:
    """Text with one kind of apostrophe and of space: typography is ours, spelling is not."""
    return " ".join(fold(text.replace("’", "'").replace("‘", "'")).split())
