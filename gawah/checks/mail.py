"""A message as it was sent (``.eml``): whose name is on whose address, where answers go, what its links say."""

from __future__ import annotations

import email.errors
import email.header
import email.utils
import html
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import Message
from itertools import islice

from anyascii import anyascii

from gawah.checks import indicators, texts
from gawah.checks.content import Piece, detect
from gawah.checks.findings import Finding, Notes, found
from gawah.checks.indicators import Indicators
from gawah.checks.letters import in_letters
from gawah.checks.links import in_host, read_link
from gawah.checks.names import extensions
from gawah.checks.passages import look_at_addresses
from gawah.checks.suffixes import is_known, registered

LARGEST = 32 * 1024 * 1024  # bytes of a message that are read
_TEXT = 1024 * 1024  # characters of one of its texts
_LINE_MOST = 16_384  # characters of one header
_PEOPLE = 50  # headers of one name, and people in them, that are looked at
_NAME = 1_000  # characters of one name or address
_PARTS = 500
_NESTED = 40  # boundaries in boundaries: more is no letter anybody wrote

_HEADER = re.compile(rb"(?:from|to|subject|date|received|return-path|message-id|mime-version|delivered-to):", re.I)
_LINE = re.compile(rb"[A-Za-z][A-Za-z0-9-]*:[^\r\n]*|[ \t][^\r\n]*")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"'@]+@[^\s<>()\[\],;:\"'@]+\.[^\s<>()\[\],;:\"'@]+")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_WORD = re.compile(r"[a-z]{3,}")
# A page in a message is not parsed but searched, each part with a limit: a parser can be kept busy for hours.
_TAG = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]{0,9})\b([^<>]{0,4096})>")
_LEADS = ("a", "area", "form", "base")
_LEADS_TO = re.compile(r"""\b(?:href|action)\s{0,9}=\s{0,9}("[^"]*"|'[^']*'|[^\s"'>]+)""", re.I)
_TAGS = 20_000
_WORDS = 4_096  # characters of the words of a link
_BOUNDARY = re.compile(rb"boundary\s*=", re.I)

# A library that reads whatever anybody sent raises more than it says; what is read here is somebody's message.
_DAMAGED = (
    ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError, email.errors.MessageError,
)  # fmt: skip

Attachment = tuple[bytes, str]


def is_message(piece: Piece) -> bool:
    """Whether a file is a message: by its name, or by the headers it begins with."""
    if detect(piece.head) is not None:
        return False
    if (extensions(piece.name) or ("",))[-1] == "eml":
        return True
    lines = re.split(rb"\r?\n", piece.head[:4096].split(b"\n\n")[0].split(b"\r\n\r\n")[0])[:40]
    headers = sum(bool(_HEADER.match(line)) for line in lines)
    return headers >= 3 and all(_LINE.fullmatch(line) or line.startswith(b"From ") for line in lines[:5] if line)


def in_message(
    data: bytes, where: str, listed: Indicators, notes: Notes, *, too_large: bool = False
) -> Iterator[Attachment]:
    """Everything about a message, and its attachments for whoever looks at each."""
    notes.looked("look.message", "look.links")
    if too_large:
        notes.left("left.long")
    if len(_BOUNDARY.findall(data)) > _NESTED:
        notes.add([found("mail.damaged", where)])
        return
    try:
        message = message_from_bytes(data, policy=policy.compat32)
        parts = [part for part, _ in zip(message.walk(), range(_PARTS), strict=False)]
    except _DAMAGED:
        notes.add([found("mail.damaged", where)])
        return
    _sender(message, where, listed, notes)
    for part in parts:
        if part.is_multipart():
            continue
        try:
            yield from _part(part, where, listed, notes)
        except _DAMAGED:
            notes.add([found("mail.damaged", where)])


def _header(message: Message, name: str) -> Iterator[str]:
    """The values of a header, in letters."""
    for value in (message.get_all(name) or [])[:_PEOPLE]:
        yield _decoded(str(value)[:_LINE_MOST])


def _decoded(value: str) -> str:
    try:
        return str(email.header.make_header(email.header.decode_header(value)))
    except _DAMAGED:
        return value


def _people(message: Message, name: str) -> Iterator[tuple[str, str]]:
    """(name, address) of each one in a header. A name is decoded only once it is apart from its address."""
    raw = [str(value)[:_LINE_MOST] for value in (message.get_all(name) or [])[:_PEOPLE]]
    try:
        pairs = email.utils.getaddresses(raw)
    except _DAMAGED:
        return
    for shown, address in pairs[:_PEOPLE]:
        if address or shown:
            yield _decoded(shown)[:_NAME], _decoded(address)[:_NAME]


def _sender(message: Message, where: str, listed: Indicators, notes: Notes) -> None:
    """The names and addresses of a message, against one another."""
    senders = list(_people(message, "From"))
    for header in ("From", "Sender", "Reply-To", "Return-Path"):
        place = f"{where} › {header}"
        for name, address in _people(message, header):
            notes.add(in_letters(name, place))
            notes.add(_name(name, address, place))
            link = read_link(address)
            if link.email and link.host:
                notes.add(in_letters(address, place))
                notes.add(in_host(link.host, place))
            notes.add(indicators.of_link(address, place, listed))
    for header, code in (("Reply-To", "mail.reply_to"), ("Return-Path", "mail.return_path")):
        notes.add(_elsewhere(senders, list(_people(message, header)), code, f"{where} › {header}"))
    for subject in _header(message, "Subject"):
        notes.add(in_letters(subject, f"{where} › Subject", isolates=True))


