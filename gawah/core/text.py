"""Text from outside made harmless, and text of ours made fit for addresses and messages."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from anyascii import anyascii

from gawah.core.folding import DIGITS

# Unicode's Bidi_Control property (UAX #9), with the deprecated format characters beside it.
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)

_bidi = re.compile(f"[{_BIDI}]")
_dropped = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff{_BIDI}]+")
_line_end = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_replaced = re.compile(f"[\ud800-\udfff{_NONCHARACTERS}]")
_plain_words = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*")
_looks_hashed = re.compile(r"(?:.* )?[0-9a-f]{6}")
_not_slug = re.compile(r"[^a-z0-9]+")

_SLUG_WORDS = 48  # characters of a slug before its hash
_digits = str.maketrans(DIGITS)


def clean_cell(text: str) -> str:
    """A cell's text without what could do harm, in NFC; applied twice it changes nothing more.

    Dropped: NUL and other controls (but newline and tab), byte order marks, direction controls. Every kind
    of line end becomes a newline. What is no character (a lone surrogate, U+FFFF) becomes U+FFFD. Joiners
    stay: they are spelling in Urdu and Persian.
    """
    if _harmless(text):
        return unicodedata.normalize("NFC", text)
    kept = _dropped.sub("", text)
    lines = _line_end.sub("\n", kept)
    return unicodedata.normalize("NFC", _replaced.sub("\ufffd", lines))


def _harmless(text: str) -> bool:
    """Whether nothing but letters, marks, spaces, newlines, tabs and joiners is in it, ten times as fast to see."""
    for kept in "\n\t\u200c\u200d\u00a0":
        text = text.replace(kept, "")
    return text.isprintable()


def has_bidi(text: str) -> bool:
    """Whether ``text`` holds a control that can turn the order of what is shown."""
    return _bidi.search(text) is not None


def show_invisible(text: str) -> str:
    """``text`` for a message: newlines as ↵, tabs as ⇥, every other unseen character as ⟨U+202E⟩."""
    return text if text.isascii() and text.isprintable() else "".join(map(_shown, text))


def _shown(character: str) -> str:
    if character == "\n":
        return "↵"
    if character == "\t":
        return "⇥"
    if character.isprintable():
        return character
    return f"⟨U+{ord(character):04X}⟩"


def slug(text: str) -> str:
    """``text`` as one part of an address: lower-case ASCII letters and digits, words joined by hyphens.

    Lower-case ASCII words keep their letters and nothing else. Any other text cannot be read back from its
    letters, so six hex digits of its SHA-256 follow: two texts get one slug only if those agree as well.
    """
    if _plain_words.fullmatch(text) and len(text) <= _SLUG_WORDS and not _looks_hashed.fullmatch(text):
        return text.replace(" ", "-")
    mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    letters = _not_slug.sub("-", anyascii(clean_cell(text)).lower()).strip("-")[:_SLUG_WORDS].strip("-")
    return f"{letters}-{mark}" if letters else mark


def one_line(text: str, limit: int) -> str:
    """``text`` on one line, at most ``limit`` characters, an ellipsis in place of what was cut.

    Nothing is cut between a letter and its marks.
    """
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    end = max(limit - 1, 0)
    while end > 0 and (unicodedata.combining(line[end]) or line[end] == "\u200d" or line[end - 1] == "\u200d"):
        end -= 1
    return line[:end].rstrip() + "…" if limit > 0 else ""


def normal_digits(text: str) -> str:
    """Arabic (٠–٩) and Persian or Urdu (۰–۹) digits as 0–9; nothing else is changed."""
    return text if text.isascii() else text.translate(_digits)
