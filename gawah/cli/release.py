"""``gawah release``: let cases out."""

from __future__ import annotations

from typing import Annotated

import typer

from gawah.cli.app import (
    FAILED,
    PARTLY,
    WRONG_USE,
    AsOption,
    HomeOption,
    JSONOption,
    app,
    decided,
    fail,
    out,
    print_json,
    use_home,
)


@app.command()
def release(
    ids: Annotated[
        list[str] | None, typer.Argument(help="cases, by their own or their record's id, or by the address of its page")
    ] = None,
    batch: Annotated[str, typer.Option("--import", help="everything an import batch made")] = "",
    everything: Annotated[bool, typer.Option("--all", help="every case on the desk")] = False,
    by: AsOption = "operator",
    reason: Annotated[str, typer.Option(help="why; stands in the chain of versions")] = "",
    accept: Annotated[
        list[str] | None,
        typer.Option(
            "--accept-name-part",
            help="let this name, or part of one, that is not to be told stand in these cases; several times",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would happen, and do nothing")] = False,
    json: JSONOption = False,
    home: HomeOption = None,
) -> None:
    """Release cases to the public room. `gawah publish` then puts them on the site."""
    organisation = use_home(home).organisation()
    from gawah.desk import release as desk
    from gawah.desk.held_back import held_back

    if sum((bool(ids), bool(batch), everything)) != 1:
        fail("say what to release: ids, or --import BATCH, or --all", WRONG_USE)
    if accept and not ids:
        fail("--accept-name-part is a decision on single cases: give their ids, not --import or --all", WRONG_USE)
    case_ids = _chosen(ids, batch)
    held = {} if ids else dict.fromkeys(held_back(case_ids))
    case_ids = [each for each in case_ids if each not in held]
    why = decided(organisation, by, reason)
    outcome = desk.release(
        case_ids, why, licence=organisation.licence, dry_run=dry_run, accepted_name_parts=accept or ()
    )
    if json:
        refused = [{"id": each.id, "reasons": list(each.reasons)} for each in outcome.refused]
        print_json({"released": outcome.released, "refused": refused, "held_back": list(held)})
    else:
        _tell(outcome, dry_run)
        _tell_held_back(list(held))
    if outcome.refused:
        raise typer.Exit(PARTLY if outcome.released or outcome.unchanged else FAILED)


def _chosen(ids: list[str] | None, batch: str) -> list[str]:
    from gawah.desk import release as desk
    from gawah.desk.find import find

    if ids:
        return [case.id for case in find(ids)]
    if batch:
        return _of_batch(batch)
    return desk.all_releasable()


def _of_batch(batch_id: str) -> list[str]:
    """What a finished batch made or brought up to date."""
    from gawah.imports.models import Batch, Row

    batch = Batch.objects.filter(id=batch_id).first()
    if batch is None:
        fail(f"there is no batch {batch_id!r}")
    if not batch.may_be_released:
        fail(f"batch {batch_id} is {batch.state}, and only a finished one can be released: run the same import again")
    subjects = Row.objects.filter(batch_last=batch).order_by("line").values_list("subject", flat=True)
    return list(dict.fromkeys(subjects))  # several rows may be one case


def _tell(outcome: object, dry_run: bool) -> None:
    from gawah.desk.release import Outcome

    assert isinstance(outcome, Outcome)
    verb = "would be released" if dry_run else "released"
    out.print(f"{len(outcome.released)} {verb}, {len(outcome.unchanged)} unchanged, {len(outcome.refused)} refused.")
    by_reasons: dict[tuple[str, ...], list[str]] = {}
    for refusal in outcome.refused:
        by_reasons.setdefault(refusal.reasons, []).append(refusal.id)
    for reasons, ids in list(by_reasons.items())[:20]:
        more = f" and {len(ids) - 3} more" if len(ids) > 3 else ""
        out.print(f"  {', '.join(ids[:3])}{more}: {'; '.join(reasons)}", markup=False)
    if outcome.refused:
        out.print("What an import brought is mended in its mapping: finish it, and import again. --json lists all.")


def _tell_held_back(held: list[str]) -> None:
    """Which cases the table has no more, and how one of them is released on purpose."""
    if held:
        more = f" and {len(held) - 10} more (--json lists all)" if len(held) > 10 else ""
        out.print(
            f"{len(held)} held back, since their table has no row of them any more: {', '.join(held[:10])}{more}."
            f" To release one all the same, name it: `gawah release {held[0]}`.",
            markup=False,
        )
