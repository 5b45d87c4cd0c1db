"""Figures, measures with their chain of states, laws with provisions and stages."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gawah.desk.models.cases import Place
from gawah.desk.models.parts import PART_CLASSES, EDTFField, Part, TextField, word
from gawah.desk.models.sources import Source

_ONE_NUMBER = ["exactly", "at_least", "more_than", "about", "at_most", "fewer_than"]


# A comparison with what is absent is neither true nor false, and a database lets it pass: absence is asked for first.


class Figure(Part):
    """A number somebody gave. There is no way here to add two of them, and nothing does."""

    PREFIX = "f"
    FIELD_CLASSES = PART_CLASSES | {
        "quantifier": "public",
        "low": "public",
        "high": "public",
        "unit": "public",
        "counted": "public",
        "printed": "public",
        "printed_language": "public",
        "place": "public",
        "period": "public",
        "as_of": "public",
        "source": "public",
    }

    quantifier = models.CharField(max_length=12)
    low = models.PositiveBigIntegerField(null=True, blank=True)
    high = models.PositiveBigIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=100)
    counted = TextField()
    printed = models.CharField(max_length=500)
    printed_language = word(10)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    period = EDTFField()
    as_of = EDTFField()
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.SET_NULL)

    class Meta(Part.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(quantifier__in=_ONE_NUMBER, low__isnull=False, high__isnull=True)
                | Q(quantifier="between", low__isnull=False, high__isnull=False, high__gt=F("low"))
                | Q(quantifier="uncounted", low__isnull=True, high__isnull=True),
                name="figure_quantifier_fits_its_numbers",
            ),
        ]


class Measure(Part):
    """A block, shutdown, filter or takedown. Its states are an ordered chain."""

    PREFIX = "x"
    FIELD_CLASSES = PART_CLASSES | {
        "type": "public",
        "ordered_by": "public",
        "carried_out_by": "public",
        "law_cited": "public",
    }

    type = models.CharField(max_length=60, default="site_block")
    ordered_by = word(300)
    carried_out_by = word(300)
    law_cited = word(500)

    class Meta(Part.Meta):
        constraints = [models.UniqueConstraint(fields=["case"], name="one_measure_a_case")]


class MeasureTarget(Part):
    """What the measure is aimed at."""

    PREFIX = "t"
    FIELD_CLASSES = PART_CLASSES | {"kind": "public", "value": "public"}

    class Kind(models.TextChoices):
        DOMAIN = "domain"
        ADDRESS = "address"
        APP = "app"
        SERVICE = "service"
        NETWORK = "network"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=4000)


class MeasureState(Part):
    """One link of the chain. An address that was tested is not a block."""

    PREFIX = "m"
    FIELD_CLASSES = PART_CLASSES | {
        "state": "public",
        "date": "public",
        "date_printed": "public",
        "place": "public",
        "network": "public",
        "known_by": "public",
        "ordered_by": "public",
        "reason": "public",
        "note": "public",
    }

    state = models.CharField(max_length=40)
    date = EDTFField()
    date_printed = word(200)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    network = word()
    known_by = word(40)
    ordered_by = word(300)
    reason = TextField()
    note = TextField()


class Law(Part):
    """A law or a bill."""

    PREFIX = "w"
    FIELD_CLASSES = PART_CLASSES | {"jurisdiction": "public", "name_printed": "public"}

    jurisdiction = models.CharField(max_length=2)
    name_printed = word(500)

    class Meta(Part.Meta):
        constraints = [models.UniqueConstraint(fields=["case"], name="one_law_a_case")]


class Provision(Part):
    """A clause, numbered and worded as printed."""

    PREFIX = "v"
    FIELD_CLASSES = PART_CLASSES | {"number": "public", "text": "public", "language": "public"}

    number = models.CharField(max_length=60)
    text = models.TextField()
    language = word(10)


class Stage(Part):
    """A step of a law's passage through a chamber or office."""

    PREFIX = "g"
    FIELD_CLASSES = PART_CLASSES | {
        "step": "public",
        "body": "public",
        "date": "public",
        "date_printed": "public",
        "note": "public",
    }

    step = models.CharField(max_length=40)
    body = TextField()
    date = EDTFField()
    date_printed = word(200)
    note = TextField()
