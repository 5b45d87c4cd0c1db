"""``gawah demo``: a whole observatory to look at, made from published facts and plainly invented examples."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from gawah.cli.app import AsOption, HomeOption, app, decided, fail, now, out, use_home
from gawah.config.home import Home, Organisation
from gawah.core import files

if TYPE_CHECKING:
    from gawah.desk.models import Case
    from gawah.desk.release import Outcome

DATA = Path(__file__).with_name("demo_data")
FIRST = DATA / "first"  # what some of them said when they were first released
CORRECTION = "A second source was added, which gives another day"
DEFAULT_HOME = Path("demo-home")
# In a home that the demonstration made: the SHA-256 of every document it put on the desk, one a line.
MARK = "demonstration.txt"
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

    folder = (home or Path(os.environ.get("GAWAH_HOME") or DEFAULT_HOME)).absolute()
    mark = folder / MARK
    if not mark.is_file() and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        _refuse(folder, "was not made by `gawah demo`, or not to its end")
    if not Home(folder).exists():
        out.print("Making the demonstration's data home ...")
        make_home(folder, (DATA / "gawah.toml").read_text(encoding="utf-8"))
        files.write_atomic(mark, b"")  # last: a half-made home that `gawah init` finishes is not the demonstration's
    used = use_home(folder)
    organisation = used.organisation()
    made = load_records(mark, by)
    if not _is_all_of(mark):
        _refuse(folder, "holds cases that `gawah demo` did not make, or that were changed since")
    out.print(f"{len(made)} records made from {DATA.name}." if made else "The records are there already.")
    from gawah.desk import release

    outcome = _release(release.all_releasable(), organisation, by)
    if corrected := correct_records(made, mark, by):
        _release(corrected, organisation, by, CORRECTION)
    result = publish_home(used, organisation)
    number = len(outcome.released) + len(outcome.unchanged)
    out.print(f"Published: {number} records, version {result['version']}, in {used.site / 'live'}.")
    if not once:
        from gawah.cli.serve import serve_public

        serve_public(used, "127.0.0.1", port)


def _refuse(folder: Path, why: str) -> NoReturn:
    """What somebody else put there is theirs to release, never the demonstration's."""
    fail(
        f"{folder} {why}: nothing was done to it. Name a folder that is not there yet with --home; "
        f"`gawah serve --home {folder}` serves what was published from this one"
    )


def _is_all_of(mark: Path) -> bool:
    """Whether every case of the desk is, word for word, one that the demonstration made."""
    from gawah.desk.models import Case

    made = set(mark.read_text(encoding="utf-8").split())
    return Case.objects.count() <= len(made) and _sums(Case.objects.all()) <= made


def _note(mark: Path, case_ids: Collection[str]) -> None:
    """Add cases to what the demonstration made; before the commit, so that none of it is missing there."""
    from gawah.desk.models import Case

    made = {*mark.read_text(encoding="utf-8").split(), *_sums(Case.objects.filter(id__in=case_ids))}
    files.write_atomic(mark, "".join(f"{each}\n" for each in sorted(made)).encode())


def _sums(cases: Iterable[Case]) -> set[str]:
    from gawah.desk import documents as desk

    return {desk.sha256(desk.canonical(each)) for each in desk.documents(list(cases)).values()}


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


def load_records(mark: Path, by: str) -> dict[str, str]:
    """Put the demonstration's records on an empty desk, as they were first, all or none; case ids by name.

    Nothing is put where there is something already.
    """
    from gawah.core.ids import random_id
    from gawah.desk import store
    from gawah.desk.models import Case
    from gawah.rooms import atomic

    found = {**dict(documents()), **dict(documents(FIRST))}
    ids = {name: random_id() for name in found}
    with atomic("desk"):
        if Case.objects.exists():
            return {}
        for name, document in found.items():
            store.create(_related(document, ids), by=by, at=now(), reason="demonstration", case_id=ids[name])
        _put_in_front([ids[name] for name in FRONT], set(ids.values()))
        _note(mark, ids.values())
    return ids


def correct_records(ids: Mapping[str, str], mark: Path, by: str) -> list[str]:
    """Make the records that were first something else what they are now; ids of their cases."""
    from gawah.desk import store
    from gawah.desk.models import Case
    from gawah.rooms import atomic

    corrected = {name: ids[name] for name, _ in documents(FIRST) if name in ids}
    now_said = dict(documents())
    with atomic("desk"):
        for name, case_id in corrected.items():
            case = Case.objects.get(id=case_id)
            store.update(case, _related(now_said[name], ids), by=by, at=now(), reason=CORRECTION)
        _note(mark, corrected.values())
    return list(corrected.values())


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
