"""Whatever is sent: nothing raises but our own refusal, nothing is unpacked beyond the limits, nothing takes long."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from check_cases import FILE, content
from hypothesis import given
from hypothesis import strategies as st

from gawah.checks import inside, texts
from gawah.checks.content import HEAD, TAIL, Piece, detect, ends_as_zip, in_content
from gawah.checks.files import check_bytes, check_stream
from gawah.checks.findings import Notes, Report
from gawah.checks.hosts import read_host
from gawah.checks.indicators import Indicators
from gawah.checks.letters import in_letters, skeleton, taken_for
from gawah.checks.links import read_link
from gawah.checks.loading import BadIndicators, parse
from gawah.checks.passages import check_link, check_text
from gawah.checks.words import languages, phrase, sentence

ODD = "".join(
    map(chr, (0x202E, 0x2067, 0x200B, 0x200C, 0x200D, 0x200F, 0xFE0F, 0xAD, 0x430, 0x456, 0x3B1, 0x627, 0x5D0))
)
LETTERS = st.one_of(st.sampled_from(ODD + "abcxn.-/\\:@?#[]()%01 "), st.characters())
TEXT = st.text(LETTERS, max_size=60)
STARTS = st.sampled_from(
    [content({"is": name})[:64] for name in FILE["contents"]] + [b"PK\x03\x04", b"\x1f\x8b\x08", b""]
)
NAMES = st.builds(
    "{}{}".format, TEXT, st.sampled_from(["", ".jpg", ".pdf.exe", ".zip", ".eml", ".tgz", ".docm", ".txt"])
)


def codes(report: Report) -> set[str]:
    return {each.code for each in report.findings}


def said(report: Report) -> None:
    """Everything that is found can be said in every language."""
    for language in languages():
        for each in report.findings:
            assert "\u202e" not in sentence(each, language)
        for code in (*report.looked_for, *report.left_out):
            assert phrase(code, language)


@given(NAMES, STARTS, st.binary(max_size=200))
def test_any_file(name: str, start: bytes, rest: bytes) -> None:
    said(check_bytes(start + rest, name))


@given(TEXT)
def test_any_link(given_: str) -> None:
    said(check_link(given_, Indicators(hosts=frozenset({"bad.com"}))))
    link = read_link(given_)
    if link.host:
        again = read_host(link.host.name)
        assert again is not None and again.name == link.host.name


@given(st.text(LETTERS, max_size=200))
def test_any_text(text: str) -> None:
    said(check_text(text, Indicators(hosts=frozenset({"bad.com"}))))


@given(st.text())
def test_letters_of_any_text(text: str) -> None:
    list(in_letters(text, "a"))
    skeleton(text)
    taken_for(text)


@given(st.text(st.characters(min_codepoint=0x600, max_codepoint=0x6FF, categories=["Lo", "Mn", "Nd"]), min_size=1))
def test_no_word_in_arabic_letters_is_found(text: str) -> None:
    assert list(in_letters(text, "a")) == []


@given(st.text(st.characters(categories=["Lu", "Ll", "Nd"], codec="ascii"), max_size=40), st.sampled_from(ODD[:4]))
def test_an_unseen_character_is_found_wherever_it_stands(text: str, unseen: str) -> None:
    for at in range(len(text) + 1):
        assert list(in_letters(text[:at] + unseen + text[at:], "a"))


# Messages. What is made to keep a reader busy has no clock: read in quadratic time, the suite would stand still.

HEADERS = st.lists(
    st.tuples(st.sampled_from(["From", "Reply-To", "Return-Path", "Content-Type", "Subject"]), st.text(max_size=60)),
    max_size=6,
)


@given(HEADERS, st.binary(max_size=300))
def test_any_message(headers: list[tuple[str, str]], body: bytes) -> None:
    data = b"".join(f"{name}: {value}\n".encode(errors="replace") for name, value in headers) + b"\n" + body
    said(check_bytes(data, "letter.eml"))


@pytest.mark.parametrize(
    "data",
    [
        b"From: a@b.example\nContent-Type: message/rfc822\n\n" * 3_000,
        b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(2_000)),
        b"From: " + b"(" * 50_000 + b"\n\na",
        b"From: " + b"=?utf-8?q?" * 5_000 + b"?=\n\na",
        b"From: " + b"a" * 200_000 + b" <a@b.example>\n\na",
        b"Content-Type: text/html\nFrom: a@b.example\n\n" + b"<a <!-- href=\"" * 40_000,
        b"Content-Type: text/plain; charset=\"\x00none\"\nFrom: a@b.example\n\n\xff",
        b"Content-Type: text/plain; charset=idna\nFrom: a@b.example\n\na..b",
        b"Content-Transfer-Encoding: base64\nFrom: \n\n=====A",
    ],
    ids=["messages", "parts", "brackets", "encoded words", "a long name", "tags", "charset", "idna", "base64"],
)  # fmt: skip
def test_messages_made_to_keep_a_reader_busy(data: bytes) -> None:
    said(check_bytes(data, "letter.eml"))


@pytest.mark.parametrize(
    "part", ["]", ")", "(", "[", "a.", "a.b ", "h", "://", "@", "xn--", "%41", "😀\u200d", "а", "<a "]
)
def test_texts_made_to_keep_a_reader_busy(part: str) -> None:
    said(check_text(part * 8_000))
    said(check_link(part * 8_000))


# Archives


class Counting(io.BytesIO):
    """A file of zeros after its beginning, which counts what is read of it at a time."""

    def __init__(self, start: bytes, size: int) -> None:
        super().__init__(start)
        self.size, self.at, self.most = size, 0, 0

    def seek(self, offset: int, whence: int = 0) -> int:
        self.at = offset + (self.size if whence == io.SEEK_END else self.at if whence == io.SEEK_CUR else 0)
        return self.at

    def tell(self) -> int:
        return self.at

    def read(self, size: int | None = -1) -> bytes:
        left = max(0, self.size - self.at)
        count = left if size is None or size < 0 else min(size, left)
        self.most = max(self.most, count)
        start = self.getvalue()[self.at : self.at + count]
        self.at += count
        return start + bytes(count - len(start))


@pytest.mark.parametrize(
    ("start", "name", "megabytes"),
    [("jpg", "a.jpg", 100), ("ole", "a.doc", 20), ("text", "a.txt", 100), ("rar", "a.rar", 100)],
)
def test_a_large_file_is_read_in_pieces(start: str, name: str, megabytes: int) -> None:
    file = Counting(content({"is": start}), megabytes * 1024 * 1024)
    check_stream(file, name)
    assert HEAD <= file.most <= 4 * 1024 * 1024


def test_so_are_the_hashes_of_a_file() -> None:
    file = Counting(content({"is": "jpg"}), 10 * 1024 * 1024)
    whole = hashlib.sha256(file.read()).hexdigest()
    file.most = 0
    assert codes(check_stream(file, "a.jpg", Indicators(hashes=frozenset({whole})))) == {"indicator.hash"}
    assert file.most == 1024 * 1024


def opened(monkeypatch: pytest.MonkeyPatch, data: bytes, name: str) -> tuple[Report, int]:
    """The report of an archive, and how many bytes were unpacked for it."""
    unpacked = 0
    whole: Callable[..., Any] = inside._member

    def counted(*arguments: Any) -> Any:
        nonlocal unpacked
        for member, member_name in whole(*arguments):
            unpacked += member.getbuffer().nbytes
            yield member, member_name

    monkeypatch.setattr(inside, "_member", counted)
    return check_bytes(data, name), unpacked


def test_a_bomb_is_said_and_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    report, unpacked = opened(monkeypatch, content({"zip": {"a.bin": {"zeros": 30_000_000}}}), "a.zip")
    assert codes(report) == {"archive.bomb"} and unpacked == 0


def test_a_bomb_that_lies_about_its_size_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytearray(content({"zip": {"a.bin": {"zeros": 5_000_000}}}))
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(mark) + place
        data[at : at + 4] = (1000).to_bytes(4, "little")
    report, unpacked = opened(monkeypatch, bytes(data), "a.zip")
    assert codes(report) <= {"archive.bomb", "archive.damaged"} and codes(report) and unpacked <= inside.ONE_FILE


def test_many_files_are_not_all_looked_at() -> None:
    data, notes = content({"zip": {f"{n}.txt": {"is": "text"} for n in range(30)}}), Notes()
    holder = inside.Holder(io.BytesIO(data), Piece.of("a.zip", data), "a.zip", 0, notes, inside.Budget(files=20))
    assert len(list(inside.look_inside(holder, packed=False))) == 20
    assert [each.code for each in notes.findings] == ["archive.too_much"]


def test_a_list_of_files_that_is_too_long_is_not_read() -> None:
    data = bytearray(content({"zip": {"a.txt": {"is": "text"}}}))
    at = data.rindex(b"PK\x05\x06") + 12
    data[at : at + 4] = (0xFFFFFFFF).to_bytes(4, "little")
    assert codes(check_bytes(bytes(data), "a.zip")) == {"archive.too_much"}


@given(st.integers(0, 400), st.integers(0, 255))
def test_a_damaged_archive_is_a_finding_and_no_error(at: int, byte: int) -> None:
    for name, spec in (
        ("a.zip", {"zip": {"a.docm": {"zip": {"b.txt": {"is": "text"}}}}}),
        ("a.tgz", {"gz": {"tar": {"a": {"is": "text"}}}}),
    ):
        data = bytearray(content(spec))
        data[at % len(data)] = byte
        said(check_bytes(bytes(data), name))


@given(st.binary(max_size=60), st.integers(0, 10_000_000))
def test_any_end_of_an_archive(tail: bytes, size: int) -> None:
    ends_as_zip(b"PK\x05\x06" + tail, size)
    detect(tail)
    list(in_content(Piece("a.jpg", size, b"\xff\xd8\xff" + tail[:HEAD], tail[-TAIL:]), "a"))


def test_a_method_of_packing_that_is_not_known_is_said() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "a")
    data = bytearray(file.getvalue())
    for mark, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = data.index(mark) + place
        data[at : at + 2] = (99).to_bytes(2, "little")
    assert codes(check_bytes(bytes(data), "a.zip")) == {"archive.damaged"}


# Lists

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=20)),
    lambda each: st.one_of(
        st.lists(each, max_size=4),
        st.dictionaries(st.sampled_from(["type", "pattern", "objects", "value", "format"]), each),
    ),
    max_leaves=5,
)


@given(JSON)
def test_any_json(value: Any) -> None:
    try:
        parse(json.dumps(value).encode(), "list.stix2")
    except BadIndicators as error:
        assert "list.stix2" in str(error)


@given(st.text(LETTERS, max_size=120), st.sampled_from(["list.txt", "list.csv", "list.stix2"]))
def test_any_list(text: str, name: str) -> None:
    try:
        loaded = parse(text.encode(errors="replace"), name)
    except BadIndicators as error:
        assert name in str(error)
    else:
        assert all(name in each for each in loaded.refused)


@given(st.text(LETTERS, max_size=60))
def test_any_pattern(text: str) -> None:
    for pattern in (text, f"[domain-name:value = '{text}']"):
        parse(json.dumps({"objects": [{"type": "indicator", "pattern": pattern}]}).encode(), "list.stix2")


@pytest.mark.parametrize(
    "data", [b'{"objects": ' + b"[" * 200_000, b"[" * 500_000, b'{"a":' * 100_000, b"\xff\xfe", b"{]"]
)
def test_a_list_that_cannot_be_read_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(BadIndicators, match=r"^list\.stix2 is no (JSON|UTF-8 text)"):
        parse(data, "list.stix2")


@pytest.mark.parametrize("part", ["[", "a", "a:b=", "a:b='", "a:b=(", "[domain-name:value='a"])
def test_patterns_made_to_keep_a_reader_busy(part: str) -> None:
    parse(json.dumps({"objects": [{"type": "indicator", "pattern": part * 50_000}]}).encode(), "list.stix2")


def test_addresses_of_a_text_are_found_once_and_not_without_end() -> None:
    assert list(texts.addresses("a.com b.com a.com")) == ["a.com", "b.com"]
    many = check_text(" ".join(f"{n}.com" for n in range(texts.MOST + 5)))
    assert "left.links" in many.left_out
