"""The host of an address as one text for comparing: letters for punycode, dots for numbers. As in hosts.ts."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass

from gawah.checks import punycode
from gawah.checks.tables import letters

_LONGEST = 253
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)")
_PLAIN_QUAD = re.compile(r"(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})")
_BARRED = re.compile(r"[\x00-\x20#/:<>?@\\^|%\[\]\x7f]")


@dataclass(frozen=True, slots=True)
class Host:
    """A host. ``name`` is for comparing: lower case, no dot at its end, letters instead of punycode; an address of
    version 4 as four decimal numbers, of version 6 as eight groups in brackets.

    ``given`` is what was written. ``number``: whether it is an address and not a name.
    """

    given: str
    name: str
    number: bool = False
    punycode: bool = False
    trailing_dot: bool = False

    @property
    def labels(self) -> list[str]:
        """The parts between the dots; the whole of a number."""
        return [self.name] if self.number else self.name.split(".")


def read_host(given: str) -> Host | None:
    """The host that ``given`` writes; None when it writes none."""
    if given.startswith("[") and given.endswith("]"):
        name = _version_6(given[1:-1])
        return Host(given, name, number=True) if name else None
    text = unicodedata.normalize("NFKC", _unescaped(given)).lower()
    for dot in letters().dots + "。":
        text = text.replace(dot, ".")
    bare = text.rstrip(".")
    if not bare or len(text) > _LONGEST or _BARRED.search(bare) or ".." in bare or bare.startswith("."):
        return None
    dotted = bare != text
    if _NUMBER.fullmatch(bare.split(".")[-1]):
        name = _version_4(bare)
        return Host(given, name, number=True, trailing_dot=dotted) if name else None
    decoded = [_label(each) for each in bare.split(".")]
    return Host(given, ".".join(decoded), punycode=any(_encoded(each) for each in bare.split(".")), trailing_dot=dotted)


def _encoded(label: str) -> bool:
    return _label(label) != label


def _label(label: str) -> str:
    decoded = punycode.decode(label[4:]) if label.startswith("xn--") else ""
    folded = unicodedata.normalize("NFKC", decoded).lower()
    return folded if folded and not folded.isascii() and not _BARRED.search(folded) and "." not in folded else label


def _unescaped(text: str) -> str:
    """``text`` without percent signs where they write UTF-8."""
    if "%" not in text:
        return text
    raw = re.sub(rb"%([0-9A-Fa-f]{2})", lambda match: bytes([int(match[1], 16)]), text.encode(errors="replace"))
    return raw.decode(errors="replace")


def _version_4(text: str) -> str:
    """An address of version 4 as browsers read it (WHATWG URL, "IPv4 parser"): decimal, octal, hexadecimal, short."""
    parts = text.split(".")
    if len(parts) > 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        return ""
    numbers = [_number(part) for part in parts]
    if min(numbers) < 0 or any(each > 255 for each in numbers[:-1]) or numbers[-1] >= 256 ** (5 - len(numbers)):
        return ""
    whole = numbers[-1] + sum(each << (8 * (3 - place)) for place, each in enumerate(numbers[:-1]))
    return ".".join(str(whole >> shift & 255) for shift in (24, 16, 8, 0))


def _number(part: str) -> int:
    """One part of such an address; -1 for what is no number of at most 32 bits."""
    if part.startswith("0x"):
        digits, radix = part[2:], 16
    elif len(part) > 1 and part.startswith("0"):
        digits, radix = part[1:], 8
    else:
        digits, radix = part, 10
    digits = digits.lstrip("0") or "0"
    if len(digits) > 12 or (radix == 8 and re.search("[89]", digits)):
        return -1
    return int(digits, radix)


def _version_6(text: str) -> str:
    try:
        whole = int(ipaddress.IPv6Address(text.split("%", maxsplit=1)[0]))
    except ValueError:
        return ""
    return "[" + ":".join(f"{whole >> shift & 0xFFFF:x}" for shift in range(112, -16, -16)) + "]"


def is_plain_number(given: str) -> bool:
    """Whether this is an address of version 4 in its usual form."""
    return _PLAIN_QUAD.fullmatch(given) is not None
