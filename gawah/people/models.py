"""A member, and the one-time code with which a member sets a password."""

from __future__ import annotations

import datetime
import hashlib
import re
import secrets
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from gawah.core.text import clean_cell
from gawah.rooms import atomic

# Crockford's base 32: no letter that reads as another character. 25 of them hold 125 bits.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011")
_CODE_LENGTH, _GROUP = 25, 5
CODE_LASTS = datetime.timedelta(hours=24)


class Role(models.TextChoices):
    """What a member may do. Who may open which page is said at the page: ``gawah.people.access``."""

    OWNER = "owner"
    RELEASER = "releaser"
    CASEWORKER = "caseworker"
    READER = "reader"


class Language(models.TextChoices):
    """The languages that the desk speaks; empty: what the browser asks for."""

    EN = "en"
    ES = "es"
    FR = "fr"
    AR = "ar"
    UR = "ur"
    BS = "bs"


def clean_name(text: str) -> str:
    """A name as it is stored and looked up: NFC, one space between words, nothing that does not show."""
    return " ".join(clean_cell(text).split())


class Members(BaseUserManager["Member"]):
    """Members by the name they sign in with."""

    def named(self, name: str) -> Member | None:
        """The member of this name, capitals or not; None when there is none."""
        return self.filter(name__iexact=clean_name(name)).first()


class Member(AbstractBaseUser):
    """Someone of the team. No address, no telephone: a name they sign in with, and the public half of their keys."""

    name = models.CharField(max_length=60, unique=True)
    role = models.CharField(max_length=10, choices=Role.choices)
    language = models.CharField(max_length=2, choices=Language.choices, blank=True)
    is_active = models.BooleanField(default=True)  # Django's name for: not disabled
    # Made in the member's browser, all three at once. Empty until then.
    vault = models.BinaryField(blank=True, default=b"")  # an age file that only the member's passphrase opens
    signing_key = models.CharField(max_length=64, blank=True)  # Ed25519, public, 64 hex
    recipient = models.TextField(blank=True)  # age1pq1…

    last_login = None  # Django's; when somebody was last here is nobody's business

    FIELD_CLASSES: ClassVar = dict.fromkeys(
        ("id", "password", "name", "role", "language", "is_active", "vault", "signing_key", "recipient"), "private"
    )
    USERNAME_FIELD = "name"
    objects: ClassVar[Members] = Members()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), name="one_member_of_a_name"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="member_has_a_role"),
            models.CheckConstraint(
                condition=Q(signing_key="", recipient="") | (~Q(signing_key="") & ~Q(recipient="")),
                name="member_has_both_keys_or_none",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def fingerprint(self) -> str:
        """How the sealed room knows a member: SHA-256 in hex of the public signing key; empty without one."""
        return hashlib.sha256(bytes.fromhex(self.signing_key)).hexdigest() if self.signing_key else ""

    @property
    def is_last_owner(self) -> bool:
        """Whether no other owner could sign in if this one could not."""
        others = Member.objects.filter(role=Role.OWNER, is_active=True).exclude(pk=self.pk)
        return self.role == Role.OWNER and self.is_active and not others.exists()


class OneTimeCode(models.Model):
    """Lets one member set a password once, within a day. Only its hash is kept."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="code")
    hash = models.CharField(max_length=64, unique=True)
    ends = models.DateTimeField()

    FIELD_CLASSES: ClassVar = dict.fromkeys(("id", "member", "hash", "ends"), "private")

    def __str__(self) -> str:
        return "one-time code"

    @classmethod
    def make(cls, member: Member, now: datetime.datetime) -> str:
        """A new code for this member, in groups of five; an earlier one no longer works."""
        code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))
        cls.objects.update_or_create(member=member, defaults={"hash": _hash(code), "ends": now + CODE_LASTS})
        return "-".join(code[at : at + _GROUP] for at in range(0, _CODE_LENGTH, _GROUP))

    @classmethod
    def whose(cls, typed: str, now: datetime.datetime) -> Member | None:
        """Whose code this is; None for one that never was, was used, is a day old, or of somebody disabled."""
        found = cls.objects.filter(hash=_hash(_normal(typed)), ends__gt=now, member__is_active=True)
        code = found.select_related("member").first()
        return code.member if code else None

    @classmethod
    def use(cls, typed: str, now: datetime.datetime) -> Member | None:
        """As ``whose``, and it works no second time: of two that try at once, one gets the member."""
        with atomic("desk"):
            member = cls.whose(typed, now)
            taken, _ = cls.objects.filter(hash=_hash(_normal(typed))).delete()
            return member if taken else None


def _normal(typed: str) -> str:
    return re.sub(r"[\s-]", "", typed).upper().translate(_READ_AS)


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
