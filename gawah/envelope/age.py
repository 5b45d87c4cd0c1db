"""Age files: written to one hybrid recipient or under one passphrase, read with any identity age knows.

What the intake takes is narrower than what is read here: ``accepted.py``.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from gawah.envelope import classic, header, hybrid, stream
from gawah.envelope.classic import Passphrase, X25519Identity
from gawah.envelope.errors import NoMatch
from gawah.envelope.header import FILE_KEY, Stanza
from gawah.envelope.hybrid import HybridIdentity

Identity = HybridIdentity | X25519Identity | Passphrase

#: log2 of scrypt's N for vaults; generated passphrases of 75 bits or more need no more, and old phones bear no more.
VAULT_WORK = 15


def new_identity() -> HybridIdentity:
    return HybridIdentity(os.urandom(hybrid.SEED))


def seal(plaintext: bytes, recipient: str) -> bytes:
    """An age file that the identity of ``recipient`` (``age1pq1…``) opens, and no other."""
    file_key = os.urandom(FILE_KEY)
    return written(plaintext, hybrid.wrap(file_key, recipient), file_key, os.urandom(stream.NONCE))


def seal_vault(plaintext: bytes, passphrase: str) -> bytes:
    """An age file under a generated passphrase of 75 bits or more; WrongKey for an empty one."""
    file_key = os.urandom(FILE_KEY)
    stanza = classic.wrap(file_key, passphrase, os.urandom(classic.SALT), VAULT_WORK)
    return written(plaintext, stanza, file_key, os.urandom(stream.NONCE))


def written(plaintext: bytes, stanza: Stanza, file_key: bytes, nonce: bytes) -> bytes:
    """The file with one stanza. ``file_key`` and ``nonce``: 16 random bytes each, for this file alone."""
    return header.encode([stanza], file_key) + stream.encrypt(plaintext, file_key, nonce)


def unseal(file: bytes, identities: Sequence[Identity]) -> bytes:
    """The whole plaintext, or an AgeError of the class that the age test kit names."""
    read = header.parse(file)
    file_key = next((key for each in identities if (key := each.unwrap(read.stanzas)) is not None), None)
    if file_key is None:
        raise NoMatch("The sealed file is not for this key, or its passphrase is another.")
    read.check(file_key)
    return stream.decrypt(file[read.size :], file_key)


def unseal_vault(file: bytes, passphrase: str) -> bytes:
    """What ``seal_vault`` sealed; an AgeError for anything else, any other work factor included."""
    return unseal(file, [Passphrase(passphrase, VAULT_WORK)])
