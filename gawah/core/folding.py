"""One way to fold text for search and comparison; what is stored is never changed.

The search page folds a reader's query by the same rules, so every step here is one that a browser's script
can take too: Unicode normalisation, lower case, a class of characters to drop, and a table of single
characters. Letters are folded as Urdu and Persian users mix them with Arabic keyboards: ی/ي/ى, ک/ك,
ہ/ھ/ه/ة, hamza carriers.
"""

from __future__ import annotations

import re
import unicodedata

# Combining marks of Latin, Greek and Cyrillic; Arabic vowel and recitation marks, hamza and madda above or
# below, the standalone hamza, tatweel; joiners, direction marks and everything else that has no width.
DROPPED = (
    "\u00ad\u0300-\u036f\u0610-\u061c\u0621\u0640\u064b-\u065f\u0670\u0674\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8"
    "\u06ea-\u06ed\u08d3-\u08ff\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
)

_ARABIC = {
    "ٱ": "ا",  # alif wasla; the other hamza carriers come apart by normalisation
    "ى": "ي",
    "ی": "ي",
    "ې": "ي",
    "ک": "ك",
    "ڪ": "ك",
    "ہ": "ه",
    "ھ": "ه",
    "ە": "ه",
    "ة": "ه",
    "ۃ": "ه",
}
_LATIN = {"đ": "d", "ı": "i", "’": "'", "‘": "'", "ʼ": "'"}  # letters that have no decomposition
DIGITS = {chr(start + digit): str(digit) for start in (0x0660, 0x06F0) for digit in range(10)}

# Single characters that stand for others after normalisation, casefolding and dropping.
REPLACED: dict[str, str] = {**_ARABIC, **_LATIN, **DIGITS}

_dropped = re.compile(f"[{DROPPED}]+")
_replaced = str.maketrans(REPLACED)


def fold(text: str) -> str:
    """``text`` as search and comparison see it: one form for all its spellings, words apart by one space.

    ``fold(fold(text)) == fold(text)``. The result may be empty, and is not for showing.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = _dropped.sub("", apart).translate(_replaced)
    return " ".join(unicodedata.normalize("NFKC", kept).split())
