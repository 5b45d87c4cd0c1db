"""Under which names anybody may register one: the Public Suffix List, as the package brings it; nothing is fetched."""

from __future__ import annotations

from functools import cache

from publicsuffixlist import PublicSuffixList


@cache
def _list() -> PublicSuffixList:
    return PublicSuffixList()


@cache
def _known() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False)


def is_public(name: str) -> bool:
    """Whether a host's name (lower case, letters for punycode) is no more than a public suffix, or has one label."""
    return "." not in name or _list().privatesuffix(name) is None


def is_known(name: str) -> bool:
    """Whether the last label of a host's name is one that the list knows."""
    return _known().publicsuffix(name) is not None


def registered(name: str) -> str:
    """The part of a host's name that somebody registered, ``example.org`` of ``mail.example.org``; else the name."""
    return _list().privatesuffix(name) or name
