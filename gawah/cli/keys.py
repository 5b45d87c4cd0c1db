"""``gawah keys``: the keys that sign what is published."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gawah.cli.app import WRONG_USE, HomeOption, JSONOption, app, fail, now, out, print_json, use_home

keys_app = typer.Typer(help="Show, rotate and move the keys that sign what is published.", no_args_is_help=True)
app.add_typer(keys_app, name="keys")


@keys_app.command()
def show(json: JSONOption = False, home: HomeOption = None) -> None:
    """Show the site's fingerprint, and each signing key."""
    from gawah.feed.keys import Keys

    loaded = Keys.load(use_home(home).keys)
    state = loaded.state()
    if json:
        keys = [{"role": each.role, "key": each.key_id, "here": each.here} for each in state]
        print_json({"key": loaded.fingerprint, "keys": keys})
        return
    out.print(f"Fingerprint: {loaded.fingerprint}", markup=False)
    for each in state:
        out.print(f"  {each.role:<10} {each.key_id[:16]}  {'on this machine' if each.here else 'kept elsewhere'}")


@keys_app.command()
def rotate(
    role: Annotated[str, typer.Argument(help="root, targets, snapshot or timestamp")], home: HomeOption = None
) -> None:
    """Replace a signing key by a new one, and sign the feed with it."""
    from gawah.cli.publish import places
    from gawah.feed.errors import FeedError
    from gawah.feed.keys import ROLES, Keys

    used = use_home(home)
    if role not in ROLES:
        fail(f"there is no key {role!r}; there are {', '.join(ROLES)}", WRONG_USE)
    try:
        Keys.load(used.keys).rotate(role, now())
    except FeedError as error:
        fail(str(error))
    from gawah.public import publish as public

    if (used.site / "live").exists():
        public.renew(places(used), now())
    out.print(f"New {role} key made, and the feed signed with it.", markup=False)


@keys_app.command("export-root")
def export_root(
    file: Annotated[Path, typer.Argument(help="where to; on a disk you can take away")], home: HomeOption = None
) -> None:
    """Move the root key off this machine."""
    _move("export_root", file, home)
    out.print(
        f"The root key is in {file} and no longer here. Keep that file apart; without it no key can be rotated.",
        markup=False,
    )


@keys_app.command("import-root")
def import_root(
    file: Annotated[Path, typer.Argument(help="the file it was moved to")], home: HomeOption = None
) -> None:
    """Bring the root key back, to rotate or renew."""
    _move("import_root", file, home)
    out.print("The root key is on this machine again.", markup=False)


def _move(step: str, file: Path, home: Path | None) -> None:
    from gawah.feed.errors import FeedError
    from gawah.feed.keys import Keys

    try:
        getattr(Keys.load(use_home(home).keys), step)(file)
    except FeedError as error:
        fail(str(error))
