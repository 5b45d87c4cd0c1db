"""The rooms a fact can be in, each a database of its own.

Every transaction names its room through here. The desk is Django's alias ``default``, since libraries open
transactions on that one; a surface that may not open a room gets Django's dummy database for it, and any
touch fails.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Literal

from django.db import connections, transaction

Room = Literal["sealed", "desk", "public"]

ALIASES: dict[Room, str] = {"sealed": "sealed", "desk": "default", "public": "public"}

# Which room each Django app's tables are in. The router raises for an app that is not here.
APPS: dict[str, Room] = {
    "sealed": "sealed",
    "desk": "desk",
    "imports": "desk",
    "releases": "desk",
    "people": "desk",
    # Django's and allauth's, of which people is made
    "auth": "desk",
    "contenttypes": "desk",
    "sessions": "desk",
    "messages": "desk",
    "account": "desk",
    "mfa": "desk",
    "usersessions": "desk",
    "public": "public",
}


def alias(room: Room) -> str:
    """Django's name for the room's database."""
    return ALIASES[room]


def atomic(room: Room) -> AbstractContextManager[None]:
    """A transaction in one room. Nested, it is a savepoint."""
    return transaction.atomic(using=ALIASES[room])


def on_commit(room: Room, action: Callable[[], None]) -> None:
    """Run ``action`` once the room's transaction has been committed."""
    transaction.on_commit(action, using=ALIASES[room])


def checkpoint(room: Room, wait: int | None = None) -> bool:
    """Fold the write-ahead log into the database file and empty it.

    False if it could not be emptied: a reader is in the way, or this is inside a transaction. ``wait``: milliseconds to
    wait for readers; without it, as long as for any lock.
    """
    connection = connections[ALIASES[room]]
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        if wait is not None:
            cursor.execute("PRAGMA busy_timeout")
            (usual,) = cursor.fetchone()
            cursor.execute(f"PRAGMA busy_timeout = {int(wait)}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, _, _ = cursor.fetchone()
        finally:
            if wait is not None:
                cursor.execute(f"PRAGMA busy_timeout = {int(usual)}")
    return bool(busy == 0)
