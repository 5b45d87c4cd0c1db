"""Bech32 (BIP 173) without its length limit, as age writes keys."""

from __future__ import annotations

from collections.abc import Iterable

_CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUE = {letter: value for value, letter in enumerate(_CHARSET)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECK = 6  # five-bit words


def _mixed(top: int) -> int:
    mixed = 0
    for place, term in enumerate(_GENERATOR):
        mixed ^= term if (top >> place) & 1 else 0
    return mixed


_TERMS = tuple(map(_mixed, range(32)))  # for each of the five top bits at once: keys have two thousand letters


def encode(prefix: str, data: bytes) -> str:
    """``data`` under a lower-case ``prefix``."""
    words = _regroup(data, 8, 5)
    if words is None:  # padded, eight bits always fit
        raise AssertionError
    check = _polymod([*_expanded(prefix), *words, *[0] * _CHECK]) ^ 1
    words += [(check >> 5 * (_CHECK - 1 - place)) & 31 for place in range(_CHECK)]
    return prefix + "1" + "".join(_CHARSET[word] for word in words)


def decode(prefix: str, text: str) -> bytes | None:
    """The bytes of ``text``, all lower or all upper case; None unless it is well formed and has that prefix."""
    lower = text.lower()
    if text not in (lower, text.upper()) or not lower.isascii():
        return None
    found, one, rest = lower.rpartition("1")
    if not one or found != prefix or len(rest) < _CHECK or any(letter not in _VALUE for letter in rest):
        return None
    words = [_VALUE[letter] for letter in rest]
    if _polymod([*_expanded(prefix), *words]) != 1:
        return None
    regrouped = _regroup(words[:-_CHECK], 5, 8)
    return None if regrouped is None else bytes(regrouped)


def _expanded(prefix: str) -> list[int]:
    return [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]


def _polymod(words: Iterable[int]) -> int:
    check = 1
    for word in words:
        check = (check & 0x1FFFFFF) << 5 ^ word ^ _TERMS[check >> 25]
    return check


def _regroup(values: Iterable[int], width: int, into: int) -> list[int] | None:
    """Bits regrouped. Into smaller groups the end is padded with zeros; into larger ones such padding is required."""
    kept = bits = 0
    out = []
    for value in values:
        kept = (kept << width | value) & 0xFFF
        bits += width
        while bits >= into:
            bits -= into
            out.append((kept >> bits) & ((1 << into) - 1))
    left = kept & ((1 << bits) - 1)
    if into < width:
        return [*out, left << (into - bits)] if bits else out
    return None if left or bits >= width else out
