"""The Typer application, the data home of a call, and how errors are told.

Exit codes: 0 done, 1 failed or something was found, 2 wrong use, 3 done but some input was refused.
"""

from __future__ import annotations

import datetime
import os
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn
from zoneinfo import ZoneInfo

import msgspec
import typer
from rich.console import Console

from gawah.config.home import Home, Organisation

if TYPE_CHECKING:
    from gawah.releases.decisions import Reasoned

app = typer.Typer(
    name="gawah",
    help="Sealed reports, documented cases and a signed public record for small rights groups.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

FAILED, WRONG_USE, PARTLY = 1, 2, 3

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", help="the data home (else GAWAH_HOME, else ./gawah-home)", show_default=False),
]
JSONOption = Annotated[bool, typer.Option("--json", help="print the result as JSON")]
AsOption = Annotated[str, typer.Option("--as", help="by whom; kept with the decision")]


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"gawah {metadata.version('gawah')}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="print the version, and stop")
    ] = False,
) -> None:
    """What stands before any verb."""


def use_home(folder: Path | None, *, desk: bool = True) -> Home:
    """Point this process at a data home and start Django on it. Fails when there is none.

    ``desk``: whether the verb needs the desk; on a surface that may not open it, it fails.
    """
    if folder is not None:
        os.environ["GAWAH_HOME"] = str(folder.absolute())
    home = Home.current()
    if not home.exists():
        fail(
            f"there is no data home in {home.folder}: name yours with --home or GAWAH_HOME, "
            f"or make one with `gawah init --home {home.folder}`"
        )
    start_django(desk=desk)
    return home


def start_django(*, desk: bool = True) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gawah.config.settings")
    import django
    from django.conf import settings

    django.setup()
    if desk and "desk" not in settings.SURFACE_ROOMS[settings.SURFACE]:
        may = "no database and no key" if settings.SURFACE == "public" else "the sealed room alone"
        fail(
            f"this is the {settings.SURFACE} surface (GAWAH_SURFACE={settings.SURFACE}), which may open {may}: "
            "give this command where that variable is not set, as the user who runs the desk"
        )


def fail(message: str, code: int = FAILED) -> NoReturn:
    """Say what went wrong, in one sentence, and stop."""
    err.print(f"gawah: {message}", markup=False)
    raise typer.Exit(code)


def print_json(value: Any) -> None:
    """One line of JSON on standard output."""
    typer.echo(msgspec.json.encode(value).decode())


def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def decided(organisation: Organisation, by: str, reason: str = "") -> Reasoned:
    """Who decides, why, and when: now, and the day it is in the organisation's time zone."""
    from gawah.releases.decisions import Reasoned

    at = now()
    return Reasoned(by=by, at=at, day=at.astimezone(ZoneInfo(organisation.timezone)).date(), reason=reason)
