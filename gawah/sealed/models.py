"""The sealed room: what is opened to reporters, and what they sent, as ciphertext.

Ids are random and a row knows its day and no hour: neither tells in which order anything came. Triggers in the
migration hold what may not change on SQLite, whoever writes there; the models hold it everywhere.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal, NoReturn, TypeVar

from django.db import models

from gawah.core.ids import random_id

FieldClass = Literal["private", "internal"]
State = Literal["open", "closed", "discarding", "discarded"]
STATES: tuple[State, ...] = ("open", "closed", "discarding", "discarded")  # forward only

OFFLINE = "offline"  # in place of a reader's fingerprint: an identity on paper
ALL = ""  # in place of a use: everything

Row = TypeVar("Row", bound=models.Model)


class Unchangeable(Exception):
    """Somebody tried to change what stays as it is."""


class _Unchanging(models.QuerySet[Row]):
    def update(self, **values: Any) -> NoReturn:
        raise Unchangeable(f"a row of {self.model.__name__} stays as it was written")


class _ForwardOnly(models.QuerySet["Collection"]):
    def update(self, **values: Any) -> NoReturn:
        raise Unchangeable("a collection changes by its move alone")


class _Written(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise Unchangeable(f"a row of {type(self).__name__} stays as it was written")
        super().save(*args, **{**options, "force_insert": True})


class Collection(models.Model):
    """People see "form". ``form`` is the version of what it asks."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {"id": "internal", "state": "internal", "form": "internal"}

    id = models.CharField(primary_key=True, max_length=20)
    state = models.CharField(max_length=10, choices=[(state, state) for state in STATES], default="open")
    form = models.PositiveIntegerField()

    objects = _ForwardOnly.as_manager()

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise Unchangeable("a collection changes by its move alone")
        super().save(*args, **{**options, "force_insert": True})

    def move(self, state: State) -> None:
        """Go forward to ``state``; where it or a later one is reached already, nothing happens."""
        before = STATES[: STATES.index(state)]
        models.QuerySet(type(self), using=self._state.db).filter(pk=self.pk, state__in=before).update(state=state)
        self.refresh_from_db()


class PromiseVersion(_Written):
    """A version of a collection's promise: canonical bytes, known by their SHA-256."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        "hash": "internal",
        "collection": "internal",
        "version": "internal",
        "content": "internal",
    }

    hash = models.CharField(primary_key=True, max_length=64)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="promises")
    version = models.PositiveIntegerField()
    content = models.BinaryField()

    objects = _Unchanging.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collection", "version"], name="promise_version_once")]


class Epoch(_Written):
    """The recipient that reports are sealed to for a while."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        "id": "internal",
        "collection": "internal",
        "number": "internal",
        "recipient": "internal",
    }

    id = models.CharField(primary_key=True, max_length=20, default=random_id)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="epochs")
    number = models.PositiveIntegerField()
    recipient = models.TextField()

    objects = _Unchanging.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collection", "number"], name="epoch_once")]


class Wrap(_Written):
    """An epoch's identity, sealed to one reader: a member's fingerprint, or ``offline``."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        "id": "internal",
        "epoch": "internal",
        "reader": "internal",
        "file": "private",
    }

    id = models.CharField(primary_key=True, max_length=20, default=random_id)
    epoch = models.ForeignKey(Epoch, on_delete=models.PROTECT, related_name="wraps")
    reader = models.CharField(max_length=64, db_index=True)
    file = models.BinaryField()

    objects = _Unchanging.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["epoch", "reader"], name="wrap_once")]


class Report(models.Model):
    """What was sent once. ``sealed``, under the shred key, is empty once everything was withdrawn.

    ``submission`` outlives that, so that what is sent again does not come back.
    """

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        "id": "internal",
        "collection": "internal",
        "epoch": "internal",
        "submission": "internal",
        "day": "private",
        "locator": "private",
        "sealed": "private",
    }

    id = models.CharField(primary_key=True, max_length=20, default=random_id)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="reports")
    epoch = models.PositiveIntegerField()
    submission = models.CharField(max_length=20, unique=True)
    day = models.DateField()
    locator = models.CharField(max_length=64, null=True)  # none is shared by many, a value by none
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collection", "locator"], name="locator_once")]


class Withdrawal(models.Model):
    """The SHA-256 of the token that withdraws a use of a report, and the day on which it came."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        "hash": "private",
        "report": "internal",
        "use": "private",
        "day": "private",
    }

    hash = models.CharField(primary_key=True, max_length=64)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="withdrawals")
    use = models.CharField(max_length=64, blank=True)
    day = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "use"], name="withdrawal_once")]


class Message(models.Model):
    """One message of either side, as two files under the shred key: one for each side."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        "id": "internal",
        "report": "internal",
        "number": "private",
        "for_reporter": "private",
        "for_collection": "private",
    }

    id = models.CharField(primary_key=True, max_length=20, default=random_id)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="messages")
    number = models.PositiveIntegerField()
    for_reporter = models.BinaryField()
    for_collection = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="message_number_once")]
