"""A sealed report and its attachments: what the intake takes, what the reader refuses."""

from __future__ import annotations

import hashlib
import traceback
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from vectors import REPORT, TEAM, example

from gawah.envelope import accepted, age, header, hybrid, manifest, padding, parts, report, stream
from gawah.envelope.errors import AgeError, HeaderFailure, HmacFailure, Malformed, NoMatch, NotAccepted, PartsWrong
from gawah.envelope.manifest import Attachment
from gawah.envelope.padding import REPORT_BUCKETS, TooLong

MALLORY = age.HybridIdentity(b"m" * 32)
LENGTHS = [5755, 9851, 18043, 34427, 67195]  # published: a bucket and 1,659 bytes


def changed(**fields: Any) -> manifest.Manifest:
    return msgspec.structs.replace(example(), **fields)


names = st.from_regex(r"\A[a-z][a-z0-9_]{0,10}\Z")
texts = st.text(max_size=60)


@given(
    st.dictionaries(names, texts | st.lists(texts, max_size=3), max_size=5),
    st.dictionaries(names, st.booleans(), max_size=4),
)
def test_a_report_comes_back(answers: dict[str, Any], consents: dict[str, bool]) -> None:
    given = changed(answers=answers, consents=consents)
    file = report.seal(given, TEAM.recipient)
    accepted.check_report(file)
    assert report.unseal(file, TEAM) == given


def test_nothing_sealed_is_in_an_error_or_a_representation() -> None:
    """What Django's error mail or a log would show."""
    assert repr(example()) == "Manifest(…)"
    assert "talk" not in f"{example().returning!r} {example().attachments!r}"
    plain = manifest.encode(example())
    for old, new in (
        (b'"sealed_by":"reporter"', b'"sealed_by":"planted"'),
        (b"gawah/report/1", b"planted"),
        (b'"form":3', b'"form":3,"planted":1'),
        (b'"form":3', b'"form":3,"a` - at `$.planted":1'),
        (b'"sealed_by":"reporter"', b'"sealed_by":"Expected ` - at `$.planted"'),
        (b'"form":3', b'"form":planted'),
    ):
        with pytest.raises(Malformed) as refused:
            manifest.decode(plain.replace(old, new, 1))
        assert "planted" not in "".join(traceback.format_exception(refused.value))
    with pytest.raises(Malformed, match=r"`\$\.sealed_by`"):
        manifest.decode(plain.replace(b'"sealed_by":"reporter"', b'"sealed_by":"planted"'))
    with pytest.raises(Malformed, match=r"Expected `int`, got `str` - at `\$\.form`"):
        manifest.decode(plain.replace(b'"form":3', b'"form":"planted"'))


def test_published_lengths() -> None:
    assert sorted(accepted.REPORT_LENGTHS) == LENGTHS
    assert [length - 1659 for length in LENGTHS] == list(REPORT_BUCKETS)
    assert list(accepted.MESSAGE_LENGTHS) == [4096 + 1659]
    assert sorted(accepted.PART_LENGTHS) == [67195, 263851, 1050475, 4196971]


@given(st.integers(0, 65532))
def test_every_length_has_its_bucket(length: int) -> None:
    plaintext = padding.padded(b"x" * length, REPORT_BUCKETS)
    assert len(plaintext) in REPORT_BUCKETS
    assert len(plaintext) == 4096 or length + 4 > len(plaintext) // 2
    assert padding.unpadded(plaintext, REPORT_BUCKETS) == b"x" * length


def test_too_long_says_by_how_much() -> None:
    with pytest.raises(TooLong) as refused:
        padding.padded(bytes(65533), REPORT_BUCKETS)
    assert refused.value.over == 1
    with pytest.raises(TooLong):
        report.seal(changed(answers={"what": "x" * 65000}), TEAM.recipient)


@pytest.mark.parametrize(
    "plaintext",
    [
        b"",
        b"\0\0\0",
        bytes(4095),
        bytes(4097),
        b"\xff\xff\xff\xff" + bytes(4092),
        (4093).to_bytes(4) + bytes(4092),
        bytes(4095) + b"\1",
        bytes(8192),
        padding.padded(b"x", (8192,)),
    ],
)
def test_wrong_padding(plaintext: bytes) -> None:
    with pytest.raises(Malformed):
        padding.unpadded(plaintext, REPORT_BUCKETS)


