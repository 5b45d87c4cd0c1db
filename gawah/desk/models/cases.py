"""The case, its places, acts and the dated steps of what came of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from gawah.core import dates, ids
from gawah.desk.models.parts import PART_CLASSES, EDTFField, FieldClass, Part, TextField, word


class Case(models.Model):
    """The container a desk works on, versioned as a whole.

    ``kind`` says what it is about: a case (who did what to whom), a measure, a law, or a figure by itself.
    """

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        "id": "internal",
        "record_id": "public",
        "kind": "public",
        "title": "public",
        "summary": "public",
        "narrative": "public",
        "original": "public",
        "note": "private",
        "status": "internal",
        "owner": "internal",
        "tags": "public",
        "as_of": "public",
        "place": "public",
        "unknown": "public",
        "dataset": "public",
        "listed_in": "public",
        "invented": "public",
        "related": "public",
        "version": "internal",
        "touched": "internal",
    }

    class Kind(models.TextChoices):
        CASE = "case"
        MEASURE = "measure"
        LAW = "law"
        FIGURE = "figure"

    class Status(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"

    id = models.CharField(primary_key=True, max_length=20, default=ids.random_id)
    # Set at the first release, and another than the case's own, so that a public id says nothing about the desk.
    record_id = models.CharField(max_length=20, null=True, blank=True, unique=True, default=None)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CASE)
    title = TextField()
    summary = TextField()
    narrative = TextField()
    original = word(10)
    note = models.TextField(blank=True, default="")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    owner = word(100)
    tags: models.JSONField[list[str], list[str]] = models.JSONField(default=list, blank=True)
    as_of = EDTFField()
    place = models.ForeignKey("desk.Place", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    unknown: models.JSONField[list[dict[str, str]], list[dict[str, str]]] = models.JSONField(default=list, blank=True)
    dataset = word(100, db_index=True)
    listed_in = word(200)
    invented = models.BooleanField(default=False)
    related: models.JSONField[list[str], list[str]] = models.JSONField(default=list, blank=True)  # ids of cases
    version = models.PositiveIntegerField(default=0)
    # Paths of the values a person wrote last ("title", "a1.date"): an import lists a difference, and keeps them.
    touched: models.JSONField[list[str], list[str]] = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["case", "measure", "law", "figure"]), name="case_kind"),
            models.CheckConstraint(condition=Q(status__in=["open", "closed"]), name="case_status"),
        ]

    def __str__(self) -> str:
        return f"case {self.id}"


class Place(Part):
    """Where something happened: as precisely as the desk knows, and how precisely it may be said."""

    PREFIX = "l"
    FIELD_CLASSES = PART_CLASSES | {
        "country": "public",
        "subdivision": "public",
        "city": "public",
        "latitude": "private",  # leaves rounded, and only with precision "city"
        "longitude": "private",
        "printed": "private",
        "kind": "private",
        "precision": "public",
    }

    class Precision(models.TextChoices):
        COUNTRY = "country"
        SUBDIVISION = "subdivision"
        CITY = "city"
        WITHHELD = "withheld"

    country = word(2, db_index=True)
    subdivision = word(8)
    city = word(200)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    printed = word(500)
    kind = word(40)
    precision = models.CharField(max_length=12, choices=Precision.choices, default=Precision.COUNTRY)

    class Meta(Part.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(precision__in=["country", "subdivision", "city", "withheld"]),
                name="place_precision",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="place_coordinates",
            ),
        ]


class Event(Part):
    """What acts happened at: a forum, a trial, an election."""

    PREFIX = "e"
    FIELD_CLASSES = PART_CLASSES | {"name": "public", "date": "public", "place": "public"}

    name = TextField()
    date = EDTFField()
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")


class Act(Part):
    """One thing done. ``account`` is one sentence that says it."""

    PREFIX = "a"
    FIELD_CLASSES = PART_CLASSES | {
        "type": "public",
        "date": "public",
        "date_printed": "public",
        "year": "internal",
        "place": "public",
        "account": "public",
        "reason": "public",
        "law_cited": "public",
        "outcome": "public",
        "platform": "public",
        "tool": "public",
        "vendor": "public",
        "domain": "public",
        "network": "public",
        "event": "public",
    }

    type = models.CharField(max_length=60, db_index=True)
    date = EDTFField()
    date_printed = word(200)
    # The calendar year, where the date lies in one. For counting only.
    year = models.IntegerField(null=True, blank=True, db_index=True)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    account = TextField()
    reason = TextField()
    law_cited = word(500)
    outcome = word(60)
    platform = word()
    tool = word()
    vendor = word()
    domain = word(500)
    network = word()
    event = models.ForeignKey(Event, null=True, blank=True, on_delete=models.SET_NULL)

    class Meta(Part.Meta):
        constraints = [models.CheckConstraint(condition=~Q(type=""), name="act_type")]

    def set_year(self) -> None:
        """Derive ``year``. A month keeps its year; a stretch over several years has none."""
        self.year = dates.parse(self.date).year if self.date else None


class StatusUpdate(Part):
    """One dated step of a proceeding, a detention or an order. A later step is a new one."""

    PREFIX = "u"
    FIELD_CLASSES = PART_CLASSES | {
        "date": "public",
        "date_printed": "public",
        "outcome": "public",
        "note": "public",
        "next_date": "private",
        "watched_by": "private",
    }

    date = EDTFField()
    date_printed = word(200)
    outcome = word(60)
    note = TextField()
    next_date = EDTFField()
    watched_by = word(100)
