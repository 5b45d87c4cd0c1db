"""Whether a text tells a name that is not to be told, however the name is spelled or hidden in it.

Looked for as readers would find it: in any spelling that search takes for the same, family name first, in an
address with its words joined or its letters encoded, and behind the signs of Markdown.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from urllib.parse import unquote

from gawah.core.folding import DROPPED, REPLACED, fold

# From here up stand the scripts that write no space between words.
UNSPACED = 0x2E80
# Two words of a name are looked for as one ("nadiakhan" in an address) from this length up.
JOINED = 7

WORD = re.compile(r"[^\W_]+")
MARKDOWN = re.compile(r"[*_`~\\]")
_dropped = re.compile(f"[{DROPPED.replace(chr(0x621), '')}]")
# Letters that keyboards mix up. Not ى: the Arabic name Ali would become the same as the word "on".
_mixed = str.maketrans({letter: same for letter, same in REPLACED.items() if letter != "ى"})


def tells(text: str, name: str) -> bool:
    """Whether ``text`` holds ``name``.

    A single word must stand by itself, or Ali would be found in "Alison"; outside Latin script it is compared
    nearly as written, since folding makes the Arabic name Ali the same as the word "on".
    """
    words = WORD.findall(fold(name))
    if not words:
        return False
    read = unquote(unescape(text))
    forms = (read, MARKDOWN.sub("", read))
    if any(ord(letter) >= UNSPACED for letter in name):
        return any(fold(name) in fold(form) for form in forms)
    if len(words) > 1:
        return any(_tells_words(WORD.findall(fold(form)), words) for form in forms)
    alike = fold if words[0].isascii() else nearly
    return any(alike(name).strip() in WORD.findall(alike(form)) for form in forms)


def _tells_words(said: list[str], name: list[str]) -> bool:
    """In its order or family name first, as words or as one."""
    text = " ".join(said)
    for order in (name, [name[-1], *name[:-1]]):
        joined = "".join(order)
        if " ".join(order) in text or (len(joined) >= JOINED and any(joined in each for each in said)):
            return True
    return False


def nearly(text: str) -> str:
    """One form for what keyboards mix up, and nothing else."""
    return _dropped.sub("", unicodedata.normalize("NFC", text)).casefold().translate(_mixed)
