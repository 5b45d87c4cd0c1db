"""Who says so: sources, citations, bases, and what was checked."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gawah.desk.models.parts import PART_CLASSES, EDTFField, Part, TextField, word
from gawah.desk.models.people import Actor


class Source(Part):
    """Where something is said. ``quoted_in``: not seen by us, but quoted in that one."""

    PREFIX = "s"
    FIELD_CLASSES = PART_CLASSES | {
        "kind": "public",
        "title": "public",
        "language": "public",
        "publisher": "public",
        "author": "public",
        "date": "public",
        "url": "public",
        "seen": "public",
        "archived_sha256": "public",
        "quoted_in": "public",
        "occasion": "public",
        "reliability": "private",
        "confidential": "internal",
        "note": "private",
    }

    kind = models.CharField(max_length=60, default="document")
    title = word(1000)
    language = word(10)
    publisher = word(300)
    author = word(300)
    date = EDTFField()
    url = word(4000)
    seen = models.DateField(null=True, blank=True)
    archived_sha256 = word(64)
    quoted_in = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL)
    occasion = word(500)
    reliability = word(200)
    confidential = models.BooleanField(default=False)  # only the team may know of it
    note = models.TextField(blank=True, default="")


class Citation(Part):
    """What a source says of one thing in the case, or of one field of it. Disputing ones are kept beside."""

    PREFIX = "c"
    FIELD_CLASSES = PART_CLASSES | {
        "source": "public",
        "of": "public",
        "field": "public",
        "where": "public",
        "words": "public",
        "value": "public",
        "disputes": "public",
        "public": "internal",
    }

    source = models.ForeignKey(Source, on_delete=models.CASCADE)
    of = word(20)  # key of a part, "" = the whole case
    field = word(40)
    where = word(200)
    words = models.TextField(blank=True, default="")
    value = word(500)
    disputes = models.BooleanField(default=False)
    public = models.BooleanField(default=True)  # an unverified note stays on the desk


class Basis(Part):
    """Why a person or a fact may be public."""

    PREFIX = "b"
    FIELD_CLASSES = PART_CLASSES | {
        "kind": "public",
        "note": "public",
        "source": "public",
        "actor": "internal",
    }

    class Kind(models.TextChoices):
        CONSENT = "consent"
        PUBLIC_ROLE = "public_role"
        ALREADY_PUBLISHED = "already_published"
        NO_PERSON = "no_person"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    note = word(1000)
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.CASCADE)
    actor = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.CASCADE)

    class Meta(Part.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["consent", "public_role", "no_person"])
                | Q(kind="already_published", source__isnull=False),
                name="basis_published_names_its_source",
            ),
        ]


class Verification(Part):
    """Who checked what and how, and what state that left the case in. The newest entry counts."""

    PREFIX = "k"
    FIELD_CLASSES = PART_CLASSES | {
        "state": "public",
        "reason": "public",
        "day": "public",
        "checked_by": "private",
        "how": "private",
    }

    class State(models.TextChoices):
        UNVERIFIED = "unverified"
        CORROBORATED = "corroborated"
        VERIFIED = "verified"
        DISPUTED = "disputed"
        RETRACTED = "retracted"

    state = models.CharField(max_length=20, choices=State.choices)
    reason = TextField()
    day = models.DateField(null=True, blank=True)
    checked_by = word(100)
    how = models.TextField(blank=True, default="")

    class Meta(Part.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["unverified", "corroborated", "verified", "disputed", "retracted"]),
                name="verification_state",
            ),
        ]
