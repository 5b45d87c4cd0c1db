"""The Django app: members and their sign-in lie in the desk's database."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "gawah.people"
    label = "people"

    def ready(self) -> None:
        from allauth.account.signals import password_changed
        from allauth.mfa.signals import authenticator_added

        from gawah.people.sessions import end_others

        password_changed.connect(end_others)
        authenticator_added.connect(end_others)  # else who gave the password alone would be past the gate from here on
