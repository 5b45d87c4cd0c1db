"""``gawah demo``: a whole observatory to look at, made from published facts and plainly invented examples."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gawah.cli.app import AsOption, HomeOption, app, decided, fail, now, out, use_home
from gawah.config.home import Home, Organisation

if TYPE_CHECKING:
    from gawah.desk.release import Outcome

DATA = Path(__file__).with_name("demo_data")
FIRST = DATA / "first"  # what some of them said when they were first released
CORRECTION = "A second source was added, which gives another day"
DEFAULT_HOME = Path("demo-home")
# What stands at the top of home, the first one first.
FRONT = ("youtube-pakistan", "fair-trial-act", "emin-milli-adnan-hajizade", "finfisher-pakistan", "ramin-deko")


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="stop after publishing, do not serve")] = False,
    by: AsOption = "demo",
    port: Annotated[int, typer.Option(help="port to serve on")] = 8000,
    home: HomeOption = None,
) -> None:
    """Make the demonstration observatory, publish it, and serve it."""
    from gawah.cli.init import make_home
    from gawah.cli.publish import publish_home

    folder = home or Path(os.environ.get("GAWAH_HOME") or DEFAULT_HOME)
    if not Home(folder.absolute()).exists():
        out.print("Making the demonstration's data home ...")
        make_home(folder, (DATA / "gawah.toml").read_text(encoding="utf-8"))
    used = use_home(folder)
    organisation = used.organisation()
    made = load_records(by)
    out.print(f"{len(made)} records made from {DATA.name}." if made else "The records are there already.")
    from gawah.desk import release

    outcome = _release(release.all_releasable(), organisation, by)
    if corrected := correct_records(made, by):
        _release(corrected, organisation, by, CORRECTION)
    result = publish_home(used, organisation)
    number = len(outcome.released) + len(outcome.unchanged)
    out.print(f"Published: {number} records, version {result['version']}, in {used.site / 'live'}.")
    if not once:
        from gawah.cli.serve import serve_public

        serve_public(used, "127.0.0.1", port)


def _release(case_ids: Sequence[str], organisation: Organisation, by: str, reason: str = "") -> Outcome:
    from gawah.desk import release

    outcome = release.release(case_ids, decided(organisation, by, reason), licence=organisation.licence)
    for refusal in outcome.refused:
        fail(f"the demonstration's case {refusal.id} was refused: {'; '.join(refusal.reasons)}")
    return outcome


def documents(folder: Path = DATA) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and document of every record of the demonstration."""
    for file in sorted(folder.glob("*.toml")):
        if file.name != "gawah.toml":
            yield file.stem, tomllib.loads(file.read_text(encoding="utf-8"))


def load_records(by: str) -> dict[str, str]:
    """Put the demonstration's records on an empty desk, as they were first; case ids by name.

    Nothing is put where there is something already.
    """
    from gawah.core.ids import random_id
    from gawah.desk import store
    from gawah.desk.models import Case

    if Case.objects.exists():
        return {}
    found = {**dict(documents()), **dict(documents(FIRST))}
    ids = {name: random_id() for name in found}
    for name, document in found.items():
        store.create(_related(document, ids), by=by, at=now(), reason="demonstration", case_id=ids[name])
    _put_in_front([ids[name] for name in FRONT], set(ids.values()))
    return ids


def correct_records(ids: Mapping[str, str], by: str) -> list[str]:
    """Make the records that were first something else what they are now; ids of their cases."""
    from gawah.desk import store
    from gawah.desk.models import Case

    corrected = [name for name, _ in documents(FIRST) if name in ids]
    now_said = dict(documents())
    for name in corrected:
        case = Case.objects.get(id=ids[name])
        store.update(case, _related(now_said[name], ids), by=by, at=now(), reason=CORRECTION)
    return [ids[name] for name in corrected]


def _related(document: dict[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    """A document that calls others by their ids."""
    related = [ids[each] for each in document["case"].get("related", ())]
    return {**document, "case": {**document["case"], "related": related}}


def _put_in_front(front: list[str], case_ids: set[str]) -> None:
    """Deal the random public ids so that, of one day's records, these are listed first."""
    from gawah.core.ids import random_id
    from gawah.desk.models import Case

    order = [*sorted(case_ids - set(front)), *reversed(front)]
    for case_id, record_id in zip(order, sorted(random_id() for _ in order), strict=True):
        Case.objects.filter(id=case_id).update(record_id=record_id)
