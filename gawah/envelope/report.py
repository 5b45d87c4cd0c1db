"""A sealed report: its manifest, padded to a bucket and sealed to the collection's recipient."""

from __future__ import annotations

import hashlib

from gawah.envelope import accepted, age, manifest, padding, parts
from gawah.envelope.hybrid import HybridIdentity
from gawah.envelope.manifest import Attachment, Manifest


def seal(report: Manifest, recipient: str) -> bytes:
    """The file: 4, 8, 16, 32 or 64 KiB and 1,659 bytes; ``padding.TooLong`` where no bucket holds it."""
    return age.seal(padding.padded(manifest.encode(report), padding.REPORT_BUCKETS), recipient)


def unseal(file: bytes, key: HybridIdentity) -> Manifest:
    """The report, or an EnvelopeError: it must be what the intake takes, and canonical inside."""
    accepted.check_report(file)
    return manifest.decode(padding.unpadded(age.unseal(file, [key]), padding.REPORT_BUCKETS))


def seal_attachment(data: bytes, name: str, claimed: str, recipient: str) -> tuple[Attachment, list[bytes]]:
    """An attachment for the manifest, and its sealed parts in order."""
    files = [parts.seal(piece, recipient) for piece in parts.cut(data)]
    hashes = [hashlib.sha256(file).hexdigest() for file in files]
    return Attachment(name, claimed, len(data), hashlib.sha256(data).hexdigest(), hashes), files


def differences(report: Manifest, *, collection: str, epoch: int, locator: str | None) -> list[str]:
    """Which of ``collection``, ``epoch`` and ``locator`` (its SHA-256) the server's row has otherwise than the report.

    Such a row was put under another report's ciphertext: a red bar.
    """
    sealed = report.returning.locator if report.returning else None
    pairs = {
        "collection": (collection, report.collection),
        "epoch": (epoch, report.epoch),
        "locator": (locator, sealed),
    }
    return [name for name, (outside, inside) in pairs.items() if outside != inside]
