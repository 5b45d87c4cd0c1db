"""``gawah count``: how many of what."""

from __future__ import annotations

from typing import Annotated

import typer

from gawah.cli.app import WRONG_USE, HomeOption, JSONOption, app, fail, out, print_json, use_home


@app.command()
def count(
    of: Annotated[str, typer.Option("--of", help="cases, acts, people or measures")],
    by: Annotated[list[str] | None, typer.Option("--by", help="a field to break it down by; several times")] = None,
    dataset: Annotated[str, typer.Option(help="only what came with this data set")] = "",
    public: Annotated[bool, typer.Option("--public", help="only what has been released")] = False,
    json: JSONOption = False,
    home: HomeOption = None,
) -> None:
    """Count cases, acts, people or measures. What has no value is counted as unknown, never left out."""
    use_home(home)
    from gawah.desk import counts

    try:
        found = counts.count(of, by or (), dataset=dataset, public=public)
    except counts.CannotCount as error:
        fail(str(error), WRONG_USE)
    if json:
        print_json({"total": found.total, "by": found.by})
        return
    out.print(f"{found.total} {of}", markup=False)
    for field, columns in found.by.items():
        out.print(f"by {field}:", markup=False)
        for value, number in columns.items():
            out.print(f"  {number:>8}  {value}", markup=False)
        if field in found.overlapping:
            out.print(f"  (some have several; these add up to more than {found.total})", markup=False)
