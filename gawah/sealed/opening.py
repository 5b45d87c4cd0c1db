"""What is looked at before a promise is signed: what refuses it, and what its owner should be warned of."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gawah.sealed import moments
from gawah.sealed.chain import closes, due, follows
from gawah.sealed.moments import Moment, Zones
from gawah.sealed.promise import Promise
from gawah.sealed.sentences import make, make_next, terms_of


def refusals(new: Promise, before: Promise | None = None, zones: Zones = zoneinfo.ZoneInfo) -> tuple[str, ...]:
    """Why a promise may not be signed today, in sentences; none if it may. ``before``: the version it is to follow."""
    reasons = list(follows(before, new)) if before else []
    if not before and new.version != 1:
        reasons.append("It is not the first version. Name the version that it is to follow.")
    if new != (make_next(before, terms_of(new)) if before else make(terms_of(new))):
        reasons.append("Its sentences are not the ones made from its terms. Make them again.")
    if before is None and due(new) < moments.due(new.closing):
        reasons.append("The closing is after the discard, so people would be told two ends. Put the closing before it.")
    for field in ("closing", "discard"):
        promised: Moment = getattr(new, field)
        if before is None or promised != getattr(before, field):
            reasons += _wrong_instant(field, promised, zones)
    return tuple(reasons)


def _wrong_instant(field: str, promised: Moment, zones: Zones) -> Iterator[str]:
    try:
        today = moments.moment(promised.local, promised.zone, zones)
    except moments.BadMoment as error:
        yield f"The field {field} cannot be promised. {error}"
        return
    if today != promised:
        yield f"The field {field} has the instant {promised.instant}. By its time zone it is {today.instant}: put that."


@dataclass(frozen=True, slots=True)
class Plans:
    """What an owner knows when a promise is made and it does not say, since it is shown to everyone.

    ``event``: the last day of what contact details are for; ``selection``: the day on which a selection ends.
    """

    event: datetime.date | None = None
    selection: datetime.date | None = None


def offered(made: Promise, reviewers: Mapping[str, str]) -> tuple[str, ...]:
    """The promise's languages in which a form may be shown: those of which an owner entered who reviewed them."""
    return tuple(language for language in made.languages if reviewers.get(language, "").strip())


def warnings(
    made: Promise, now: datetime.datetime, reviewers: Mapping[str, str], plans: Plans | None = None
) -> tuple[str, ...]:
    """What cannot be kept in a promise or undoes its purpose, one sentence each, for the owner who is making it.

    ``now`` has a zone; ``reviewers``: language -> who reviewed its sentences.
    """
    return (
        *_of_time(made, now),
        *_of_plans(made, plans or Plans()),
        *_of_readers(made),
        *_of_kept(made),
        *_of_languages(made, reviewers),
    )


def _of_time(made: Promise, now: datetime.datetime) -> Iterator[str]:
    if due(made) <= now:
        yield "The discard is in the past: everything would be destroyed at once. Choose a later time."
    elif closes(made) <= now:
        yield "The closing is in the past: nobody could send anything. Choose a later time."
    if due(made) <= moments.due(made.closing):
        yield "The discard is not after the closing: what comes last would be destroyed unread. Leave time to read."
    elif made.answer_days and due(made) - closes(made) < datetime.timedelta(days=made.answer_days):
        yield "Whoever sends last may have no answer before the discard. Discard later, or promise a sooner answer."
    for field in ("closing", "discard"):
        if getattr(made, field).local.endswith("T23:59"):
            yield f"The field {field} is at 23:59, a minute before the day ends. Put 00:00 of the next for all of it."


def _of_plans(made: Promise, plans: Plans) -> Iterator[str]:
    """A discard on the day itself is too early as well: it takes the whole day to be over."""
    over = made.discard.wall.date()
    if made.contact_for and plans.event and over <= plans.event:
        yield "Contact details are destroyed before what they are for is over. Discard later, or do not ask for them."
    if plans.selection and over <= plans.selection:
        yield "What is sent is destroyed before the selection from it has ended. Discard later, or select sooner."


def _of_readers(made: Promise) -> Iterator[str]:
    if made.readers_at_most == 1:
        yield "Only one person may read. If that person's key is lost, nobody can open anything. Promise at least two."
    elif len(made.readers) > made.readers_at_most:
        yield "More readers are named than people may read. Raise the number, or name fewer."


def _of_kept(made: Promise) -> Iterator[str]:
    if "publish" in made.uses and "publish" not in {kept.consent for kept in made.kept}:
        yield "Publishing is a use, and nothing is kept for it: at the discard all published must go. Say what stays."


def _of_languages(made: Promise, reviewers: Mapping[str, str]) -> Iterator[str]:
    shown = offered(made, reviewers)
    for language in [each for each in made.languages if each not in shown]:
        yield f"Nobody is entered as reviewer for {language!r}, so the form is not offered in it. Enter who read it."
