"""Age's two older recipient types. X25519 is read and never written; scrypt is for a member's vault and backups."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from gawah.envelope import bech32, kdf
from gawah.envelope.errors import HeaderFailure, WrongKey
from gawah.envelope.header import FILE_KEY, Stanza, b64, unb64

SALT = 16  # bytes
WRAPPED = FILE_KEY + 16
LARGEST_WORK = 20  # log2; a larger one is refused before anything is computed
_ZERO_NONCE = bytes(12)
_work_factor = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)


@dataclass(frozen=True)
class X25519Identity:
    """A classic private key, to read files that other programs made."""

    secret: bytes

    def __repr__(self) -> str:
        return "X25519Identity(…)"

    @classmethod
    def parse(cls, text: str) -> X25519Identity:
        secret = bech32.decode("age-secret-key-", text)
        if secret is None or len(secret) != 32 or not text.isupper():
            raise WrongKey("This is not an age identity (AGE-SECRET-KEY-1…).")
        return cls(secret)

    def unwrap(self, stanzas: tuple[Stanza, ...]) -> bytes | None:
        for stanza in stanzas:
            if stanza.kind == "X25519" and (file_key := self._unwrapped(stanza)) is not None:
                return file_key
        return None

    def _unwrapped(self, stanza: Stanza) -> bytes | None:
        share = _decoded(stanza, arguments=2, size=32)
        key = X25519PrivateKey.from_private_bytes(self.secret)
        try:
            shared = key.exchange(X25519PublicKey.from_public_bytes(share))
        except ValueError as error:
            raise HeaderFailure("The sealed file's X25519 stanza has a share that hides nothing.") from error
        salt = share + key.public_key().public_bytes_raw()
        return _opened(kdf.derive(shared, b"age-encryption.org/v1/X25519", salt), stanza.body)


@dataclass(frozen=True)
class Passphrase:
    """Opens a file sealed with a passphrase. ``work``: the only log2 of scrypt's N it takes; None: up to 20."""

    text: str
    work: int | None = None

    def __repr__(self) -> str:
        return "Passphrase(…)"

    def unwrap(self, stanzas: tuple[Stanza, ...]) -> bytes | None:
        if not any(stanza.kind == "scrypt" for stanza in stanzas):
            return None
        if len(stanzas) != 1:
            raise HeaderFailure("A file sealed with a passphrase has other recipients too; it is not opened.")
        stanza = stanzas[0]
        salt = _decoded(stanza, arguments=3, size=SALT)
        work = stanza.arguments[2]
        if _work_factor.fullmatch(work) is None:
            raise HeaderFailure("The sealed file's scrypt stanza is malformed.")
        if int(work) > LARGEST_WORK or (self.work is not None and int(work) != self.work):
            raise HeaderFailure(f"The sealed file asks for scrypt at 2^{work}, which is not what was agreed.")
        return _opened(_stretched(self.text, salt, int(work)), stanza.body)


def wrap(file_key: bytes, passphrase: str, salt: bytes, work: int) -> Stanza:
    """The scrypt stanza; WrongKey for a passphrase that is empty or no text."""
    if not passphrase:
        raise WrongKey("Nothing is sealed with an empty passphrase.")
    body = ChaCha20Poly1305(_stretched(passphrase, salt, work)).encrypt(_ZERO_NONCE, file_key, None)
    return Stanza(("scrypt", b64(salt).decode("ascii"), str(work)), body)


def _stretched(passphrase: str, salt: bytes, work: int) -> bytes:
    try:
        secret = passphrase.encode("utf-8")
    except UnicodeEncodeError:
        raise WrongKey("There is something in the passphrase that is no character.") from None
    scrypt = Scrypt(salt=b"age-encryption.org/v1/scrypt" + salt, length=32, n=2**work, r=8, p=1)
    return scrypt.derive(secret)


def _decoded(stanza: Stanza, *, arguments: int, size: int) -> bytes:
    """The stanza's first argument after its type; the body's length is checked before anything is decrypted."""
    value = unb64(stanza.arguments[1].encode("ascii")) if len(stanza.arguments) == arguments else None
    if value is None or len(value) != size or len(stanza.body) != WRAPPED:
        raise HeaderFailure(f"The sealed file's {stanza.kind} stanza is malformed.")
    return value


def _opened(key: bytes, body: bytes) -> bytes | None:
    try:
        return ChaCha20Poly1305(key).decrypt(_ZERO_NONCE, body, None)
    except InvalidTag:
        return None
