"""The published JSON Schema is the one the code reads by, and the demonstration's records are valid by it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from gawah.cli.demo import documents as demo_documents
from gawah.desk import public_record
from gawah.record import canonical
from gawah.record.model import Notice, Version

PUBLISHED = Path(__file__).parents[2] / "docs" / "reference" / "record.schema.json"


def test_the_published_schema_is_the_code_s() -> None:
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    assert published == canonical.schema(), "write it anew with `make schema`"


def records() -> Iterator[tuple[str, Any]]:
    for number, (name, document) in enumerate(demo_documents()):
        identity = public_record.Identity(
            f"{number:020x}", "2026-11-22", [Version(number=1, released="2026-11-22")], "CC-BY-4.0"
        )
        dated = msgspec.json.decode(msgspec.json.encode(document))
        dated["case"].pop("related", None)
        yield name, json.loads(canonical.encode(public_record.build(dated, identity)))


@pytest.fixture(scope="module")
def validator() -> Any:
    return jsonschema.Draft202012Validator(canonical.schema())


def test_every_record_of_the_demonstration_is_valid(validator: Any) -> None:
    for name, record in records():
        assert not [error.message for error in validator.iter_errors(record)], name


def test_a_notice_is_valid_and_a_field_more_is_not(validator: Any) -> None:
    notice = json.loads(canonical.encode(Notice(id="0" * 20, withdrawn="2026-11-22")))
    assert validator.is_valid(notice)
    assert not validator.is_valid({**notice, "title": {"en": "what was withdrawn"}})
