"""``gawah publish``: bring the site up to what is public, signed."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from gawah.cli.app import WRONG_USE, HomeOption, JSONOption, app, err, fail, now, out, print_json, use_home
from gawah.cli.progress import bar
from gawah.config.home import Home, Organisation

if TYPE_CHECKING:
    from gawah.public.publish import Places


@app.command()
def publish(
    copy_to: Annotated[Path | None, typer.Option("--out", help="write a stand-alone copy to this folder too")] = None,
    full: Annotated[bool, typer.Option("--full", help="draw every page anew")] = False,
    clock: Annotated[
        bool, typer.Option("--clock-is-right", help="go on though the last publish is dated later than today")
    ] = False,
    json: JSONOption = False,
    home: HomeOption = None,
) -> None:
    """Publish what has been released: pages, data and signatures, swapped in at once."""
    used = use_home(home)
    if copy_to is not None and copy_to.resolve().is_relative_to(used.folder.resolve()):
        fail(f"{copy_to} lies in the data home: name a folder outside it for the copy", WRONG_USE)
    if copy_to is not None:
        from gawah.site.trees import make_room

        make_room(copy_to)  # before anything is published: who is refused a copy finds the site as it was
    result = publish_home(used, used.organisation(), full=full, clock_is_right=clock, quiet=json)
    if copy_to is not None:
        from gawah.public.publish import copy

        copy(places(used), copy_to)
    if json:
        print_json(result)
        return
    if result["unsearched"]:
        err.print(f"Published without search: {result['unsearched']}", markup=False)
    out.print(
        f"Published as version {result['version']}: {result['written']} files written, "
        f"{result['deleted']} deleted, in {result['seconds']} s. It lies in {used.site / 'live'}.",
        markup=False,
    )


def publish_home(
    home: Home, organisation: Organisation, *, full: bool = False, clock_is_right: bool = False, quiet: bool = False
) -> dict[str, object]:
    """Empty the outbox, then publish; warnings are said on standard error."""
    from gawah.public import publish as public
    from gawah.public.ledger import LedgerDamaged
    from gawah.releases import outbox

    with contextlib.suppress(LedgerDamaged):  # the publish says it, and takes off what was withdrawn
        outbox.deliver()
    with bar("Publishing", quiet=quiet) as progress:
        result = public.publish(
            places(home), organisation.site(), now(), full=full, clock_is_right=clock_is_right, progress=progress
        )
    for warning in result.warnings:
        err.print(f"gawah: {warning}.", markup=False)
    found: dict[str, object] = msgspec.to_builtins(result)
    return found


def places(home: Home) -> Places:
    """Where a publish finds what it needs in this home."""
    from gawah.public.publish import Places

    return Places(site=home.site, cache=home.cache, keys=home.keys)
