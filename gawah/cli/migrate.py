"""``gawah migrate``: bring the rooms that this surface may open to this version's tables."""

from __future__ import annotations

import os

from gawah.cli.app import HomeOption, app, out, use_home


@app.command()
def migrate(home: HomeOption = None) -> None:
    """Bring the databases to this version's tables."""
    use_home(home, desk=os.environ.get("GAWAH_SURFACE") != "intake")
    out.print(f"Up to date: {', '.join(migrate_rooms())}.", markup=False)


def migrate_rooms() -> list[str]:
    """Migrate every room that this surface may open; returns their names."""
    from django.conf import settings
    from django.core.management import call_command

    from gawah.rooms import alias

    rooms = settings.SURFACE_ROOMS[settings.SURFACE]
    for room in rooms:
        call_command("migrate", database=alias(room), verbosity=0, interactive=False)
    return list(rooms)
