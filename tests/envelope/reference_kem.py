"""The hybrid stanza from given randomness, in plain Python from the standards: FIPS 203, X-Wing's combiner, RFC 9180.

``cryptography`` draws its own randomness and takes none, so the vectors, which say what was drawn, are made with this.
It is slow, leaks time, and is for tests alone.
"""

from __future__ import annotations

import hashlib
import hmac

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from gawah.envelope import bech32
from gawah.envelope.header import Stanza, b64

Q, N, K, DU, DV = 3329, 256, 3, 10, 4
Poly = list[int]
ZETAS = [pow(17, int(f"{i:07b}"[::-1], 2), Q) for i in range(128)]
GAMMAS = [pow(17, 2 * int(f"{i:07b}"[::-1], 2) + 1, Q) for i in range(128)]


def stanza(file_key: bytes, recipient: str, drawn: bytes) -> Stanza:
    """``drawn``: 32 bytes for ML-KEM, then 32 for the ephemeral X25519 key."""
    public = bech32.decode("age1pq", recipient)
    assert public is not None and len(drawn) == 64
    lattice, curve = public[:1184], public[1184:]
    shared_m, cipher_m = encapsulate(lattice, drawn[:32])
    ephemeral = X25519PrivateKey.from_private_bytes(drawn[32:])
    share = ephemeral.public_key().public_bytes_raw()
    shared_x = ephemeral.exchange(X25519PublicKey.from_public_bytes(curve))
    shared = hashlib.sha3_256(shared_m + shared_x + share + curve + rb"\.//^" + b"\\").digest()
    return Stanza(("mlkem768x25519", b64(cipher_m + share).decode()), seal_base(shared, file_key))


def seal_base(shared: bytes, plaintext: bytes) -> bytes:
    """HPKE's key schedule in base mode, and its first message."""
    suite = b"HPKE" + bytes.fromhex("647a00010003")

    def extract(salt: bytes, label: bytes, secret: bytes) -> bytes:
        return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + secret, "sha256")

    def expand(key: bytes, label: bytes, info: bytes, length: int) -> bytes:
        return hmac.digest(key, length.to_bytes(2) + b"HPKE-v1" + suite + label + info + b"\1", "sha256")[:length]

    info = b"age-encryption.org/mlkem768x25519"
    context = b"\0" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
    secret = extract(shared, b"secret", b"")
    nonce = expand(secret, b"base_nonce", context, 12)
    return ChaCha20Poly1305(expand(secret, b"key", context, 32)).encrypt(nonce, plaintext, None)


def encapsulate(key: bytes, message: bytes) -> tuple[bytes, bytes]:
    """ML-KEM-768: shared secret and ciphertext (FIPS 203, algorithms 14 and 17)."""
    drawn = hashlib.sha3_512(message + hashlib.sha3_256(key).digest()).digest()
    shared, seed = drawn[:32], drawn[32:]
    t = [unpack(key[384 * i : 384 * (i + 1)], 12) for i in range(K)]
    rho = key[384 * K :]
    y = [ntt(noise(seed, i)) for i in range(K)]
    u = []
    for i in range(K):
        row = [multiply(uniform(rho + bytes([i, j])), y[j]) for j in range(K)]  # the matrix, transposed
        u.append(add(inverse(total(row)), noise(seed, K + i)))
    bits = [(message[i // 8] >> (i % 8)) & 1 for i in range(N)]
    v = add(add(inverse(total([multiply(t[i], y[i]) for i in range(K)])), noise(seed, 2 * K)), [b * 1665 for b in bits])
    return shared, b"".join(pack(compress(each, DU), DU) for each in u) + pack(compress(v, DV), DV)


def noise(seed: bytes, nonce: int) -> Poly:
    """Centred binomial, eta 2."""
    data = int.from_bytes(hashlib.shake_256(seed + bytes([nonce])).digest(128), "little")
    nibbles = [(data >> (4 * i)) & 15 for i in range(N)]
    return [((n & 1) + (n >> 1 & 1) - (n >> 2 & 1) - (n >> 3)) % Q for n in nibbles]


def uniform(seed: bytes) -> Poly:
    data = hashlib.shake_128(seed).digest(1024)
    found: Poly = []
    for a, b, c in zip(data[::3], data[1::3], data[2::3], strict=False):
        found += [each for each in (a + 256 * (b % 16), b // 16 + 16 * c) if each < Q]
    assert len(found) >= N
    return found[:N]


def ntt(poly: Poly) -> Poly:
    f, i, length = list(poly), 1, 128
    while length >= 2:
        for start in range(0, N, 2 * length):
            for j in range(start, start + length):
                t = ZETAS[i] * f[j + length] % Q
                f[j], f[j + length] = (f[j] + t) % Q, (f[j] - t) % Q
            i += 1
        length //= 2
    return f


def inverse(poly: Poly) -> Poly:
    f, i, length = list(poly), 127, 2
    while length <= 128:
        for start in range(0, N, 2 * length):
            for j in range(start, start + length):
                f[j], f[j + length] = (f[j] + f[j + length]) % Q, ZETAS[i] * (f[j + length] - f[j]) % Q
            i -= 1
        length *= 2
    return [each * 3303 % Q for each in f]


def multiply(one: Poly, other: Poly) -> Poly:
    out = []
    for i in range(128):
        a, b, c, d = one[2 * i], one[2 * i + 1], other[2 * i], other[2 * i + 1]
        out += [(a * c + b * d * GAMMAS[i]) % Q, (a * d + b * c) % Q]
    return out


def add(one: Poly, other: Poly) -> Poly:
    return [(a + b) % Q for a, b in zip(one, other, strict=True)]


def total(polys: list[Poly]) -> Poly:
    return [sum(each) % Q for each in zip(*polys, strict=True)]


def compress(poly: Poly, bits: int) -> Poly:
    return [((each << bits) + Q // 2) // Q % (1 << bits) for each in poly]


def pack(poly: Poly, bits: int) -> bytes:
    return sum(each << (bits * i) for i, each in enumerate(poly)).to_bytes(N * bits // 8, "little")


def unpack(data: bytes, bits: int) -> Poly:
    number = int.from_bytes(data, "little")
    return [(number >> (bits * i)) & ((1 << bits) - 1) for i in range(N)]