def test_wrong_padding_inside_a_file_of_a_right_length() -> None:
    for plaintext in (padding.padded(manifest.encode(example()), (16384,)), bytes(4096), b"\xff" * 4096):
        with pytest.raises(Malformed):
            report.unseal(age.seal(plaintext, TEAM.recipient), TEAM)


def test_the_intake_takes_only_its_own_form() -> None:
    good = report.seal(example(), TEAM.recipient)
    vault = age.seal_vault(bytes(6000), "words")
    passed = good[: accepted.HEADER].decode()
    wrong = [
        b"",
        good[:-1],
        good + b"\0",
        b"\n" + good[:-1],
        vault[: len(good)],
        good[:1600].replace(b"mlkem768x25519", b"mlkem768X25519") + good[1600:],
        good.replace(b"v1\n", b"v2\n", 1),
        good[:1578] + b"\r" + good[1579:],
        good[: accepted.HEADER - 2] + b"B\n" + good[accepted.HEADER :],  # base64 that is not canonical
        passed.replace("\n---", "=---").encode() + good[accepted.HEADER :],
    ]
    accepted.check_report(good)
    for file in wrong:
        with pytest.raises(NotAccepted):
            accepted.check_report(file)
        with pytest.raises((NotAccepted, AgeError)):
            report.unseal(file, TEAM)
    with pytest.raises(NotAccepted):
        accepted.check_part(good)


def test_the_reader_takes_nothing_that_the_intake_does_not() -> None:
    """Files that age itself would open, and that hold a true report."""
    file_key, nonce = b"k" * 16, b"n" * 16
    body = stream.encrypt(padding.padded(manifest.encode(example()), REPORT_BUCKETS), file_key, nonce)
    mine, other = (hybrid.wrap(file_key, key.recipient) for key in (TEAM, MALLORY))
    for stanzas in ([mine, other], [other, mine], [header.Stanza(("x-grease",), b""), mine]):
        file = header.encode(stanzas, file_key) + body
        assert age.unseal(file, [TEAM])
        with pytest.raises(NotAccepted):
            report.unseal(file, TEAM)
    assert report.unseal(header.encode([mine], file_key) + body, TEAM) == example()


GOOD = report.seal(example(), TEAM.recipient)
ENDS = [at - 1 for at, byte in enumerate(GOOD[: accepted.HEADER]) if byte == ord("\n")][1:]
LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


@pytest.mark.parametrize("at", ENDS)
def test_the_intake_and_the_reader_agree_on_what_is_canonical(at: int) -> None:
    """The last letter of each base64 has bits that must be zero."""
    taken = 0
    for letter in LETTERS:
        mixed = GOOD[:at] + bytes([letter]) + GOOD[at + 1 :]
        try:
            accepted.check_report(mixed)
        except NotAccepted:
            with pytest.raises(HeaderFailure):
                age.unseal(mixed, [TEAM])
        else:
            taken += 1
            if mixed != GOOD:
                with pytest.raises((NoMatch, HmacFailure)):
                    age.unseal(mixed, [TEAM])
    assert taken == (4 if at == ENDS[0] else 16)


def test_a_report_for_somebody_else() -> None:
    with pytest.raises(NoMatch):
        report.unseal(report.seal(example(), TEAM.recipient), MALLORY)


