"""``gawah cases``: which cases there are, and by which id each is released or withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from gawah.cli.app import HomeOption, JSONOption, app, out, print_json, use_home
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
    """List the cases on the desk: id, state, dates, and what each is called."""
    use_home(home)
    from gawah.desk import case_list

    found = case_list.cases(dataset=dataset, public=public)
    if json:
        print_json({"cases": list(found)})
        return
    for each in found:
        out.print(_line(each), markup=False)


def _line(case: Listed) -> str:
    state = f"public, version {case.version}" if case.version else case.state
    dates = ", ".join(case.dates) or "undated"
    return f"{case.id}  {state:<18}  {one_line(dates, 23):<23}  {one_line(show_invisible(case.label), 70)}"
