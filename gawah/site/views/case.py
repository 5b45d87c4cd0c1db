"""What a case says: a claim for each act, who is in it, and what is missing."""

from __future__ import annotations

from markupsafe import Markup

from gawah.record.model import Act, Case, Event, Quantity
from gawah.site.views.parts import Claim, Pair, Told
from gawah.site.views.wording import Wording, escape, inner

_LEGAL = (
    "arrest detention imprisonment prosecution leak_prosecution defamation_suit slapp legal_order prior_restraint "
    "travel_ban device_seizure raid summons house_arrest"
)
LEGAL = frozenset(_LEGAL.split())  # acts for which a law is normally named


def claims(record: Case, told: Told) -> list[Claim]:
    """One claim an act, in the record's order."""
    wording = told.wording
    actors = {actor.id: wording.actor(actor) for actor in record.actors}
    found = []
    for act in record.acts:
        cited = told.cited(act.id)
        said = told.lines(cited)
        said += told.dates(act.id, act.date, act.date_printed)
        sure = dict.fromkeys(each.certainty for each in act.involved if each.certainty)
        said += [wording.t("witness.certainty", certainty=escape(wording.term("certainties", each))) for each in sure]
        account = wording.own(act.account)
        if not account and act.account and record.original not in wording.languages:
            text: Markup = wording.any(act.account, record.original)
        else:
            text = escape(account or wording.term("acts", act.type))
        facts = _facts(act, actors, wording, record.original, named=not account)
        found.append(Claim(act.id, text, told.marks(cited), facts, said))
    return found


def _facts(act: Act, actors: dict[str, Markup], wording: Wording, original: str, *, named: bool) -> list[Pair]:
    """The act's fields that are filled, each with its label."""
    t = wording.t
    facts: list[Pair] = [] if named else [(t("field.act"), wording.term("acts", act.type))]
    roles: dict[str, list[Markup]] = {}
    for each in act.involved:
        if each.actor in actors:
            roles.setdefault(each.role, []).append(actors[each.actor])
    facts += [(wording.term("roles", role), wording.items(names)) for role, names in roles.items()]
    if act.event:
        facts.append((t("field.event"), event_name(act.event, wording, original)))
    filled: list[tuple[str, Markup | str]] = [
        ("field.place", wording.place(act.place)),
        ("field.reason", wording.any(act.reason, original)),
        ("field.law_cited", act.law_cited and wording.foreign(act.law_cited, original)),
        ("field.outcome", act.outcome and wording.term("outcomes", act.outcome)),
        ("field.platform", act.platform and wording.foreign(act.platform)),
        ("field.tool", act.tool and wording.foreign(wording.term("tools", act.tool))),
        ("field.vendor", act.vendor and wording.foreign(wording.term("vendors", act.vendor))),
        ("field.domain", act.domain and wording.locale.ltr(act.domain)),
        ("field.network", act.network and wording.foreign(act.network)),
    ]
    facts += [(t(key), value) for key, value in filled if value]
    return facts


def event_name(event: Event, wording: Wording, original: str) -> Markup:
    """What an act happened at, with its date."""
    name = wording.any(event.name, original)
    return Markup("%s · %s") % (name, wording.date(event.date)) if event.date else name


def people(record: Case, told: Told) -> list[Claim]:
    """A claim for each person or body of whom more is said than that they were part of an act."""
    wording, found = told.wording, []
    involved = {each.actor for act in record.acts for each in act.involved}
    for actor in record.actors:
        bare = len(actor.names) < 2 and not actor.description and not actor.affiliation and actor.size is None
        if bare and actor.id in involved:
            continue
        names = wording.actor(actor)
        if actor.names:
            names = Markup(" · ").join(wording.foreign(each.text, each.language) for each in actor.names)
        facts: list[Pair] = [(wording.t("field.kind"), wording.term("actor_kinds", actor.kind))]
        if actor.description and actor.names:
            facts.append((wording.t("field.who"), wording.any(actor.description, record.original)))
        if actor.affiliation:
            facts.append((wording.t("field.affiliation"), wording.foreign(actor.affiliation, record.original)))
        if actor.country:
            facts.append((wording.t("field.country"), wording.country(actor.country)))
        if actor.size is not None:
            facts.append((wording.t("field.number"), how_many(actor.size, wording)))
        cited = told.cited(actor.id)
        found.append(Claim(actor.id, names, told.marks(cited), facts, told.lines(cited)))
    return found


def how_many(size: Quantity, wording: Wording) -> Markup:
    """A group's size with its quantifier."""
    first = size.low if size.low is not None else size.high
    last = size.high if size.high is not None else first
    if first is None or last is None:
        return wording.t("quantity.uncounted")
    return wording.t(f"quantity.{size.quantifier}", low=wording.number(first), high=wording.number(last))


_MISSING = {"involved": "people", "law_cited": "law"}  # field of an act -> what record.missing_* calls it


class Missing:
    """What is not known, gathered by what is missing: "The date: arrest and imprisonment"."""

    def __init__(self, wording: Wording) -> None:
        self.wording = wording
        self._found: dict[str, list[Markup]] = {}

    def add(self, key: str, what: Markup) -> None:
        """Note that ``record.missing_<key>`` holds of a thing."""
        things = self._found.setdefault(key, [])
        if what not in things:
            things.append(what)

    def date(self, date: str | None, what: Markup) -> None:
        """What is missing of a date: all of it, its day, or its month and day."""
        if date is None:
            self.add("date", what)
        elif "/" not in date and "X" not in date and len(date) in (4, 7):
            self.add("month_day" if len(date) == 4 else "day", what)

    def lines(self) -> list[Markup]:
        """A line for each kind of gap."""
        wording = self.wording
        return [wording.t(f"record.missing_{key}", what=wording.items(what)) for key, what in self._found.items()]


def unknown_of_case(record: Case, missing: Missing) -> None:
    """What empty fields of the acts say. What a source gives, be it disputed, is not missing."""
    given = {(each.of, each.field) for each in record.citations if each.value}
    for act in record.acts:
        what: Markup = escape(inner(missing.wording.term("acts", act.type)))
        if act.date is not None or (act.id, "date") not in given:
            missing.date(act.date, what)
        legal = act.type in LEGAL
        empty = {
            "place": act.place is None and record.place is None,
            "involved": not act.involved,
            "law_cited": legal and not act.law_cited,
            "reason": legal and not act.reason,
        }
        for field, is_empty in empty.items():
            if is_empty and (act.id, field) not in given:
                missing.add(_MISSING.get(field, field), what)
