"""A promise's fields and its canonical form: what is taken, what is refused and in which words."""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from promises import TERMS, in_languages, made, terms, texts

from gawah.sealed.passages import LINE, PASSAGE, clean, objections
from gawah.sealed.promise import BadPromise, Kept, Promise, Terms, decode, encode, promise_hash
from gawah.sealed.sentences import make, terms_of

MADE = made()
VECTOR = Path(__file__).parent / "promise.json"
VECTOR_HASH = "c9b048a58a3426a6c431c5e15eb817d0f22eab00565a109abd00a5851d9a7f2a"
FORMAT_PAGE = Path(__file__).parents[2] / "docs/formats/promise.md"

# Letters of several scripts, marks, joiners, and what JSON, HTML and message formats treat as their own.
ODD = st.text("aZéñ٣۴گواہعš'\"\\/{}%$ \u200c\u0301💧<>&", min_size=1, max_size=60).map(clean).filter(bool)


def is_plain(text: str) -> bool:
    return not list(objections("asked", {"en": text}, ["en"], PASSAGE))


@given(ODD.filter(is_plain))
def test_a_promise_comes_back_from_its_bytes(text: str) -> None:
    whole = made(asked={"en": text}, organisation={"en": text})
    data = encode(whole)
    assert decode(data) == whole
    assert encode(decode(data)) == data
    assert promise_hash(whole) == hashlib.sha256(data).hexdigest()
    assert make(terms_of(whole)) == whole


@given(ODD.filter(is_plain))
def test_the_form_is_the_one_that_json_libraries_write_sorted_and_without_spaces(text: str) -> None:
    data = encode(made(asked={"en": text}))
    other = json.dumps(json.loads(data), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert data == other.encode()
    assert json.loads(data).keys() == set(Promise.__struct_fields__)


def test_the_vector_has_its_hash_and_so_says_its_page() -> None:
    data = VECTOR.read_bytes()
    assert encode(decode(data)) == data
    assert promise_hash(decode(data)) == VECTOR_HASH
    assert VECTOR_HASH in FORMAT_PAGE.read_text("utf-8")


def test_the_page_of_the_format_names_every_field() -> None:
    page = FORMAT_PAGE.read_text("utf-8")
    assert [field for field in Promise.__struct_fields__ if f"`{field}`" not in page] == []


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b" " + data,
        lambda data: data + b"\n",
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b'":', b'": ', 1),
        lambda data: data.replace(b'"version":1', b'"version":1.0'),
        lambda data: data.replace(b'"version":1', b'"version":"1"'),
        lambda data: data.replace(b'"version":1', b'"version":true'),
        lambda data: data.replace(b'"version":1', b'"version":0'),
        lambda data: data.replace(b'"version":1', b'"version":1,"wider":1'),
        lambda data: data.replace(b'"version":1', b'"version":1,"version":1'),
        lambda data: data.replace(b'"country":"pk",', b""),
        lambda data: data.replace(b'"country":"pk"', b'"country":"PK"'),
        lambda data: data.replace(b"Example", b"\\u0045xample"),
        lambda data: data.replace(b"Example", b"\xff"),
        lambda data: data.replace(b"Example", b"\\ud800"),
        lambda data: data.replace(b"gawah/promise/1", b"gawah/promise/2"),
        lambda data: data.replace(b'"local":"2027-01-01T00:00"', b'"local":"2029-01-01T00:00"'),
        lambda data: data.replace(b"Asia/Karachi", b"Asia/<b>"),
        lambda data: data.replace(b'"publish"', b'"sell"'),
        lambda data: data[:-1],
        lambda data: b"[" * 100_000,
        lambda data: b"",
        lambda data: b"null",
    ],
)
def test_any_other_form_is_refused(change: Any) -> None:
    data = encode(MADE)
    assert change(data) != data
    with pytest.raises(BadPromise):
        decode(change(data))


@given(st.data())
def test_a_byte_that_is_changed_is_another_promise_or_none(data: st.DataObject) -> None:
    whole = encode(MADE)
    place = data.draw(st.integers(0, len(whole) - 1))
    other = whole[:place] + bytes([whole[place] ^ data.draw(st.integers(1, 255))]) + whole[place + 1 :]
    with contextlib.suppress(BadPromise):
        assert promise_hash(decode(other)) != promise_hash(MADE)


