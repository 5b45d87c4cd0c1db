"""What every model of the desk shares.

Each model classes each of its fields in ``FIELD_CLASSES``: *public* may leave through the gate, *private* is
people's data and never leaves, *internal* is bookkeeping and never leaves. The suite fails on a field with none.

A part of a case has an id made of the case's id, a dash and a key of its own ("…-a1"): the key is what the
public record and citations call it, and stays the same from version to version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from django.core.exceptions import ValidationError
from django.db import models

from gawah.core import dates

FieldClass = Literal["public", "private", "internal"]

ID_LENGTH = 40

if TYPE_CHECKING:
    _NullableText = models.CharField[str | None, str | None]
    _JSONText = models.JSONField[dict[str, str], dict[str, str]]
else:
    _NullableText = models.CharField
    _JSONText = models.JSONField


def validate_edtf(value: str) -> None:
    try:
        dates.parse(value)
    except dates.NotADate as error:
        raise ValidationError(str(error)) from error


def validate_text(value: object) -> None:
    """A text in languages: {"en": "..."}; never a bare string, never an empty one."""
    if not isinstance(value, dict):
        raise ValidationError("a text names its language: {'en': '…'}")
    for language, text in value.items():
        if not (isinstance(language, str) and isinstance(text, str) and language and text.strip()):
            raise ValidationError(f"a text in {language!r} is empty; leave the language out instead")


class EDTFField(_NullableText):
    """An EDTF date with its own precision; None where nobody gave one."""

    default_validators = [validate_edtf]

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 60)
        options.setdefault("null", True)
        options.setdefault("blank", True)
        super().__init__(**options)


class TextField(_JSONText):
    """Language code -> text in that language; {} where there is none."""

    default_validators = [validate_text]

    def __init__(self, **options: Any) -> None:
        options.setdefault("default", dict)
        options.setdefault("blank", True)
        super().__init__(**options)


def word(length: int = 200, **options: Any) -> models.CharField[str, str]:
    """A short text, empty where it is not known."""
    return models.CharField(max_length=length, blank=True, default="", **options)


class Part(models.Model):
    """One part of a case."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]]
    PREFIX: ClassVar[str]

    id = models.CharField(primary_key=True, max_length=ID_LENGTH)
    case = models.ForeignKey("desk.Case", on_delete=models.CASCADE, related_name="%(class)s_parts")
    order = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["case_id", "order", "id"]

    @property
    def key(self) -> str:
        """The part's name inside its case: "a1"."""
        return self.id.partition("-")[2]


PART_CLASSES: dict[str, FieldClass] = {"id": "public", "case": "internal", "order": "internal"}
