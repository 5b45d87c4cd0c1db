"""States move forward and what was promised stays, by model, queryset and SQL."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from django.db import DatabaseError, connections
from sealed_room import opened

from gawah import rooms
from gawah.sealed.models import STATES, Collection, Epoch, PromiseVersion, Unchangeable, Wrap

pytestmark = pytest.mark.django_db(databases=["sealed"])

OF_PROMISE = (PromiseVersion, Epoch, Wrap)


def sql(statement: str, *values: object) -> None:
    with rooms.atomic("sealed"), connections["sealed"].cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def collection(home: Path) -> Collection:
    return Collection.objects.get(pk=opened().collection)


@pytest.mark.parametrize(("old", "new"), list(product(STATES, STATES)))
def test_a_state_only_moves_forward(collection: Collection, old: str, new: str) -> None:
    collection.move(old)  # type: ignore[arg-type]
    forward = STATES.index(new) >= STATES.index(old)
    statement = "UPDATE sealed_collection SET state = %s WHERE id = %s"
    if forward:
        sql(statement, new, collection.pk)
    else:
        with pytest.raises(DatabaseError, match="forward"):
            sql(statement, new, collection.pk)
        collection.move(new)  # type: ignore[arg-type]
    assert Collection.objects.get().state == (new if forward else old)


def test_a_collection_changes_by_nothing_but_its_move(collection: Collection) -> None:
    collection.move("closed")
    for change in (
        lambda: Collection.objects.update(state="open"),
        lambda: Collection.objects.filter(pk=collection.pk).update(form=2),
        lambda: Collection.objects.bulk_update([collection], ["state"]),
        collection.save,
    ):
        with pytest.raises(Unchangeable), rooms.atomic("sealed"):
            change()
    with pytest.raises(DatabaseError), rooms.atomic("sealed"):  # another object with its id
        Collection(id=collection.pk, form=1).save()
    with pytest.raises(DatabaseError), rooms.atomic("sealed"):
        Collection.objects.bulk_create(
            [Collection(id=collection.pk, form=1)],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["state"],
        )
    assert Collection.objects.get().state == "closed"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sealed_collection SET state = 'ajar'",
        "UPDATE sealed_collection SET state = NULL",
        "UPDATE sealed_collection SET form = 2",
        "UPDATE sealed_collection SET id = '11111111111111111111'",
        "DELETE FROM sealed_collection",
        "INSERT OR REPLACE INTO sealed_collection (id, state, form) SELECT id, 'open', form FROM sealed_collection",
        "INSERT INTO sealed_collection (id, state, form) SELECT id, 'open', form FROM sealed_collection WHERE true"
        " ON CONFLICT (id) DO UPDATE SET state = 'open'",
        "INSERT INTO sealed_collection (id, state, form) VALUES ('22222222222222222222', 'ajar', 1)",
    ],
)
def test_no_sql_moves_a_collection_otherwise(collection: Collection, statement: str) -> None:
    collection.move("closed")
    with pytest.raises(DatabaseError, match="collection"):
        sql(statement)
    assert list(Collection.objects.values_list("pk", "state", "form")) == [(collection.pk, "closed", 1)]


@pytest.mark.parametrize("state", ["open", "closed"])
@pytest.mark.parametrize("model", OF_PROMISE)
def test_what_was_promised_stays_as_it_is(
    collection: Collection, model: type[PromiseVersion] | type[Epoch] | type[Wrap], state: str
) -> None:
    collection.move(state)  # type: ignore[arg-type]
    before = list(model.objects.order_by("pk").values())
    row = model.objects.order_by("pk")[0]
    table = model._meta.db_table
    columns = ", ".join(str(field.column) for field in model._meta.concrete_fields)
    assert before
    for change in (row.save, lambda: model.objects.update(pk="x")):
        with pytest.raises(Unchangeable):
            change()
    for column in (str(field.column) for field in model._meta.concrete_fields):
        with pytest.raises(DatabaseError, match="stays"):
            sql(f"UPDATE {table} SET {column} = {column}")
    for statement in (
        f"DELETE FROM {table}",
        f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}",
        f"REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}",
    ):
        with pytest.raises(DatabaseError, match=r"stays|once"):
            sql(statement)
    with pytest.raises(DatabaseError), rooms.atomic("sealed"):
        row.delete()
    assert list(model.objects.order_by("pk").values()) == before


def test_a_row_in_the_place_of_another_is_refused_whatever_its_id(collection: Collection) -> None:
    """Else a new promise, recipient or wrap could stand where the old one stood."""
    for statement in (
        "INSERT OR REPLACE INTO sealed_promiseversion SELECT 'x', version, content, collection_id "
        "FROM sealed_promiseversion",
        "INSERT OR REPLACE INTO sealed_epoch (id, number, recipient, collection_id) "
        "SELECT 'x', number, 'age1pq1', collection_id FROM sealed_epoch",
        "INSERT OR REPLACE INTO sealed_wrap (id, reader, file, epoch_id) SELECT 'x', reader, x'00', epoch_id "
        "FROM sealed_wrap LIMIT 1",
    ):
        with pytest.raises(DatabaseError, match="once"):
            sql(statement)


def test_a_discard_can_delete_wraps_and_epochs_and_at_its_end_the_promise(collection: Collection) -> None:
    collection.move("discarding")
    Wrap.objects.all().delete()
    Epoch.objects.all().delete()
    with pytest.raises(DatabaseError, match="stays"), rooms.atomic("sealed"):
        PromiseVersion.objects.all().delete()
    collection.move("discarded")
    PromiseVersion.objects.all().delete()
    collection.delete()
    assert not Collection.objects.exists()


def test_no_column_of_the_room_knows_an_hour_or_an_order() -> None:
    from django.apps import apps
    from django.db import models

    for model in apps.get_app_config("sealed").get_models():
        assert set(model.FIELD_CLASSES) == {field.name for field in model._meta.concrete_fields}  # type: ignore[attr-defined]
        for field in model._meta.concrete_fields:
            assert not isinstance(field, models.DateTimeField | models.TimeField | models.AutoField), field
