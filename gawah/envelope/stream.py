"""STREAM, the payload of an age file: chunks of 64 KiB, each sealed under its number and whether it is the last."""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from gawah.envelope import kdf
from gawah.envelope.errors import HeaderFailure, PayloadFailure

CHUNK = 64 * 1024  # bytes
TAG = 16
NONCE = 16


def encrypt(plaintext: bytes, file_key: bytes, nonce: bytes) -> bytes:
    """The payload: ``nonce`` (16 bytes, never used twice), then the chunks."""
    cipher = ChaCha20Poly1305(kdf.derive(file_key, b"payload", nonce))
    count = max(1, -(-len(plaintext) // CHUNK))
    view = memoryview(plaintext)
    pieces = (view[number * CHUNK : (number + 1) * CHUNK] for number in range(count))
    sealed = (cipher.encrypt(_nonce(number, number == count - 1), piece, None) for number, piece in enumerate(pieces))
    return nonce + b"".join(sealed)


def decrypt(payload: bytes, file_key: bytes) -> bytes:
    """The whole plaintext or nothing: PayloadFailure for anything cut off, changed, moved or appended."""
    if len(payload) < NONCE:
        raise HeaderFailure("The sealed file ends before its content begins.")
    cipher = ChaCha20Poly1305(kdf.derive(file_key, b"payload", payload[:NONCE]))
    view = memoryview(payload)[NONCE:]
    count = max(1, -(-len(view) // (CHUNK + TAG)))
    chunks = []
    try:
        for number in range(count):
            piece = view[number * (CHUNK + TAG) : (number + 1) * (CHUNK + TAG)]
            chunks.append(cipher.decrypt(_nonce(number, number == count - 1), piece, None))
    except InvalidTag as error:
        raise _damaged() from error
    if count > 1 and not chunks[-1]:
        raise _damaged()
    return b"".join(chunks)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])


def _damaged() -> PayloadFailure:
    return PayloadFailure("The sealed file was changed or cut off after it was sealed; nothing of it is shown.")
