"""``gawah verify``: is this copy what was signed?"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gawah.cli.app import FAILED, JSONOption, app, now, out, print_json
from gawah.cli.progress import bar

if TYPE_CHECKING:
    from gawah.feed.report import Report

_WORDS = {
    "ok": "is what was signed, whole and in time",
    "altered": "is NOT what was signed",
    "rolled-back": "is older than what was seen before",
    "previous": "is between two publishes: some files are of the one before",
    "expired": "was signed, and its date has passed",
}


@app.command(epilog="For example: gawah verify ours/site/live")
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
        if step := _next_step(location, report):
            out.print(step, markup=False)
    if report.status != "ok":
        raise typer.Exit(FAILED)


def _next_step(location: str, report: Report) -> str:
    live = Path(location) / "site" / "live"
    if report.status == "altered" and not report.version and live.is_dir():
        return f"This is a data home; its site lies in {live}: run `gawah verify {live}`."
    if report.status == "rolled-back":
        return (
            "If this copy is yours, bring it up to date: `gawah publish --out FOLDER`, then upload it again. If it is "
            "another's, verify it again tomorrow; if it is still old, ask the publisher, and do not rely on it."
        )
    return ""


def _state_folder() -> Path:
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "gawah"
