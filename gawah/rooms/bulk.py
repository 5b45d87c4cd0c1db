"""Many new rows by one prepared statement, without a model instance for each of them.

``bulk_create`` makes an object of every row and an SQL expression of every value, which is most of the time of a
long import. Here a row is a mapping of the model's own names. The database's constraints hold as ever; neither
``save`` nor a signal is called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.db import connections, models
from django.db.models.fields import NOT_PROVIDED

from gawah.rooms import Room, alias

Row = Mapping[str, Any]  # attribute name ("case_id" of a relation) -> value
Prepare = Callable[[Any], Any]

# What a driver takes as it is.
_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.FloatField, models.BooleanField)


class _Statement(NamedTuple):
    sql: str
    defaults: list[Any]  # by place, as the database has them
    places: dict[str, tuple[int, Prepare | None]]
    needed: frozenset[str]  # what every row has to name


def insert(room: Room, model: type[models.Model], rows: Sequence[Row]) -> None:
    """Insert rows inside the caller's transaction. What a row does not name gets its field's default.

    Raises KeyError for a name that is no field, and for a row without one that has no fixed default, as its key.
    """
    if not rows:
        return
    statement = _statement(room, model)
    with connections[alias(room)].cursor() as cursor:
        cursor.executemany(statement.sql, [_values(statement, row) for row in rows])


def _values(statement: _Statement, row: Row) -> list[Any]:
    if not statement.needed <= row.keys():
        raise KeyError(min(statement.needed - row.keys()))
    values = statement.defaults.copy()
    for name, value in row.items():
        place, prepare = statement.places[name]
        values[place] = prepare(value) if prepare and value is not None else value
    return values


@cache
def _statement(room: Room, model: type[models.Model]) -> _Statement:
    connection = connections[alias(room)]
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(model._meta.db_table)
    return _Statement(
        f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608 - our own names
        [None if _has_none(field) else field.get_db_prep_save(field.get_default(), connection) for field in fields],
        {field.attname: (place, _prepare(room, field)) for place, field in enumerate(fields)},
        frozenset(field.attname for field in fields if _has_none(field)),
    )


def _has_none(field: models.Field[Any, Any]) -> bool:
    """Whether a field has no default that is the same for every row."""
    if field.default is NOT_PROVIDED:
        return not field.null
    return callable(field.default) and field.default not in (dict, list)


def _prepare(room: Room, field: models.Field[Any, Any]) -> Prepare | None:
    if field.is_relation or isinstance(field, _PLAIN):
        return None
    connection = connections[alias(room)]
    return lambda value: field.get_db_prep_save(field.to_python(value), connection)