@pytest.mark.parametrize("field", Terms.__struct_fields__)
def test_every_term_is_in_the_hash(field: str) -> None:
    other: dict[str, Any] = {
        "collection": "f" * 20,
        "version": 2,
        "languages": ("es",),
        "digits": {"en": "arabext"},
        "country": "in",
        "readers_at_most": 2,
        "readers": TERMS.readers[:2],
        "uses": ("contact", "publish"),
        "closing": TERMS.discard,
        "discard": TERMS.closing,
        "kept": (),
        "without_script": False,
        "backup_days": 31,
        "answer_days": None,
    }
    changes = {field: other.get(field, texts("Something else."))}
    if field in ("version", "before"):
        changes = {"version": 2, "before": "0" * 64}
        other_one = {"version": 3} if field == "version" else {"before": "1" * 64}
        assert promise_hash(made(**changes)) != promise_hash(made(**{**changes, **other_one}))
        return
    if field == "languages":
        assert promise_hash(make(in_languages("es"))) != promise_hash(MADE)
        return
    assert promise_hash(made(**changes)) != promise_hash(MADE)


HOSTILE = {
    "turned \u202e around": "⟨U\\+202E⟩",
    "isolated \u2066 text": "⟨U\\+2066⟩",
    "arabic mark \u061c": "⟨U\\+061C⟩",
    "zero width\u200b space": "⟨U\\+200B⟩",
    "soft\u00adhyphen": "⟨U\\+00AD⟩",
    "tag \U000e0041": "⟨U\\+E0041⟩",
    "nul \x00": "⟨U\\+0000⟩",
    "bell \x07": "⟨U\\+0007⟩",
    "tab\there": "⇥",
    "carriage\rreturn": "⟨U\\+000D⟩",
    "separator\u2028here": "⟨U\\+2028⟩",
    "filler \u3164": "nobody can see",
    "joined \u034f": "nobody can see",
    "no character \ufffe": "nobody can see",
    "half \ud800": "nobody can see",
    "private \ue000": "⟨U\\+E000⟩",
    "e\u0301": "not NFC",
    "<b>bold</b>": "holds a tag",
    "<script>": "holds a tag",
    "</p>": "holds a tag",
    "<!-- -->": "holds a tag",
    "&lt;": "holds a tag or an entity",
    "&#60;": "holds a tag or an entity",
    " leading": "spaces or empty lines",
    "trailing ": "spaces or empty lines",
    "two  spaces": "spaces or empty lines",
    "wide\u3000space": "spaces or empty lines",
    "empty\n\nline": "spaces or empty lines",
    "": "is empty",
    "x" * (PASSAGE + 1): "Shorten it to 1000",
    "x\n" * 10 + "x": "more than 10 paragraphs",
}


@pytest.mark.parametrize(("text", "why"), HOSTILE.items())
def test_a_hostile_text_is_refused_by_field_and_language(text: str, why: str) -> None:
    with pytest.raises(BadPromise, match=rf"The text in 'ur' for asked .*{why}"):
        make(in_languages("en", "ur", asked={"en": "What happened.", "ur": text}))


@pytest.mark.parametrize("field", ["organisation", "readers, number 1", "not_wanted", "contact_for", "kept, number 1"])
def test_every_text_is_looked_at(field: str) -> None:
    bad = {"en": "turned \u202e around"}
    name = field.split(",", maxsplit=1)[0]
    value: Any = {"readers": (bad,), "kept": (Kept(what=bad, consent="publish"),)}.get(name, bad)
    with pytest.raises(BadPromise, match=f"for {field} holds what nobody can see"):
        terms(**{name: value})


