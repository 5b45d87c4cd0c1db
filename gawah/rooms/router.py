"""Sends each app's models to the database of its room, and raises for an app that has none."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from gawah.rooms import ALIASES, APPS


class UnknownApp(LookupError):
    """An app that no room holds: name it in ``gawah.rooms.APPS``."""


def _alias(app_label: str) -> str:
    try:
        return ALIASES[APPS[app_label]]
    except KeyError:
        raise UnknownApp(f"no room holds the app {app_label!r}; name it in gawah.rooms.APPS") from None


class RoomRouter:
    """Django's database router: one app, one room; no relation crosses rooms."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return _alias(model._meta.app_label)

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return _alias(model._meta.app_label)

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return _alias(one._meta.app_label) == _alias(other._meta.app_label)

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return _alias(app_label) == db
