"""The Django app: members and their sign-in lie in the desk's database."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "gawah.people"
    label = "people"
