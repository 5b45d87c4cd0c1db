"""The Typer application, the data home of a call, and how errors are told.

Exit codes: 0 done, 1 failed or something was found, 2 wrong use, 3 done but some input was refused.
"""

from __future__ import annotations

import datetime
import os
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


def use_home(folder: Path | None) -> Home:
    """Point this process at a data home and start Django on it. Fails when there is none."""
    if folder is not None:
        os.environ["GAWAH_HOME"] = str(folder.absolute())
    home = Home.current()
    if not home.exists():
        fail(f"there is no data home in {home.folder}: make one with `gawah init --home {home.folder}`")
    start_django()
    return home


def start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gawah.config.settings")
    import django

    django.setup()


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
