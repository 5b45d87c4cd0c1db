"""The one canonical form of a record: JSON, UTF-8, keys sorted, no spaces, defaults left out."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from gawah.record.model import FORMAT, Notice, Record

_decoder = msgspec.json.Decoder(Record | Notice)
_encoder = msgspec.json.Encoder(order="sorted")


class MalformedRecord(ValueError):
    """The bytes are not a ``gawah/record/1``; the message names the field."""


def encode(record: Record | Notice) -> bytes:
    """Canonical bytes. Two equal records give equal bytes, and so one SHA-256."""
    return _encoder.encode(record)


def decode(data: bytes | str) -> Record | Notice:
    try:
        record: Record | Notice = _decoder.decode(data)
        return record
    except msgspec.MsgspecError as error:
        raise MalformedRecord(str(error)) from error
    except RecursionError as error:
        raise MalformedRecord("nested too deeply") from error


def digest(data: bytes) -> str:
    """SHA-256 of canonical bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def schema() -> dict[str, Any]:
    """The JSON Schema of everything a shard line may hold."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": FORMAT,
        **msgspec.json.schema(Record | Notice),
    }
