"""Punycode, RFC 3492: only what a check needs, which is to read it. The same as frontend/checks/punycode.ts."""

from __future__ import annotations

_DIGITS = {character: value for value, character in enumerate("abcdefghijklmnopqrstuvwxyz0123456789")}
_BASE, _TMIN, _TMAX, _SKEW, _DAMP, _BIAS, _FIRST = 36, 1, 26, 38, 700, 72, 128
_LONGEST = 63  # characters of a label


def decode(text: str) -> str:
    """The letters of what follows ``xn--`` in a label, given in lower case; empty when it is not punycode."""
    basic, _, digits = text.rpartition("-")
    if len(text) > _LONGEST or not text.isascii() or not digits:
        return ""
    points = [ord(each) for each in basic]
    point, at, bias, read = _FIRST, 0, _BIAS, 0
    while read < len(digits):
        number, read = _number(digits, read, bias)
        if number < 0:
            return ""
        count = len(points) + 1
        bias = _adapted(number, count, first=at == 0 and count == len(basic) + 1)
        at += number
        point += at // count
        at %= count
        if point > 0x10FFFF or 0xD800 <= point < 0xE000:
            return ""
        points.insert(at, point)
        at += 1
    return "".join(map(chr, points))


def _number(digits: str, read: int, bias: int) -> tuple[int, int]:
    """A number of variable length at ``read``, and where it ends; -1 when it is none."""
    number, weight, place = 0, 1, _BASE
    while read < len(digits) and digits[read] in _DIGITS:
        digit = _DIGITS[digits[read]]
        read += 1
        number += digit * weight
        threshold = min(max(place - bias, _TMIN), _TMAX)
        if digit < threshold:
            return number, read
        weight *= _BASE - threshold
        if number > 2**31 or weight > 2**31:
            return -1, read
        place += _BASE
    return -1, read


def _adapted(number: int, count: int, *, first: bool) -> int:
    number = number // _DAMP if first else number // 2
    number += number // count
    steps = 0
    while number > ((_BASE - _TMIN) * _TMAX) // 2:
        number //= _BASE - _TMIN
        steps += _BASE
    return steps + (_BASE - _TMIN + 1) * number // (number + _SKEW)