def _elsewhere(
    senders: list[tuple[str, str]], others: list[tuple[str, str]], code: str, where: str
) -> Iterator[Finding]:
    """Addresses in domains that somebody else registered than those the message is from."""
    domains = {_registered(address) for _, address in senders} - {""}
    for _, address in others:
        if domains and (domain := _registered(address)) and domain not in domains:
            yield found(code, where, address=address, sender=", ".join(sorted(domains)))


def _registered(address: str) -> str:
    link = read_link(address)
    return registered(link.host.name) if link.email and link.host else ""


def _name(name: str, address: str, where: str) -> Iterator[Finding]:
    """A name that is, or holds, another address; or that has nothing of the address beside it."""
    link = read_link(address)
    if not name or not link.email or not link.host:
        return
    others = [each for each in _ADDRESS.findall(name) if read_link(each).email not in ("", link.email)]
    here = registered(link.host.name)
    if not _ADDRESS.search(name):
        named = (each.lower().strip("._-") for each in _DOMAIN.findall(name))
        others += [each for each in named if is_known(each) and registered(each) != here and "." in each]
    if others:
        yield found("mail.name_is_address", where, address=address, named=others[0])
    elif not _ADDRESS.search(name) and not _shares(name, link.email):
        yield found("mail.name_not_in_address", where, address=address, name=name)


def _shares(name: str, address: str) -> bool:
    """Whether an address has a word of a name, its beginning, its initials, or its consonants.

    By consonants, since Arabic names come without their vowels: محمد is mohammed@.
    """
    plain, words = anyascii(address).lower(), _WORD.findall(anyascii(name).lower())
    initials = "".join(word[0] for word in words)
    if not words or any(word[:4] in plain for word in words) or (len(words) > 1 and plain.startswith(f"{initials}@")):
        return True
    there = _consonants(plain)
    return any(each in there for each in map(_consonants, words) if len(each) > 1)


_ALIKE = str.maketrans(
    {"q": "k", "c": "k", "d": "t", "s": "t", "x": "t", "z": "t", "g": "j", "p": "b", "f": "b", "v": "b"}
)


def _consonants(text: str) -> str:
    """The consonants of a word, those that transcriptions mix up as one, and none twice in a row."""
    plain = re.sub(r"[aeiouyw'`’h]", "", text.lower()).translate(_ALIKE)
    return re.sub(r"(.)\1+", r"\1", plain)


def _part(part: Message, where: str, listed: Indicators, notes: Notes) -> Iterator[Attachment]:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    if name := part.get_filename():
        yield data, _decoded(name)
    elif part.get_content_maintype() == "text":
        charset = part.get_content_charset() or "utf-8"
        if charset in ("us-ascii", "iso-8859-1"):
            charset = "cp1252"  # as every reader does (WHATWG Encoding)
        try:
            text = data.decode(charset, errors="replace")
        except (LookupError, ValueError):
            text = data.decode(errors="replace")
        if len(text) > _TEXT:
            notes.left("left.long")
            text = text[:_TEXT]
        (_html if part.get_content_subtype() == "html" else _plain)(text, where, listed, notes)
    elif data:
        yield data, f"{part.get_content_type().replace('/', '-')}"


def _plain(text: str, where: str, listed: Indicators, notes: Notes) -> None:
    notes.add(in_letters(text, where, isolates=True))
    look_at_addresses(text, listed, notes, where)


def _html(text: str, where: str, listed: Indicators, notes: Notes) -> None:
    """The words of a page, and its links with the words they stand on. Tags are found, not parsed: see above."""
    _plain(html.unescape(_TAG.sub(" ", text)), where, listed, notes)
    lower = text.lower()
    for match in islice(_TAG.finditer(text), _TAGS):
        if match[1].lower() in _LEADS and (leads := _LEADS_TO.search(match[2])):
            end = lower.find("</a", match.end(), match.end() + _WORDS)
            said = _TAG.sub("", text[match.end() : end]) if end >= 0 else ""
            _link(html.unescape(leads[1].strip("\"'")), html.unescape(said), where, listed, notes)


def _link(address: str, words: str, where: str, listed: Indicators, notes: Notes) -> None:
    if address.startswith(("#", "cid:")):
        return
    notes.add(texts.in_address(address, f"{where} › {address}"))
    notes.add(indicators.of_link(address, f"{where} › {address}", listed))
    notes.add(_link_text(address, words, where))


def _link_text(address: str, words: str, where: str) -> Iterator[Finding]:
    """Words of a link that are themselves another address."""
    host = read_link(address).host
    for said in texts.addresses(words):
        named = read_link(said).host
        if host and named and is_known(named.name) and registered(named.name) != registered(host.name):
            yield found("mail.link_text", f"{where} › {said}", link=address, said=said)
            return
