"""``gawah count``: how many of what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from gawah.cli.app import WRONG_USE, HomeOption, JSONOption, app, fail, out, print_json, use_home

if TYPE_CHECKING:
    from gawah.public.counts import Count


@app.command(epilog="For example: gawah count --of cases --by year")
def count(
    of: Annotated[str, typer.Option("--of", help="cases, acts, people or measures")],
    by: Annotated[list[str] | None, typer.Option("--by", help="a field to break it down by; several times")] = None,
    dataset: Annotated[str, typer.Option(help="only what came with this data set")] = "",
    public: Annotated[bool, typer.Option("--public", help="what is public, as it was released")] = False,
    json: JSONOption = False,
    home: HomeOption = None,
) -> None:
    """Count cases, acts, people or measures. What has no value is counted as unknown, never left out."""
    use_home(home)
    from gawah.desk import counts as desk
    from gawah.public import counts

    try:
        found = (counts if public else desk).count(of, by or (), dataset=dataset)
    except counts.CannotCount as error:
        fail(str(error), WRONG_USE)
    if json:
        notes = {"notes": list(_notes(found))} if any(_notes(found)) else {}
        print_json({"total": found.total, "by": found.by, **notes})
        return
    out.print(f"{found.total} {of}", markup=False)
    for field, columns in found.by.items():
        out.print(f"by {field}:", markup=False)
        for value, number in columns.items():
            out.print(f"  {number:>8}  {value}", markup=False)
    for note in _notes(found):
        out.print(note, markup=False)


def _notes(found: Count) -> Iterator[str]:
    """What must be known to read the numbers."""
    for field in found.overlapping:
        yield f"by {field}: some have several; these add up to more than {found.total}"
    if found.yearless:
        yield f"by year: acts with a date in no one year (2010/2012, 201X), which no year counts: {found.yearless}"
