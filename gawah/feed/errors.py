"""What can go wrong with a feed or its keys. Every message is one a person can act on."""

from __future__ import annotations


class FeedError(Exception):
    """Base of this package's errors; its text is a whole sentence for a person."""


class KeysMissing(FeedError):
    """There are no signing keys where they should be."""


class KeysExist(FeedError):
    """Keys would be overwritten."""


class KeysDamaged(FeedError):
    """A file of the keys folder cannot be read, or does not belong to the others."""


class RootKeyAway(FeedError):
    """The root key was moved off the machine, and what was asked needs it."""


class WrongKey(FeedError):
    """A file holds no key, or another key than the one asked for."""


class FeedDamaged(FeedError):
    """Our own copy of the feed is not what was signed."""


class UnsafePath(FeedError):
    """A path that could leave the site's folder, or that ``sha256sum -c`` could not read."""


class Unreachable(FeedError):
    """There is nothing at a location, or it does not answer."""
