"""Ed25519 with one rule for every reader, where RFC 8032 leaves room: the library alone would let more pass.

A signature holds where S is below the group's order, the key and R are canonical points and none of the eight of small
order, and S·B − k·A, encoded, is R byte for byte (the equation without the cofactor). That is the strictest rule in
use (``verify_strict`` of ed25519-dalek, libsodium): nobody can alter a signature, or find one that fits two keys.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY = 32  # bytes; a seed and R and S have as many
SIGNATURE = 64

_P = 2**255 - 19
_EIGHTH = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826  # y of a point of order 8
_SMALL = frozenset({0, 1, _P - 1, _EIGHTH, _P - _EIGHTH})


def public(seed: bytes) -> bytes:
    """The public key of 32 secret bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, message: bytes) -> bytes:
    """64 bytes, the same whenever the same is signed."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def is_point(data: bytes) -> bool:
    """Whether ``data`` may be a key or an R: canonical, and not of small order. That it is on the curve is not told."""
    y = int.from_bytes(data, "little") & (1 << 255) - 1
    return len(data) == KEY and y < _P and y not in _SMALL


def verify(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` (64 bytes) over ``message`` is by the holder of ``key``."""
    if len(signature) != SIGNATURE or not is_point(key) or not is_point(signature[:KEY]):
        return False
    try:  # the library looks at S, and at the equation
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True
