"""Signing a member out: everywhere, or for good."""

from __future__ import annotations

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession

from gawah.people.models import Member, OneTimeCode


def end_all_sessions(member: Member) -> None:
    """Sign a member out everywhere."""
    get_adapter().end_sessions(list(UserSession.objects.filter(user=member)))


def disable(member: Member) -> None:
    """Let a member sign in no more. Call it in a transaction of the desk."""
    member.is_active = False
    member.save(update_fields=["is_active"])
    OneTimeCode.objects.filter(member=member).delete()
    end_all_sessions(member)
