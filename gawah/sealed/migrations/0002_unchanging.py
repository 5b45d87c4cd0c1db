"""What may not change, held by SQLite itself: by SQL too, states only move forward and what was promised stays.

PostgreSQL has other triggers; they come with it. An ``OR REPLACE`` deletes without asking a trigger, so an insert in
the place of a row that is there is refused before. Whoever remakes one of these tables in a later migration has to
make its triggers again: SQLite drops them with the table.
"""

from django.db import migrations

RANK = "CASE {}.state WHEN 'open' THEN 1 WHEN 'closed' THEN 2 WHEN 'discarding' THEN 3 WHEN 'discarded' THEN 4 END"
OF_PROMISE = "SELECT state FROM sealed_collection WHERE id = OLD.collection_id"
OF_WRAP = (
    "SELECT state FROM sealed_collection WHERE id = "
    "(SELECT collection_id FROM sealed_epoch WHERE id = OLD.epoch_id)"
)

# table: (what makes a row the same, its collection's state, the states in which it may not be deleted)
WRITTEN = {
    "sealed_promiseversion": (
        "hash = NEW.hash OR (collection_id = NEW.collection_id AND version = NEW.version)",
        OF_PROMISE,
        "'open', 'closed', 'discarding'",
    ),
    "sealed_epoch": (
        "id = NEW.id OR (collection_id = NEW.collection_id AND number = NEW.number)",
        OF_PROMISE,
        "'open', 'closed'",
    ),
    "sealed_wrap": (
        "id = NEW.id OR (epoch_id = NEW.epoch_id AND reader = NEW.reader)",
        OF_WRAP,
        "'open', 'closed'",
    ),
}


def _trigger(table, when, condition, says):
    return (
        f"CREATE TRIGGER {table}_{when.lower()} BEFORE {when} ON {table} "
        f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{says}'); END"
    )


def _triggers():
    forward = f"{RANK.format('NEW')} >= {RANK.format('OLD')}"
    kept = "NEW.id = OLD.id AND NEW.form = OLD.form"
    table = "sealed_collection"
    yield _trigger(table, "UPDATE", f"({forward} AND {kept}) IS NOT TRUE", "a collection only moves forward")
    yield _trigger(table, "DELETE", "OLD.state <> 'discarded'", "a collection stays until it is discarded")
    there = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"
    yield _trigger(table, "INSERT", f"{there} OR {RANK.format('NEW')} IS NULL", "a collection is made once")
    for table, (same, state, kept_in) in WRITTEN.items():
        yield _trigger(table, "UPDATE", "TRUE", "this stays as it was written")
        yield _trigger(table, "DELETE", f"({state}) IN ({kept_in})", "this stays until the discard")
        yield _trigger(table, "INSERT", f"EXISTS (SELECT 1 FROM {table} WHERE {same})", "this is written once")


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for trigger in _triggers():
            schema_editor.execute(trigger)


class Migration(migrations.Migration):
    dependencies = [("sealed", "0001_initial")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