@pytest.mark.parametrize(
    "fields",
    [
        {"answers": {"what": "\ud800"}},
        {"answers": {"What": "x"}},
        {"epoch": 0},
        {"sealed_by": "mallory"},
        {"report": "x" * 20},
        {"attachments": [Attachment("a", "", 1, "a" * 64, [f"{n:064x}"]) for n in range(11)]},
        {"attachments": [Attachment("a", "", 1, "a" * 64, ["b" * 64])] * 2},
        {
            "attachments": [
                Attachment("a", "", 100_000_000, "a" * 64, [f"{24 * file + n:064x}" for n in range(24)])
                for file in range(3)
            ]
        },
    ],
)
def test_no_report_breaks_a_rule(fields: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        report.seal(changed(**fields), TEAM.recipient)


def test_a_row_under_another_reports_ciphertext() -> None:
    given = example()
    assert given.returning
    row = {"collection": given.collection, "epoch": given.epoch, "locator": given.returning.locator}
    assert report.differences(given, **row) == []
    assert report.differences(given, **{**row, "locator": "0" * 64}) == ["locator"]
    assert report.differences(given, **{**row, "epoch": 3, "locator": None}) == ["epoch", "locator"]
    assert report.differences(changed(returning=None), **{**row, "collection": REPORT}) == ["collection", "locator"]
    assert report.differences(changed(returning=None), **{**row, "locator": None}) == []


# Attachments

FILM = bytes(range(256)) * (2 * padding.PART // 256) + b"the end"


@pytest.fixture(scope="module")
def film() -> tuple[Attachment, list[bytes]]:
    """Three parts: two of 4 MiB, one of 64 KiB."""
    return report.seal_attachment(FILM, "film.mp4", "video/mp4", TEAM.recipient)


def opened(entry: Attachment, files: list[bytes | None]) -> bytes:
    return parts.unseal(files, entry.parts, entry.size, entry.sha256, TEAM)


def test_an_attachment_comes_back(film: tuple[Attachment, list[bytes]]) -> None:
    entry, files = film
    assert [len(file) for file in files] == [4196971, 4196971, 67195]
    for file in files:
        accepted.check_part(file)
    assert opened(entry, [*files]) == FILM


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ([1, 0, 2], "Part 1 of 3 belongs elsewhere"),
        ([0, 2, 1], "Part 2 of 3 belongs elsewhere"),
        ([0, 0, 2], "Part 2 of 3 belongs elsewhere"),
        ([0, 1], "There are 2 parts; the report lists 3"),
        ([0, 1, 2, 2], "There are 4 parts"),
        ([0, None, 2], "Part 2 of 3 is missing"),
        ([0, 1, None], "Part 3 of 3 is missing"),
    ],
)
def test_parts_swapped_reordered_or_missing(
    film: tuple[Attachment, list[bytes]], order: list[int | None], words: str
) -> None:
    entry, files = film
    with pytest.raises(PartsWrong, match=words):
        opened(entry, [None if at is None else files[at] for at in order])


def test_a_part_sealed_anew_or_cut_is_not_the_one_that_was_sent(film: tuple[Attachment, list[bytes]]) -> None:
    entry, files = film
    last = parts.seal(b"the end", TEAM.recipient)
    for other in (last, files[2][:-1], files[2] + b"\0", b""):
        with pytest.raises(PartsWrong, match="Part 3 of 3 is not the one that was sent"):
            opened(entry, [files[0], files[1], other])


def listed(files: list[bytes], data: bytes) -> Attachment:
    """What somebody would list who seals whatever they like: anybody can."""
    hashes = [hashlib.sha256(file).hexdigest() for file in files]
    return Attachment("a", "", len(data), hashlib.sha256(data).hexdigest(), hashes)


def test_parts_that_are_listed_and_still_wrong() -> None:
    def sealed(plaintext: bytes) -> bytes:
        return age.seal(plaintext, TEAM.recipient)

    good = sealed(b"abc" + bytes(65533))
    assert opened(listed([good], b"abc"), [good]) == b"abc"
    file = sealed(b"abc" + bytes(65532) + b"\1")
    with pytest.raises(PartsWrong, match="padded"):
        opened(listed([file], b"abc"), [file])
    file = sealed(b"abc" + bytes(262141))
    with pytest.raises(PartsWrong, match="padded"):
        opened(listed([file], b"abc"), [file])
    file = sealed(b"abd" + bytes(65533))
    with pytest.raises(PartsWrong, match="hash"):
        opened(listed([file], b"abc"), [file])
    file = sealed(b"abc")
    with pytest.raises(NotAccepted):
        opened(listed([file], b"abc"), [file])


@given(st.integers(0, 3 * padding.PART))
def test_how_many_parts(size: int) -> None:
    count = parts.count(size)
    assert (count - 1) * padding.PART < max(1, size) <= count * padding.PART
