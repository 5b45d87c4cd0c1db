"""The addresses in a text, and what they pretend. The same as frontend/checks/texts.ts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gawah.checks.findings import Finding
from gawah.checks.hosts import is_plain_number
from gawah.checks.links import in_host, in_link, read_link, refang

MOST = 2_000  # addresses of one text that are looked at

_BETWEEN = re.compile(r"[\s<>\"'`|«»“”„‹›،؛؟]+")
_STARTS = re.compile(
    r"(?:h(?:tt|xx|\*\*|__)ps?|fxp|ftps?|wss?|data|javascript|vbscript|file|intent)(?:\[:\]|\[://\]|:)", re.I
)
_COMMAS = re.compile(r"[,;]+")
_AROUND = ".,:;!?)}*_~…۔。([\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
_PARTS = re.compile(r"[^@./\\:?#\[\]{}()\s]+(?:\.[^@./\\:?#\[\]{}()\s]+)+(?::[0-9]{1,5})?(?:[/?#].*)?", re.S)


def addresses(text: str) -> Iterator[str]:
    """Every address in a text, as it is written there: links, names of hosts, email addresses."""
    seen = set[str]()
    for token in dict.fromkeys(_BETWEEN.split(text)):
        for each in _in_token(token) if token else ():
            if each not in seen:
                seen.add(each)
                yield each
            if len(seen) >= MOST:
                return


def _in_token(token: str) -> Iterator[str]:
    starts = [match.start() for match in _STARTS.finditer(token)]
    if starts:
        for start, end in zip(starts, [*starts[1:], len(token)], strict=True):
            yield _trimmed(token[start:end])
        return
    for part in _COMMAS.split(token):
        bare = _trimmed(part).lstrip(_AROUND)
        if _is_bare(bare):
            yield bare


def _trimmed(token: str) -> str:
    """``token`` without the punctuation of the sentence it stands in; a bracket that it opened stays."""
    end, opened = len(token), {")": token.find("("), "]": token.find("[")}
    while end:
        last = token[end - 1]
        if not (last in _AROUND or last == "]") or 0 <= opened.get(last, -1) < end:
            break
        end -= 1
    return token[:end]


def _is_bare(token: str) -> bool:
    """Whether this is a host's name with what follows, or an email address, without a scheme."""
    if "." not in token and "[" not in token and "(" not in token and "{" not in token:
        return False
    plain = refang(token)
    if "@" in plain:
        return bool(read_link(plain).email)
    if not _PARTS.fullmatch(plain):
        return False
    link = read_link(plain)
    if link.host is None or link.scheme != "http":
        return False
    last = link.host.labels[-1]
    return is_plain_number(link.host.given) if link.host.number else len(last) > 1 and not last.isdigit()


def in_address(given: str, where: str) -> Iterator[Finding]:
    """Everything about an address that stands in a text; a plain number there may be a version, and is none."""
    if not is_plain_number(given):
        link = read_link(given)
        yield from in_host(link.host, where) if link.email and link.host else in_link(given, where)
