"""What is stricter, field by field.

A promise that is open may already have been read, so a later version may only ask less of people or let fewer see it
for a shorter time: fewer readers, fewer uses, an earlier discard. Nothing else moves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gawah.sealed.promise import Part, Promise
from gawah.sealed.sentences import TOLD_IN, retold

# Whether a field of the second promise is as strict as that of the first, or stricter.
Rule = Callable[[Promise, Promise], bool]


def _same(field: str) -> Rule:
    return lambda old, new: bool(getattr(old, field) == getattr(new, field))


def _named(_old: Promise, _new: Promise) -> bool:
    """Only the next version names this one: ``chain.follows`` looks."""
    return True


def _later(old: Promise, new: Promise) -> bool:
    return new.version > old.version


def _fewer_readers(old: Promise, new: Promise) -> bool:
    return new.readers == tuple(reader for reader in old.readers if reader in new.readers)


def _fewer_people(old: Promise, new: Promise) -> bool:
    return new.readers_at_most <= old.readers_at_most


def _fewer_uses(old: Promise, new: Promise) -> bool:
    return set(new.uses) <= set(old.uses)


def _contact_as_before(old: Promise, new: Promise) -> bool:
    """It goes with the use it belongs to, which a promise sees to by itself."""
    return not new.contact_for or new.contact_for == old.contact_for


def _kept_as_before(old: Promise, new: Promise) -> bool:
    """What was kept under a use goes with it, and only so."""
    return new.kept == tuple(kept for kept in old.kept if kept.consent in new.uses)


def _earlier_discard(old: Promise, new: Promise) -> bool:
    """Earlier by the clock and as an instant, whatever has become of the zone's rules in between."""
    if new.discard == old.discard:
        return True
    earlier = new.discard.local < old.discard.local and new.discard.at < old.discard.at
    return earlier and new.discard.zone == old.discard.zone


def _told_as_before(old: Promise, new: Promise) -> bool:
    """Else a version could be stricter in a field and weaker in its words."""
    moved = retold(old, new)

    def unmoved(told: Promise) -> dict[str, list[Part]]:
        return {
            language: [part for part in parts if part.about not in moved] for language, parts in told.sentences.items()
        }

    return unmoved(old) == unmoved(new)


_UNMOVED = "It must stay as it is: make a new collection if it has to be another."

# Every field of a promise, with what is said to somebody who moved it otherwise.
RULES: Mapping[str, tuple[Rule, str]] = {
    "format": (_same("format"), _UNMOVED),
    "collection": (_same("collection"), _UNMOVED),
    "version": (_later, "It must be higher than the version before."),
    "before": (_named, ""),
    "languages": (_same("languages"), _UNMOVED),
    "digits": (_same("digits"), _UNMOVED),
    "country": (_same("country"), _UNMOVED),
    "organisation": (_same("organisation"), _UNMOVED),
    "readers": (_fewer_readers, "Readers can only be left out. None can be added, renamed or moved."),
    "readers_at_most": (_fewer_people, "The number of people can only become lower."),
    "asked": (_same("asked"), _UNMOVED),
    "not_wanted": (_same("not_wanted"), _UNMOVED),
    "uses": (_fewer_uses, "Uses can only be left out. None can be added."),
    "contact_for": (_contact_as_before, "It must stay as it is, or be left out together with the use “contact”."),
    "closing": (_same("closing"), _UNMOVED),
    "discard": (_earlier_discard, "The discard can only become earlier, in the same time zone."),
    "kept": (_kept_as_before, "It must stay as it is, less what was kept under a use that is left out."),
    "without_script": (_same("without_script"), _UNMOVED),
    "backup_days": (_same("backup_days"), _UNMOVED),
    "answer_days": (_same("answer_days"), _UNMOVED),
    "sentences": (_told_as_before, "What is said of anything that has not moved must stay word for word."),
}

# Fields in which something must have become stricter; the others stay, or follow from these.
MOVING = tuple(TOLD_IN)


def stricter(old: Promise, new: Promise) -> tuple[str, ...]:
    """Why ``new`` may not take the place of ``old``, one sentence for each field; none if it is stricter.

    A strict partial order: no promise is stricter than itself, and stricter than a stricter one is stricter.
    """
    reasons = [f"The field {field} has changed. {says}" for field, (rule, says) in RULES.items() if not rule(old, new)]
    if all(getattr(old, field) == getattr(new, field) for field in MOVING):
        reasons.append("Nothing in it is stricter. Leave out a reader or a use, lower the number, or discard earlier.")
    return tuple(reasons)


def signatures_needed(old: Promise, new: Promise, members: int) -> int:
    """How many of ``members`` must sign ``new``: an earlier discard destroys, so it takes two where there are two."""
    return min(2, members) if new.discard != old.discard else 1
