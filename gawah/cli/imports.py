"""``gawah import``: rows from outside become cases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from gawah.cli.app import PARTLY, WRONG_USE, HomeOption, JSONOption, app, fail, now, out, print_json, use_home
from gawah.cli.cases import line_of
from gawah.cli.progress import bar

if TYPE_CHECKING:
    from gawah.desk.case_list import Listed

KINDS = ("cases", "measures")
SHOWN = 10  # of the cases that are gone


@app.command("import")
def import_(
    kind: Annotated[str, typer.Argument(help="cases or measures")] = "",
    source: Annotated[Path | None, typer.Argument(help="CSV, XLSX, JSON, GeoJSON or NDJSON")] = None,
    mapping: Annotated[Path | None, typer.Option("--map", help="the mapping, a TOML file")] = None,
    suggest: Annotated[bool, typer.Option("--suggest", help="write a first mapping, and stop")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would happen, and do nothing")] = False,
    rejects: Annotated[Path | None, typer.Option(help="where rejected rows go (CSV)")] = None,
    undo: Annotated[str, typer.Option(metavar="BATCH", help="take back what a batch made")] = "",
    json: JSONOption = False,
    home: HomeOption = None,
) -> None:
    """Import a table by a mapping, write a first mapping for one, or take an import back."""
    licence = use_home(home).organisation().licence
    if undo:
        _undo(undo, json)
    elif kind not in KINDS or source is None:
        fail(f"say what to import: `gawah import {'|'.join(KINDS)} FILE --map FILE.toml`", WRONG_USE)
    elif suggest:
        _suggest(kind, source, mapping)
    elif mapping is None:
        fail("--map is missing: name a mapping, or make a first one with --suggest", WRONG_USE)
    else:
        _import(kind, source, mapping, rejects, dry_run, json, licence)


def _import(
    kind: str, source: Path, mapping: Path, rejects: Path | None, dry_run: bool, json: bool, licence: str
) -> None:
    from gawah.desk import case_list
    from gawah.desk.loading import Desk
    from gawah.imports import engine
    from gawah.imports import mapping as mappings

    with bar("Importing", quiet=json) as progress:
        options = engine.Options(
            rejects=rejects or Path(f"{source.stem}.rejects.csv"),
            review=Path(f"{source.stem}.review.csv"),
            dry_run=dry_run,
            progress=lambda done, of: progress(done, of or 0),
        )
        rules = mappings.load(mapping)
        result = engine.import_file(source, rules, Desk(kind, now()), options)
    changed = case_list.number_changed(licence=licence, dataset=rules.dataset) if result.batch else 0
    if json:
        print_json({**msgspec.to_builtins(result, enc_hook=str), "changed_since_release": changed})
    else:
        _tell(result, mapping.name, dry_run)
        _tell_gone(list(case_list.these(result.gone_cases[:SHOWN], licence=licence)), len(result.gone_cases))
        _tell_changed(changed, result.batch)
    if result.rejected:
        raise typer.Exit(PARTLY)


def _tell(result: Any, mapping: str, dry_run: bool) -> None:
    from gawah.imports.not_understood import sentences

    for notice in result.notices:
        out.print(notice, markup=False)
    out.print(
        f"{'Would be: ' if dry_run else ''}{result.created} created, {result.updated} updated, "
        f"{result.unchanged} unchanged, {result.gone} gone, {result.rejected} rejected; "
        f"{result.review} equal to an earlier row.",
        markup=False,
    )
    if result.batch:
        out.print(f"Batch {result.batch}. Next: `gawah release --import {result.batch}`.", markup=False)
    if result.rejects_file:
        out.print(
            f"Rejected rows, with the reason: {result.rejects_file}. Correct them there, and import it.", markup=False
        )
    for found in result.not_understood:
        for sentence in sentences(found, mapping):
            out.print(sentence, markup=False)
    if result.review_file:
        out.print(f"To be looked at by a person: {result.review_file}.", markup=False)


def _tell_gone(some: list[Listed], number: int) -> None:
    if not some:
        return
    are = "1 case has" if number == 1 else f"{number} cases have"
    out.print(
        f"{are} no row in the table any more, and stay on the desk. What is public stays so until you withdraw it; "
        "`gawah release --all` and `--import` hold back what is not:",
        markup=False,
    )
    for case in some:
        out.print(f"  {line_of(case)}", markup=False)
    if number > len(some):
        out.print(f"  and {number - len(some)} more; --json lists all (gone_cases)", markup=False)


def _tell_changed(number: int, batch: str) -> None:
    if number:
        cases = "1 released case has" if number == 1 else f"{number} released cases have"
        out.print(
            f"{cases} changes that are not public: `gawah cases` marks them. `gawah release --import {batch}` releases "
            "them again, and then `gawah publish` shows them.",
            markup=False,
        )


def _suggest(kind: str, source: Path, target: Path | None) -> None:
    """Write a first mapping beside the others, never over one that is there."""
    from gawah.core import files
    from gawah.desk.loading import Desk
    from gawah.imports.suggest import suggest

    text = suggest(source, kind, Desk(kind, now()).fields())
    file = target or Path(f"{source.stem}.toml")
    if file.exists():
        fail(f"{file} is there already: name another file with --map, or remove it", WRONG_USE)
    files.write_atomic(file.absolute(), text.encode())
    out.print(
        f"A first mapping is in {file}. Read it through, then: gawah import {kind} {source} --map {file}", markup=False
    )


def _undo(batch: str, json: bool) -> None:
    from gawah.desk.loading import Desk
    from gawah.imports.models import Batch
    from gawah.imports.undo import undo_batch

    kind = Batch.objects.filter(id=batch).values_list("dataset__kind", flat=True).first() or KINDS[0]
    undone = undo_batch(batch, Desk(kind, now()))
    if json:
        print_json(undone)
        return
    out.print(f"Batch {batch} taken back: {undone.removed} removed, {undone.restored} as they were.", markup=False)
    for kept in undone.kept:
        out.print(f"  kept {kept.subject}: {kept.reason}", markup=False)
