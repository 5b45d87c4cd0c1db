"""Files of a site: the endings of their compressed forms, and which page list of the feed names each."""

from __future__ import annotations

import hashlib

COMPRESSED = (".gz", ".br")
SEARCH = "search"  # the folder of search bundles: search/{language}/{bundle}/...


def page_list_of(path: str) -> int:
    """0 to 255: the first byte of the SHA-256 of the path, without the ending of a compressed form.

    A page and its compressed forms so share a list: what changes together is listed together. So do all files of
    a search bundle, by its folder's path: one is made anew as a whole, and its files have names that are hashes.
    """
    for ending in COMPRESSED:
        path = path.removesuffix(ending)
    if path.startswith(f"{SEARCH}/"):
        path = "/".join(path.split("/", 3)[:3])
    return hashlib.sha256(path.encode()).digest()[0]
