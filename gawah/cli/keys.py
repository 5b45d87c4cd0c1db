"""``gawah keys``: the keys that sign what is published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gawah.cli.app import WRONG_USE, HomeOption, JSONOption, app, err, fail, now, out, print_json, use_home

if TYPE_CHECKING:
    from gawah.feed.keys import Keys

keys_app = typer.Typer(help="Show, rotate and move the keys that sign what is published.", no_args_is_help=True)
app.add_typer(keys_app, name="keys")


@keys_app.command()
def show(json: JSONOption = False, home: HomeOption = None) -> None:
    """Show the site's fingerprint, each signing key, and until when its signatures hold."""
    from gawah.feed.keys import ROOT_RENEWED_WITHIN, Keys
    from gawah.feed.repository import Repository

    used = use_home(home)
    loaded = Keys.load(used.keys)
    live = used.site / "live" / "feed"
    ends = dict(Repository(live).ends) if live.is_dir() else {}
    ends["root"] = loaded.root.expires
    found = [
        {"role": each.role, "key": each.key_id, "here": each.here, "ends": ends.get(each.role)}
        for each in loaded.state()
    ]
    warnings = [_root_ends(loaded)] if loaded.root.expires - now() <= ROOT_RENEWED_WITHIN else []
    if json:
        print_json({"key": loaded.fingerprint, "keys": found, "warnings": warnings})
        return
    out.print(f"Fingerprint: {loaded.fingerprint}", markup=False)
    for each in found:
        where = "on this machine" if each["here"] else "kept elsewhere"
        until = f"until {each['ends']:%Y-%m-%d}" if each["ends"] else "nothing signed yet"
        out.print(f"  {each['role']:<10} {str(each['key'])[:16]}  {where:<15}  {until}", markup=False)
    for warning in warnings:
        err.print(f"gawah: {warning}", markup=False)


def _root_ends(loaded: Keys) -> str:
    here = loaded.state()[0].here
    bring = "" if here else "bring the root key back with `gawah keys import-root FILE`, then "
    return f"the root key's signature ends on {loaded.root.expires:%Y-%m-%d}: {bring}run `gawah keys renew`"


@keys_app.command(epilog="For example: gawah keys rotate timestamp")
def rotate(
    role: Annotated[str, typer.Argument(help="root, targets, snapshot or timestamp")], home: HomeOption = None
) -> None:
    """Replace a signing key by a new one, and sign the feed with it."""
    from gawah.cli.publish import places
    from gawah.feed.keys import ROLES, Keys

    used = use_home(home)
    from gawah.public import publish

    if role not in ROLES:
        fail(f"there is no key {role!r}; there are {', '.join(ROLES)}", WRONG_USE)
    publish.check_clock(now())  # before anything is changed
    Keys.load(used.keys).rotate(role, now())
    if not (used.site / "live").exists():
        out.print(f"New {role} key made. Nothing is published yet: the first publish signs with it.", markup=False)
        return
    publish.renew(places(used), now())
    out.print(f"New {role} key made, and the feed signed with it.", markup=False)


@keys_app.command()
def renew(home: HomeOption = None) -> None:
    """Sign the feed's date anew, and whatever else is near its end."""
    from gawah.cli.publish import places

    used = use_home(home)
    from gawah.public import publish

    out.print(f"Renewed: timestamp version {publish.renew(places(used), now())}.", markup=False)


@keys_app.command("export-root", epilog="For example: gawah keys export-root /media/usb/root.key")
def export_root(
    file: Annotated[Path, typer.Argument(help="where to; on a disk you can take away")], home: HomeOption = None
) -> None:
    """Move the root key off this machine."""
    from gawah.feed.keys import Keys

    Keys.load(use_home(home).keys).export_root(file)
    out.print(
        f"The root key is in {file} and no longer here. Keep that file apart; without it no key can be rotated.",
        markup=False,
    )


@keys_app.command("import-root", epilog="For example: gawah keys import-root /media/usb/root.key")
def import_root(
    file: Annotated[Path, typer.Argument(help="the file it was moved to")], home: HomeOption = None
) -> None:
    """Bring the root key back, to rotate or renew."""
    from gawah.feed.keys import Keys

    Keys.load(use_home(home).keys).import_root(file)
    out.print("The root key is on this machine again.", markup=False)
