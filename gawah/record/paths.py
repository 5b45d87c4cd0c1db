"""Files of a site: the endings of their compressed forms, and which page list of the feed names each."""

from __future__ import annotations

import hashlib

COMPRESSED = (".gz", ".br")


def page_list_of(path: str) -> int:
    """0 to 255: the first byte of the SHA-256 of the path, without the ending of a compressed form.

    A page and its compressed forms so share a list: what changes together is listed together.
    """
    for ending in COMPRESSED:
        path = path.removesuffix(ending)
    return hashlib.sha256(path.encode()).digest()[0]
