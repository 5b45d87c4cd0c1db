"""Each app has one room, and an app without one is refused."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models, transaction

from gawah import rooms
from gawah.desk.models import Act, Case
from gawah.public.models import Published
from gawah.rooms.router import RoomRouter, UnknownApp

ROUTER = RoomRouter()


def stranger() -> type[models.Model]:
    """A model of an app that no room holds."""

    class Meta:
        app_label = "stranger"
        managed = False

    return type("Stranger", (), {"_meta": Meta, "Meta": Meta})


def test_every_installed_app_has_a_room() -> None:
    assert {app.label for app in apps.get_app_configs()} == set(rooms.APPS)


def test_models_go_to_the_database_of_their_room() -> None:
    assert (ROUTER.db_for_read(Case), ROUTER.db_for_write(Case)) == ("default", "default")
    assert (ROUTER.db_for_read(Published), ROUTER.db_for_write(Published)) == ("public", "public")
    assert ROUTER.allow_migrate("default", "desk")
    assert not ROUTER.allow_migrate("public", "desk")


def test_no_relation_between_rooms() -> None:
    assert ROUTER.allow_relation(Case(), Act())
    assert not ROUTER.allow_relation(Case(), Published())


def test_an_app_without_a_room_is_refused() -> None:
    for ask in (ROUTER.db_for_read, ROUTER.db_for_write):
        with pytest.raises(UnknownApp, match="stranger"):
            ask(stranger())
    with pytest.raises(UnknownApp, match=r"gawah\.rooms\.APPS"):
        ROUTER.allow_migrate("default", "stranger")


@pytest.mark.django_db(databases=["default", "public"])
def test_a_transaction_is_in_the_room_it_names() -> None:
    with rooms.atomic("public"):
        Published.objects.create(record_id="a", kind="case", version=1, released="2026-11-22", changed=1)
        transaction.set_rollback(True, using="public")
    assert not Published.objects.exists()
    with rooms.atomic("desk"):
        Case.objects.create(id="a")
    assert Case.objects.exists()


@pytest.mark.django_db(databases=["default", "public"])
def test_on_commit_runs_when_its_own_room_has_committed(django_capture_on_commit_callbacks: object) -> None:
    done: list[str] = []
    with django_capture_on_commit_callbacks(using="public", execute=True):  # type: ignore[operator]
        rooms.on_commit("public", lambda: done.append("public"))
        assert done == []
    assert done == ["public"]
