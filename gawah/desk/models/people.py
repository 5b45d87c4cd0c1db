"""Actors, what they are called, and their part in acts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gawah.desk.models.cases import Act
from gawah.desk.models.parts import PART_CLASSES, Part, TextField, word


class Actor(Part):
    """A person, group, body or company. Whether it may be named in public is ``naming``."""

    PREFIX = "p"
    FIELD_CLASSES = PART_CLASSES | {
        "kind": "public",
        "naming": "public",
        "description": "public",
        "affiliation": "public",
        "country": "public",
        "size_quantifier": "public",
        "size_low": "public",
        "size_high": "public",
        "parentage": "private",
        "contact": "private",
        "note": "private",
    }

    class Naming(models.TextChoices):
        NAMED = "named"
        WITHHELD = "withheld"
        UNNAMED = "unnamed"

    kind = models.CharField(max_length=60, default="person")
    naming = models.CharField(max_length=10, choices=Naming.choices, default=Naming.WITHHELD)
    description = TextField()
    affiliation = word()
    country = word(2)
    size_quantifier = word(12)
    size_low = models.PositiveBigIntegerField(null=True, blank=True)
    size_high = models.PositiveBigIntegerField(null=True, blank=True)
    parentage = word()
    contact = models.TextField(blank=True, default="")
    note = models.TextField(blank=True, default="")

    class Meta(Part.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(naming__in=["named", "withheld", "unnamed"]), name="actor_naming"),
        ]


class ActorName(Part):
    """One full name in one script. Never a first and a last name."""

    PREFIX = "n"
    FIELD_CLASSES = PART_CLASSES | {
        "actor": "internal",
        "text": "public",
        "language": "public",
        "pseudonym": "public",
    }

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="names")
    text = models.CharField(max_length=500)
    language = word(10)
    pseudonym = models.BooleanField(default=False)

    class Meta(Part.Meta):
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="actor_name_text")]


class Involvement(Part):
    """Actor x act, with a role and how certain that is."""

    PREFIX = "i"
    FIELD_CLASSES = PART_CLASSES | {
        "act": "internal",
        "actor": "internal",
        "role": "public",
        "certainty": "public",
        "public": "internal",
    }

    act = models.ForeignKey(Act, on_delete=models.CASCADE)
    actor = models.ForeignKey(Actor, on_delete=models.CASCADE)
    role = models.CharField(max_length=60)
    certainty = word(40)
    public = models.BooleanField(default=True)

    class Meta(Part.Meta):
        constraints = [
            models.UniqueConstraint(fields=["act", "actor", "role"], name="involvement_once"),
        ]
