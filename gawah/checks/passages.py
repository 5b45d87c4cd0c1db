"""One link, or one text, against what it pretends and against a list."""

from __future__ import annotations

from gawah.checks import indicators, texts
from gawah.checks.findings import Notes, Report
from gawah.checks.indicators import NONE, Indicators
from gawah.checks.letters import in_letters
from gawah.checks.links import in_host, in_link, read_link


def is_link(text: str) -> bool:
    """Whether all of a text is one address."""
    return [*texts.addresses(text)] == [text.strip()]


def check_link(given: str, listed: Indicators = NONE) -> Report:
    """Check one address: a link, the name of a host, or an email address."""
    notes, link = Notes(), read_link(given)
    notes.looked("look.letters", "look.links")
    if link.email and link.host:
        notes.add(in_host(link.host, given))
    notes.add(in_link(given, given))
    notes.add(indicators.of_link(given, given, listed))
    return reported(notes, given, "link", listed)


def check_text(text: str, listed: Indicators = NONE) -> Report:
    """Check a text and every address in it."""
    notes = Notes()
    notes.looked("look.letters")
    notes.add(in_letters(text, text, isolates=True))
    look_at_addresses(text, listed, notes)
    return reported(notes, text, "text", listed)


def look_at_addresses(text: str, listed: Indicators, notes: Notes, where: str = "") -> None:
    """What the addresses in a text pretend, and which are listed; ``where`` is what they stand in, if that is said."""
    notes.looked("look.links")
    given = list(texts.addresses(text))
    for each in given:
        place = f"{where} › {each}" if where else each
        notes.add(texts.in_address(each, place))
        notes.add(indicators.of_link(each, place, listed))
    if len(given) >= texts.MOST:
        notes.left("left.links")


def reported(notes: Notes, what: str, kind: str, listed: Indicators) -> Report:
    """The report of what was noted, which also says whether there was a list to compare with."""
    if len(listed):
        notes.looked("look.indicators")
    else:
        notes.left("left.indicators")
    return notes.report(what, kind)
