"""Where a member is signed in, and how that ends: one session, all but this one, all for good."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from gawah.people.models import Member, OneTimeCode
from gawah.rooms import atomic


def open_sessions(member: Member) -> list[UserSession]:
    """The sessions of a member that still hold, the newest first; those that ended by themselves are forgotten."""
    listed = list(UserSession.objects.filter(user=member).order_by("-created_at", "-pk"))
    keys = [each.session_key for each in listed]
    held = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    alive = set(held.values_list("session_key", flat=True))
    UserSession.objects.filter(session_key__in=set(keys) - alive).delete()
    return [each for each in listed if each.session_key in alive]


def forget_what_ran_out() -> None:
    """Delete the sessions that hold no more; nothing else would."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


def end(sessions: Iterable[UserSession]) -> None:
    """End these sessions: their cookies open nothing any more."""
    keys = [each.session_key for each in sessions]
    with atomic("desk"):
        Session.objects.filter(session_key__in=keys).delete()
        UserSession.objects.filter(session_key__in=keys).delete()


def end_all(member: Member) -> None:
    """Sign a member out everywhere."""
    end(UserSession.objects.filter(user=member))


def end_others(request: HttpRequest, user: Member, **_: Any) -> None:
    """Sign a member out everywhere but here. allauth's signal of a changed password and a new factor."""
    end(UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key))


def disable(member: Member) -> None:
    """Let a member sign in no more, and sign them out everywhere."""
    with atomic("desk"):
        member.is_active = False
        member.save(update_fields=["is_active"])
        OneTimeCode.objects.filter(member=member).delete()
        end_all(member)
