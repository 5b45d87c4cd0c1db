"""``gawah withdraw`` and ``gawah redact``: take something back."""

from __future__ import annotations

from typing import Annotated

import typer

from gawah.cli.app import AsOption, HomeOption, JSONOption, app, decided, out, print_json, use_home

# A copy that is not brought up to date goes on being what was signed, text and all.
COPIES = (
    "Copies made before keep the text, and verify: bring each up to date with `gawah publish --out FOLDER`, "
    "then upload it again (docs/how-to/publish.md)."
)


def _said(reason: str) -> str:
    if not reason.strip():
        raise typer.BadParameter("it is empty: say why, in a few words")
    return reason


ReasonOption = Annotated[str, typer.Option("--reason", help="why", callback=_said)]


@app.command(epilog='For example: gawah withdraw ID --reason "asked by the family"')
def withdraw(
    ids: Annotated[
        list[str], typer.Argument(help="records, by their own or their case's id, or by the address of their page")
    ],
    reason: ReasonOption,
    by: AsOption = "operator",
    json: JSONOption = False,
    home: HomeOption = None,
) -> None:
    """Withdraw records for good: their id and the day remain. `gawah publish` then takes them off the site."""
    organisation = use_home(home).organisation()
    from gawah.desk import withdraw as journey
    from gawah.desk.find import find

    why = decided(organisation, by, reason)
    withdrawn = journey.withdraw(find(ids), why)
    if json:
        print_json({"withdrawn": withdrawn})
    else:
        out.print(
            f"Withdrawn: {', '.join(withdrawn)}. Run `gawah publish` to take them off the site.\n{COPIES}", markup=False
        )


@app.command(epilog='For example: gawah redact ID --version 1 --reason "it named somebody"')
def redact(
    record: Annotated[
        str, typer.Argument(metavar="ID", help="a record, by its own or its case's id, or by the address of its page")
    ],
    version: Annotated[int, typer.Option("--version", help="the former version whose text goes")],
    reason: ReasonOption,
    by: AsOption = "operator",
    json: JSONOption = False,
    home: HomeOption = None,
) -> None:
    """Redact the text of a former version. Its number, day and the reason stay in the chain."""
    organisation = use_home(home).organisation()
    from gawah.desk import withdraw as journey
    from gawah.desk.find import find

    why = decided(organisation, by, reason)
    record_id = journey.redact(find([record])[0], version, why)
    if json:
        print_json({"redacted": record_id, "version": version})
    else:
        out.print(
            f"Version {version} of {record_id} redacted. Run `gawah publish` to take it off the site.\n{COPIES}",
            markup=False,
        )
