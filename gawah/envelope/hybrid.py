"""The one recipient type Gawah writes: ``mlkem768x25519``, ML-KEM-768 and X25519 together (HPKE, base mode).

An identity is a 32-byte seed; SHAKE-256 makes the ML-KEM seed (64 bytes) and the X25519 key (32) of it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from gawah.envelope import bech32
from gawah.envelope.errors import HeaderFailure, WrongKey
from gawah.envelope.header import FILE_KEY, Stanza, b64, unb64

KIND = "mlkem768x25519"
SEED = 32  # bytes
ENCAPSULATED = 1120  # bytes: ML-KEM ciphertext 1088, X25519 share 32
WRAPPED = FILE_KEY + 16

_MLKEM_PUBLIC = 1184
_MLKEM_ENCAPSULATED = 1088
_PUBLIC = _MLKEM_PUBLIC + 32
_INFO = b"age-encryption.org/mlkem768x25519"
_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)


@dataclass(frozen=True)
class HybridIdentity:
    """A private key. Its seed is in no repr."""

    seed: bytes

    def __post_init__(self) -> None:
        if len(self.seed) != SEED:
            raise WrongKey("An identity is made of 32 bytes.")

    def __repr__(self) -> str:
        return "HybridIdentity(…)"

    @classmethod
    def parse(cls, text: str) -> HybridIdentity:
        """Of ``AGE-SECRET-KEY-PQ-1…``; WrongKey for anything else."""
        seed = bech32.decode("age-secret-key-pq-", text)
        if seed is None or not text.isupper():
            raise WrongKey("This is not a hybrid age identity (AGE-SECRET-KEY-PQ-1…).")
        return cls(seed)

    def encode(self) -> str:
        return bech32.encode("age-secret-key-pq-", self.seed).upper()

    @cached_property
    def _keys(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        expanded = hashlib.shake_256(self.seed).digest(96)
        return (
            MLKEM768PrivateKey.from_seed_bytes(expanded[:64]),
            X25519PrivateKey.from_private_bytes(expanded[64:]),
        )

    @cached_property
    def recipient(self) -> str:
        """The public key, ``age1pq1…``."""
        lattice, curve = self._keys
        return bech32.encode("age1pq", lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw())

    def unwrap(self, stanzas: tuple[Stanza, ...]) -> bytes | None:
        """The file key, None where no stanza is for this identity; HeaderFailure for a malformed stanza."""
        for stanza in stanzas:
            if stanza.kind == KIND and (file_key := self._unwrapped(stanza)) is not None:
                return file_key
        return None

    def _unwrapped(self, stanza: Stanza) -> bytes | None:
        encapsulated = unb64(stanza.arguments[1].encode("ascii")) if len(stanza.arguments) == 2 else None
        if encapsulated is None or len(encapsulated) != ENCAPSULATED or len(stanza.body) != WRAPPED:
            raise HeaderFailure(f"The sealed file's {KIND} stanza is malformed.")
        lattice, curve = self._keys
        try:  # a share of low order gives an all-zero secret: to be told from "not for this identity"
            curve.exchange(X25519PublicKey.from_public_bytes(encapsulated[_MLKEM_ENCAPSULATED:]))
        except ValueError as error:
            raise HeaderFailure(f"The sealed file's {KIND} stanza has a share that hides nothing.") from error
        try:
            return _SUITE.decrypt(encapsulated + stanza.body, hpke.MLKEM768X25519PrivateKey(lattice, curve), _INFO)
        except InvalidTag:
            return None


def wrap(file_key: bytes, recipient: str) -> Stanza:
    """The stanza that lets ``recipient`` (``age1pq1…``) find the file key; WrongKey for any other recipient."""
    public = check_recipient(recipient)
    try:
        key = hpke.MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC]),
            X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC:]),
        )
        sealed = _SUITE.encrypt(file_key, key, _INFO)
    except ValueError as error:
        raise WrongKey("Nothing is sealed to this: the recipient's key is no key.") from error
    return Stanza((KIND, b64(sealed[:ENCAPSULATED]).decode("ascii")), sealed[ENCAPSULATED:])


def check_recipient(recipient: str) -> bytes:
    """The public key's 1,216 bytes; WrongKey unless ``recipient`` is written as a hybrid one (``age1pq1…``) is."""
    public = bech32.decode("age1pq", recipient)
    if public is None or len(public) != _PUBLIC or not recipient.islower():
        raise WrongKey("Nothing is sealed to this: it is not a hybrid age recipient (age1pq1…).")
    return public
