"""The files a snapshot is made of, and the settings a site is drawn from.

A snapshot is what the public room hands to the site builder, and what anyone can read from the feed:

``shards/{abc}.ndjson``     one canonical record a line, sorted by id; ``abc`` = first three hex digits of the id
``versions/{abc}.ndjson``   the same of former versions, sorted by id and version
``site.json``               :class:`SiteSettings`
``terms.ndjson``            every term of the vocabulary: :class:`Term`, one a line, sorted
``counts.json``             totals of what is published
"""

from __future__ import annotations

from msgspec import Struct

from gawah.record.model import Text

SHARDS = "shards/"
VERSIONS = "versions/"


class SiteSettings(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """``site.json``: what the site needs besides records."""

    name: Text
    tagline: Text = {}  # the one sentence at the top of home
    languages: list[str]  # first = default
    country: str = ""  # ISO alpha-2 lower case; "" = no country of its own
    timezone: str = "UTC"
    licence: str = "CC-BY-4.0"
    notice: Text = {}  # a bar on every page, e.g. that this is a demonstration
    digits: dict[str, str] = {}  # language -> "latn" | "arab" | "arabext"; absent = latn
    contact: str = ""
    base_url: str = ""  # "https://example.org"; feeds and sitemap need it, pages do not


class Term(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, order=True):
    """One vocabulary term as the site shows it."""

    list: str
    code: str
    labels: Text
    definition: Text = {}


def shard_of(record_id: str) -> str:
    """The shard a record lies in: the first three hex digits of its id."""
    return record_id[:3]
