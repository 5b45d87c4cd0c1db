"""``gawah cases``: which cases there are, and by which id each is released or withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from gawah.cli.app import HomeOption, JSONOption, app, err, out, print_json, use_home
from gawah.core.text import one_line, show_invisible

if TYPE_CHECKING:
    from gawah.desk.case_list import Listed


@app.command()
def cases(
    dataset: Annotated[str, typer.Option(help="only what came with this data set")] = "",
    public: Annotated[bool, typer.Option("--public", help="only what is public")] = False,
    json: JSONOption = False,
    home: HomeOption = None,
) -> None:
    """List the cases on the desk: id, public id, state, dates, and what each is called."""
    licence = use_home(home).organisation().licence
    from gawah.desk import case_list

    found = case_list.cases(licence=licence, dataset=dataset, public=public)
    if json:
        print_json({"cases": list(found)})
        return
    none = True
    for each in found:
        none = False
        out.print(line_of(each), markup=False)
    if none and (dataset or public):
        err.print("No case on the desk is one of those; `gawah cases` alone lists all.")
    elif none:
        err.print("There are no cases on the desk yet: `gawah import` brings them in.")


def line_of(case: Listed) -> str:
    """One line about a case."""
    state = f"public, version {case.version}" if case.version else case.state
    state += ", changed since release" if case.changed else ""
    dates = ", ".join(case.dates) or "undated"
    ids = f"{case.id}  {case.record or '-':<20}"
    return f"{ids}  {state:<18}  {one_line(dates, 23):<23}  {one_line(show_invisible(case.label), 70)}"
