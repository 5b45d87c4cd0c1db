"""``gawah verify``: is this copy what was signed?"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from gawah.cli.app import FAILED, JSONOption, app, now, out, print_json
from gawah.cli.progress import bar

_WORDS = {
    "ok": "is what was signed, whole and in time",
    "altered": "is NOT what was signed",
    "rolled-back": "is older than what was seen before",
    "previous": "is between two publishes: some files are of the one before",
    "expired": "was signed, and its date has passed",
}


@app.command()
def verify(
    location: Annotated[str, typer.Argument(metavar="PATH|URL", help="a folder or an address of a published site")],
    key: Annotated[str, typer.Option(help="the fingerprint the site must be signed by")] = "",
    state: Annotated[Path | None, typer.Option(help="where the newest versions seen are remembered")] = None,
    json: JSONOption = False,
) -> None:
    """Check every file of a published site against its signature. Exit 0 only when all is well."""
    from gawah.feed.verify import verify as check

    with bar("Verifying", quiet=json) as progress:
        report = check(location, fingerprint=key or None, state=state or _state_folder(), now=now(), progress=progress)
    if json:
        print_json(report)
    else:
        out.print(f"{location} {_WORDS[report.status]} (version {report.version}, {report.files} files).", markup=False)
        out.print(f"Signing key: {report.key}", markup=False)
        for problem in report.problems[:50]:
            out.print(f"  {problem.what}: {problem.path}", markup=False)
    if report.status != "ok":
        raise typer.Exit(FAILED)


def _state_folder() -> Path:
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "gawah"