@pytest.mark.parametrize("text", ["two\nlines", "x" * (LINE + 1)])
@pytest.mark.parametrize("name", ["organisation", "readers", "kept"])
def test_names_and_roles_are_one_short_line(name: str, text: str) -> None:
    bad = {"en": text}
    value: Any = {"readers": (bad,), "kept": (Kept(what=bad, consent="publish"),)}.get(name, bad)
    with pytest.raises(BadPromise, match=r"several lines|Shorten it to 120"):
        terms(**{name: value})


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم",
        "« oui\u202f»\u00a0:",
        "3 < 5 & 5 > 3",
        "{organisation} {0} %s $x",
        "One.\nTwo.",
        "x" * PASSAGE,
        "👩\u200d⚖️",
    ],
)
def test_what_people_write_is_taken_as_it_is(text: str) -> None:
    told = made(asked={"en": text}).sentences["en"]
    assert [part.items for part in told if part.about == "asked"] == [tuple(text.split("\n"))]


@given(st.text(max_size=200))
def test_what_was_typed_is_made_fit(text: str) -> None:
    fit = clean(text)
    assert clean(fit) == fit
    left = [each for each in objections("asked", {"en": fit}, ["en"], PASSAGE) if "tag" not in each]
    assert all("is empty" in each or "paragraphs" in each for each in left)


@given(st.text("aگé \t\n.<", max_size=60))
def test_making_fit_keeps_the_words(text: str) -> None:
    assert clean(text).split() == text.split()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"before": "0" * 64}, "The first version has none before it"),
        ({"version": 2}, "every later one names the hash"),
        ({"languages": ("en", "en")}, "A language is named twice"),
        ({"languages": ("en", "ur")}, "There is no text in 'ur' for organisation"),
        ({"asked": texts("What.", ("en", "ur"))}, "text in 'ur' for asked, which is no language of the promise"),
        ({"asked": {}}, "There is no text in 'en' for asked"),
        ({"digits": {}}, "digits must name every language"),
        ({"digits": {"en": "latn", "ur": "arabext"}}, "digits must name every language"),
        ({"readers": (TERMS.readers[0],) * 2}, "The same reader is named twice"),
        ({"uses": ("publish", "contact")}, "in another order"),
        ({"uses": ("contact", "contact", "publish")}, "named twice"),
        ({"uses": ("publish",)}, "contact_for says what contact details are for"),
        ({"contact_for": {}}, "contact_for says what contact details are for"),
        ({"uses": ("contact",)}, "said yes to 'publish', which is not among the uses"),
        ({"kept": TERMS.kept * 2}, "The same is named twice in kept"),
    ],
)
def test_fields_must_fit_together(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(BadPromise, match=why):
        terms(**changes)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"collection": "0123"}, r"\$\.collection"),
        ({"collection": "0123456789ABCDEF0123"}, r"\$\.collection"),
        ({"readers_at_most": 0}, r"\$\.readers_at_most"),
        ({"readers_at_most": 2.5}, r"\$\.readers_at_most"),
        ({"readers_at_most": 1000}, r"\$\.readers_at_most"),
        ({"readers": ()}, r"\$\.readers"),
        ({"backup_days": 0}, r"\$\.backup_days"),
        ({"answer_days": 0}, r"\$\.answer_days"),
        ({"without_script": 1}, r"\$\.without_script"),
        ({"digits": {"en": "roman"}}, r"\$\.digits"),
        ({"country": "Pakistan"}, r"\$\.country"),
        ({"kept": (Kept(what=texts("Your number."), consent="contact"),)}, r"\$\.kept"),
    ],
)
def test_a_field_outside_its_limits_is_refused_where_the_bytes_are_made(changes: dict[str, Any], where: str) -> None:
    wrong = msgspec.structs.replace(MADE, **changes)
    with pytest.raises(BadPromise, match=where):
        encode(wrong)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(BadPromise, match=r"for organisation is empty.*for asked .*⟨U\+202E⟩.*contact_for"):
        terms(organisation={"en": ""}, asked={"en": "\u202e"}, contact_for={})


def test_a_promise_is_frozen() -> None:
    with pytest.raises(AttributeError):
        MADE.readers_at_most = 9  # type: ignore[misc]


@pytest.mark.parametrize("sentences", [{}, {"en": ()}, {**MADE.sentences, "ur": MADE.sentences["en"]}])
def test_sentences_are_in_every_language_of_the_promise(sentences: Any) -> None:
    with pytest.raises(BadPromise, match="sentences in every language"):
        msgspec.structs.replace(MADE, sentences=sentences)
