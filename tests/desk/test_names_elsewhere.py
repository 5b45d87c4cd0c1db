"""Who is not to be named in one case is not told by another, unless a person lets it stand, knowing it."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from documents_strategy import TEXTS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from observatory import ALICE, BOB, DAY, LICENCE, document, edited, let_out, public, released, stored

from gawah.desk import names_elsewhere, public_record, release, withdraw
from gawah.desk.models import Case
from gawah.desk.names_elsewhere import NamesElsewhere
from gawah.record import model as m
from gawah.releases.decisions import Reasoned
from gawah.releases.models import Decision

pytestmark = [pytest.mark.django_db(databases=["default", "public"]), pytest.mark.usefixtures("home")]
IDENTITY = public_record.Identity("0" * 20, "2026-11-22", [m.Version(number=1, released="2026-11-22")], LICENCE)
NAME = "Nadia Qanarzai"


def people(**naming: str) -> dict[str, Any]:
    """Sections with a person of each name (words apart by "_"), named or not."""
    return {
        "actors": [{"key": f"p{at}", "naming": each} for at, each in enumerate(naming.values())],
        "actor_names": [{"actor": f"p{at}", "text": name.replace("_", " ")} for at, name in enumerate(naming)],
        "involvements": [{"act": "a1", "actor": f"p{at}", "role": "affected"} for at in range(len(naming))],
    }


def withholding(name: str = NAME) -> Case:
    return stored(**people(**{name.replace(" ", "_"): "withheld"}))


def telling(text: str = f"They took {NAME} to a station.", **sections: Any) -> Case:
    return stored(case={"summary": {"en": text}}, **sections)


def told(name: str, text: str, **sections: Any) -> dict[str, str]:
    made = document(case={"summary": {"en": text}}, **sections)
    index = NamesElsewhere([("other", name)])
    return index.told(public_record.build(made, IDENTITY), public_record.names_not_to_be_told(made))


def accepting(*cases: Case, parts: tuple[str, ...] = (NAME,)) -> release.Outcome:
    outcome = release.release([case.id for case in cases], ALICE, licence=LICENCE, accepted_name_parts=parts)
    for case in cases:
        case.refresh_from_db()
    return outcome


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (NAME, "They took nadia  QANARZAI’s phone"),
        (NAME, "Qanarzai, Nadia, was taken"),
        (NAME, "**Nadia** Qana_r_zai"),
        (NAME, "https://example.org/news/nadia-qanarzai-arrested"),
        (NAME, "@NadiaQanarzai wrote"),
        (NAME, "Q&#97;narzai%20nadia"),
        ("Zoë Anna Müller", "Zoe Anna Muller"),
        ("زبیدہ مثالی", "کہا گیا کہ زبيده مثالي کو لے گئے"),
        ("نادية القنرزي", "قالت الشرطة ونادية القنرزي"),
        ("نادية القنرزي", "قيل للقنرزي نادية"),
        ("نادية القنرزي", "نادية قنرزی"),
        ("ليلى خان", "قيل لليلى خان"),
        ("李明华", "据说李**明**华被带走"),
    ],
)
def test_a_full_name_is_found(name: str, text: str) -> None:
    assert list(told(name, text).values()) == ["summary.en"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (NAME, "Nadia was taken, and so was Qanarzai"),
        (NAME, "Dunadia Qanarzai and Nadia Qanarzaiev"),
        ("Rose", "The price rose."),  # one word is no full name
        ("Witness 2", "Witness 2 was heard"),
        ("Witness A", "Witness A was heard"),
        ("李明", "据说李明被带走"),
        ("-", "a - b"),
        ("", ""),
        ("Arrest Article", "Somebody was taken"),  # codes are no text
    ],
)
def test_another_word_is_none(name: str, text: str) -> None:
    assert told(name, text) == {}


def test_who_is_named_in_the_record_may_be_told() -> None:
    assert told(NAME, f"{NAME} was taken", **people(Nadia_Qanarzai="named")) == {}
    assert told(NAME, f"{NAME} was taken", **people(NADIA_Qanarzai_Jan="named")) == {}
    assert told(NAME, f"{NAME} was taken", **people(Nadia_Otherwise="named")) != {}


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(("title", "summary", "narrative")), TEXTS, st.sampled_from(("en", "ur")))
def test_wherever_it_stands_it_is_found(field: str, texts: dict[str, str], language: str) -> None:
    made = document(case={field: {**texts, language: f"{texts.get(language, '')} {NAME} "}})
    built = public_record.build(made, IDENTITY)
    assert NamesElsewhere([("other", NAME)]).told(built, ()) == {"nadia qanarzai": f"{field}.{language}"}


@settings(max_examples=50)
@given(
    st.lists(st.text("abقنزلاو李", min_size=2, max_size=5), min_size=2, max_size=4).map(" ".join), st.text(max_size=9)
)
def test_every_full_name_is_found_in_itself(name: str, around: str) -> None:
    key = names_elsewhere.key(name)
    assert names_elsewhere.key(key) == key
    if key:
        assert key in NamesElsewhere([("other", name)]).told_in(f"… {name} , {around}")


# The release.


def test_it_is_refused_with_where_and_which_case() -> None:
    hidden, case = withholding(), telling()
    outcome = let_out(hidden, case)
    assert outcome.released == [hidden.record_id]
    assert outcome.refused == [
        release.Refusal(
            case.id,
            (
                f"summary.en holds “nadia qanarzai”, a name that is not to be told in case {hidden.id}: reword it, or, "
                "if it is somebody else's or may be told here, release this case by its id with "
                '--accept-name-part "nadia qanarzai"',
            ),
        )
    ]
    assert not Decision.objects.filter(case_id=case.id).exists()
    edited(case, case={"summary": {"en": "Somebody was taken."}})
    assert let_out(case).released == [case.record_id]


def test_also_in_a_measure_a_law_and_a_title_and_where_somebody_is_unnamed() -> None:
    stored(**people(Nadia_Qanarzai="unnamed"))
    for kind, sections in (
        ("case", {"case": {"title": {"en": NAME}}}),
        ("law", {"provisions": [{"key": "v1", "number": "1", "text": NAME}]}),
        ("measure", {"measure_targets": [{"key": "t1", "kind": "domain", "value": "nadiaqanarzai.example"}]}),
    ):
        assert "a name that is not to be told in case" in let_out(stored(kind, **sections)).refused[0].reasons[0]


def test_a_name_that_may_be_told_refuses_nothing() -> None:
    released(**people(Nadia_Qanarzai="named"))
    case = telling()
    assert let_out(case).released == [case.record_id]


def test_who_is_named_here_may_be_withheld_elsewhere() -> None:
    withholding()
    case = telling(**people(Nadia_Qanarzai="named"))
    assert let_out(case).released == [case.record_id]


def test_who_lets_it_stand_is_kept_with_the_decision_and_for_this_text_alone() -> None:
    withholding()
    case, plain = telling(), stored()
    assert accepting(case, parts=("Nadia", "Qanarzai")).refused != []  # not the whole name
    assert sorted(accepting(case, plain, parts=("Qanarzai, NADIA", NAME)).released) == sorted(
        [case.record_id, plain.record_id]
    )
    kept = dict(Decision.objects.values_list("case_id", "accepted_name_parts"))
    assert kept == {case.id: ["nadia qanarzai"], plain.id: []}
    assert let_out(case).unchanged == [case.record_id]
    edited(case, case={"summary": {"en": f"{NAME} was taken again."}})
    assert let_out(case).refused != []
    assert public(case).version == 1


def test_in_its_own_case_it_cannot_be_accepted() -> None:
    withholding()
    case = telling(**people(Nadia_Qanarzai="withheld"))
    (reason,) = accepting(case).refused[0].reasons
    assert "a text holds the name" in reason
    assert not any("in case" in each for each in let_out(case).refused[0].reasons)  # one rule is enough


@pytest.mark.parametrize("reason", [f"asked by {NAME}", "asked by Qanarzai, Nadia"])
def test_the_reason_of_a_redaction_tells_nobody_of_another_case(reason: str) -> None:
    case = released()
    edited(case, case={"summary": {"en": "Corrected."}})
    let_out(case)
    withholding()
    with pytest.raises(withdraw.NotRedacted, match="word it without"):
        withdraw.redact(case, 1, Reasoned(by="bob", at=BOB.at, day=DAY, reason=reason))
    withdraw.redact(case, 1, BOB)
    assert public(case).versions[0].redacted


def test_asking_costs_no_more_queries_for_more_cases_or_names() -> None:
    def queries(number: int) -> int:
        for each in range(number):
            withholding(f"Nadia Qanarzai{'abcdefghij'[each]}")
        made = [stored() for _ in range(number)]
        with CaptureQueriesContext(connections["default"]) as captured:
            assert len(accepting(*made, parts=()).released) == number
        return len(captured)

    assert queries(2) + 8 == queries(10)  # one refresh a case, which the test makes itself


def test_a_text_costs_no_more_among_many_names() -> None:
    """Also if they all begin alike: seconds for a search name by name, milliseconds for this one."""
    index = NamesElsewhere(
        (str(number), f"Muhammad Invented{chr(97 + number % 26)}{number}") for number in range(20_000)
    )
    started = time.perf_counter()
    for number in range(200):
        assert not index.told_in(f"Muhammad, muhammad and Muhammad Invented were taken {number} times")
    assert time.perf_counter() - started < 1
    assert index.told_in("Muhammad Inventedb19995x, Muhammad Inventeda0")
