"""``gawah check``: what a file, a link or a text pretends to be. Nothing is sent anywhere, nothing is opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gawah.cli.app import FAILED, PARTLY, WRONG_USE, JSONOption, app, err, fail, out, print_json
from gawah.cli.errors import sentence as said
from gawah.config.home import Home, SettingsError
from gawah.core.text import one_line, show_invisible

if TYPE_CHECKING:
    from gawah.checks.findings import Report
    from gawah.checks.indicators import Indicators


@app.command(epilog="For example: gawah check photo.jpg 'https://example.org/' --indicators list.stix2")
def check(
    things: Annotated[list[str], typer.Argument(metavar="FILE|URL|TEXT…", help="files, links, or texts in quotes")],
    indicators: Annotated[
        list[Path] | None,
        typer.Option("--indicators", help="a list to compare with: STIX 2, CSV or text; several times"),
    ] = None,
    language: Annotated[str, typer.Option("--language", help="of the sentences (the site's first)")] = "",
    json: JSONOption = False,
) -> None:
    """Say what files, links and texts pretend to be. No request is made. Exit 0 when nothing was found."""
    speaks = _language(language)
    listed, refused = _lists(indicators or [])
    reports = [_checked(thing, listed) for thing in things]
    if json:
        print_json(
            {"checked": [_plain(each, speaks) for each in reports], "indicators": len(listed), "refused": refused}
        )
    else:
        for each in reports:
            _show(each, speaks)
    if any(each.findings for each in reports):
        raise typer.Exit(FAILED)
    if refused:
        raise typer.Exit(PARTLY)


def _language(asked: str) -> str:
    """The language asked for, else the site's first, else English."""
    from gawah.checks.words import languages

    if asked and asked not in languages():
        fail(f"--language: there are no sentences in {asked!r}; choose among {', '.join(languages())}", WRONG_USE)
    home = Home.current()
    if asked or not home.exists():
        return asked or "en"
    try:
        first = home.organisation().languages[0]
    except (SettingsError, OSError) as error:
        err.print(f"gawah: said in English, since {said(error) or error}", markup=False)
        return "en"
    return first if first in languages() else "en"


def _lists(paths: list[Path]) -> tuple[Indicators, list[str]]:
    """All lists as one, and the sentences of what was refused, which are said here too."""
    from gawah.checks.indicators import NONE
    from gawah.checks.loading import BadIndicators, read_list

    listed, refused = NONE, list[str]()
    for path in paths:
        try:
            loaded = read_list(path)
        except (BadIndicators, OSError) as error:
            fail(f"--indicators: {said(error) or error}", WRONG_USE)
        listed |= loaded.indicators
        refused += loaded.refused
        if loaded.unsaid:
            refused.append(f"{path.name}: {loaded.unsaid} further entries were refused in the same way")
        if loaded.other:
            err.print(f"gawah: {path.name}: {loaded.other} entries are of kinds that are not looked for.", markup=False)
    for each in refused:
        err.print(f"gawah: refused: {each}.", markup=False)
    return listed, refused


def _checked(thing: str, listed: Indicators) -> Report:
    """The report of one argument: a file where there is one, else a link or a text."""
    from gawah.checks.files import check_path
    from gawah.checks.passages import check_link, check_text, is_link

    path = Path(thing)
    try:
        if thing and _is_there(path):
            if not (path.is_file() or path.is_dir()):
                fail(f"{show_invisible(thing)} is no ordinary file: name one on disk", WRONG_USE)
            return check_path(path, listed)
    except OSError as error:
        fail(said(error) or f"{show_invisible(thing)} cannot be read: {error.strerror}", WRONG_USE)
    if _means_a_file(thing):
        fail(
            f"there is no file {show_invisible(thing)}; see how it is written, or, if it is an address, "
            f"begin it with https://",
            WRONG_USE,
        )
    return check_link(thing, listed) if is_link(thing) else check_text(thing, listed)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False  # too long for a name, or with a NUL: a text


def _means_a_file(thing: str) -> bool:
    """Whether somebody who wrote this meant a file."""
    from gawah.checks.names import kind_of

    if "://" in thing or any(each.isspace() for each in thing) or "@" in thing:
        return False
    return thing.startswith(("/", "./", "../", "~")) or bool(kind_of(thing) and not thing.lower().endswith(".com"))


def _plain(report: Report, language: str) -> dict[str, Any]:
    from gawah.checks.words import phrase, sentence

    return {
        "what": report.what,
        "kind": report.kind,
        "findings": [
            {"code": each.code, "where": each.where, "values": dict(each.values), "sentence": sentence(each, language)}
            for each in report.findings
        ],
        "looked_for": [{"code": each, "sentence": phrase(each, language)} for each in report.looked_for],
        "left_out": [{"code": each, "sentence": phrase(each, language)} for each in report.left_out],
    }


def _show(report: Report, language: str) -> None:
    from gawah.checks.words import phrase, sentence, shown

    out.print(one_line(shown(report.what), 200), markup=False)
    for each in report.findings:
        place = "" if each.where == report.what else f"{shown(each.where)}: "
        out.print(f"  • {place}{sentence(each, language)} [{each.code}]", markup=False)
    if not report.findings:
        out.print(f"  {phrase('report.nothing', language)}", markup=False)
    looked = "; ".join(phrase(each, language) for each in report.looked_for)
    out.print(f"  {phrase('report.looked', language)} {looked}", markup=False)
    for code in report.left_out:
        out.print(f"  {phrase(code, language)}", markup=False)
