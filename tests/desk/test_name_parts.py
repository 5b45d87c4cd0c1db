"""A part of a name that is not to be told is not told either, unless a person lets it stand, knowing it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from documents_strategy import TEXTS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from observatory import ALICE, BOB, DAY, LICENCE, document, edited, let_out, public, stored

from gawah.desk import name_parts, public_record, release, withdraw
from gawah.desk.models import Case
from gawah.record import model as m
from gawah.releases.decisions import Reasoned
from gawah.releases.models import Decision

pytestmark = [pytest.mark.django_db(databases=["default", "public"]), pytest.mark.usefixtures("home")]
IDENTITY = public_record.Identity("0" * 20, "2026-11-22", [m.Version(number=1, released="2026-11-22")], LICENCE)
NAME = "Nadia Qanarzai"

# What Arabic writes as one with the word that follows: "and", "so", "by", "like", "to", "the".
_ATTACHED = ("و", "ف", "ب", "ك", "ل", "ال", "وال", "فال", "بال", "كال", "لل", "وبال", "ولل", "وب", "ول", "فلل", "وكال")


def sections(name: str, text: str, other: str = "", **changes: Any) -> dict[str, Any]:
    """Of a case with one person not to be named, and perhaps another who is."""
    return {
        "case": {"summary": {"en": text}},
        "actors": [{"key": "p1", "naming": "withheld"}, {"key": "p2", "naming": "named"}],
        "actor_names": [{"actor": "p1", "text": name}, *([{"actor": "p2", "text": other}] if other else [])],
        "involvements": [{"act": "a1", "actor": each, "role": "affected"} for each in ("p1", "p2")],
        **changes,
    }


def told(name: str, text: str, other: str = "", **changes: Any) -> dict[str, str]:
    made = document(**sections(name, text, other, **changes))
    return name_parts.told(public_record.names_not_to_be_told(made), public_record.build(made, IDENTITY))


@pytest.mark.parametrize(
    ("name", "text", "part"),
    [
        (NAME, "They took Qanarzai to a station.", "qanarzai"),
        (NAME, "NADIA’s phone was taken", "nadia"),
        (NAME, "**Qana**rzai", "qanarzai"),
        (NAME, "https://example.org/the-qanarzai-case", "qanarzai"),
        (NAME, "Q&#97;narz%61i", "qanarzai"),
        ("Zoë Müller", "Muller was taken", "muller"),
        ("Rose Otherwise", "The price rose.", "rose"),  # for a person to decide
        ("زبیدہ مثالی", "زبيده کو لے گئے", "زبيده"),
    ],
)
def test_a_part_is_found_as_a_whole_word(name: str, text: str, part: str) -> None:
    assert told(name, text) == {part: "summary.en"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (NAME, "Qanarzais and Nadiad are other words"),
        ("May Lee", "In May, by Lee"),  # too short to say who
        ("علي خان", "وضع على القائمة"),
        ("Qanarzai", "Qanarzai was taken"),  # the whole name, which another rule refuses
        ("Witness 2012", "In 2012 somebody was taken"),
        (NAME, ""),
    ],
)
def test_another_word_is_none(name: str, text: str) -> None:
    assert told(name, text) == {}


@pytest.mark.parametrize("particles", _ATTACHED)
def test_a_part_is_found_behind_particles(particles: str) -> None:
    assert told("زبيدة القنرزي", f"قالت الشرطة {particles}زبيدة") == {"زبيده": "summary.en"}
    assert told("زبيدة القنرزي", f"**{particles}**قنرزي") == {"قنرزي": "summary.en"}


@pytest.mark.parametrize(
    ("name", "text", "part"),
    [
        ("زبيدة القنرزي", "بيت القنرزي", "قنرزي"),
        ("زبيدة القنرزي", "بيت قَنَرزی", "قنرزي"),  # without the article, with vowels, in a Persian letter
        ("زبيدة مثالي", "https://example.org/%D9%88%D9%85%D8%AB%D8%A7%D9%84%D9%8A", "مثالي"),
        ("زبیدہ مثالی", "کراچی میں و‌زبیدہ", "زبيده"),
        ("نادية الحسن", "قيل للحسن", "الحسن"),  # too short without the article
        ("نادية الحسن", "والحسن", "الحسن"),
        ("نادية اللواتي", "قيل للواتي", "لواتي"),
        ("ليلى القنرزي", "قيل لليلى", "ليلى"),
        ("سلام", "والسلام", "سلام"),  # of a name of one word the particles are for a person to decide
        ("علي", "قيل لعلي", "علي"),
        ("السلام", "قيل للسلام", "السلام"),
    ],
)
def test_particles_hide_no_name(name: str, text: str, part: str) -> None:
    assert told(name, text) == {part: "summary.en"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("سلام", "الإسلام"),
        ("سلام", "استسلام"),
        ("سلام", "والسلامة"),
        ("حسين", "تحسين"),
        ("حسين", "وللتحسينات"),
        ("حمود", "محمود"),
        ("كمال", "استكمال"),
        ("كمال", "الكماليات"),
        ("جمال", "الإجمالي"),
        ("ناصر", "عناصر"),
        ("ناصر", "والمناصرة"),
        ("عادل", "معادلة"),
        ("عادل", "بالتعادل"),
        ("سالم", "المسالمة"),
        ("قاسم", "تقاسم"),
        ("صالح", "مصالح"),
        ("صالح", "وللمصالحة"),
        ("كريم", "تكريم"),
        ("شريف", "التشريف"),
        ("مالك", "الممالك"),
        ("فاضل", "تفاضل"),
        ("هاني", "برهاني"),
        ("علي", "تعليم"),
        ("علي", "وعلى القائمة"),
        ("راشد", "مراشد"),
        ("بيان", "تبيان"),
        ("وليد", "توليد"),
        ("ليلى", "تحليلي"),
    ],
)
def test_a_name_is_not_seen_inside_another_word(name: str, text: str) -> None:
    assert told(name, text) == {}
    assert told(f"{name} القنرزي", text) == {}


def test_a_particle_gives_nobody_s_name_away() -> None:
    """Who is named may be told, with the article and without; what they are called does not hide another."""
    assert told("نادية الشريف", "وللشريف", other="أحمد شريف") == {}
    assert told("نادية شريف", "وللشريف", other="أحمد الشريف") == {}
    assert told("نادية سالم", "وسالم", other="بسالم") == {"سالم": "summary.en"}


def test_what_was_accepted_holds_with_the_article() -> None:
    case = stored(**sections("نادية القنرزي", "مكتب القنرزي"))
    assert "--accept-name-part قنرزي" in let_out(case).refused[0].reasons[0]
    assert accepting(case, parts=("القنرزي",)).released != []


def test_what_belongs_to_who_is_named_may_be_told() -> None:
    assert told(NAME, "Qanarzai was taken", other="Ahmad QANARZAI") == {}
    assert told(NAME, "Nadia, a Qanarzai, was taken", other="Ahmad Qanarzai") == {"nadia": "summary.en"}


def test_a_code_is_no_name() -> None:
    assert told("Arrest Article", "Somebody was taken") == {}
    assert told("Invented Gazette", "Somebody was taken") == {
        "gazette": "sources[0].title",
        "invented": "sources[0].title",
    }


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(("title", "summary", "narrative")), TEXTS, st.sampled_from(("en", "ur")))
def test_wherever_it_stands_it_is_found(field: str, texts: dict[str, str], language: str) -> None:
    case = {field: {**texts, language: f"{texts.get(language, '')} Qanarzai "}}
    assert told(NAME, "", case=case) == {"qanarzai": f"{field}.{language}"}


# The release.


def telling() -> Case:
    return stored(**sections(NAME, "They took Qanarzai to a station."))


def accepting(*cases: Case, parts: tuple[str, ...] = ("Qanarzai",)) -> release.Outcome:
    outcome = release.release([case.id for case in cases], ALICE, licence=LICENCE, accepted_name_parts=parts)
    for case in cases:
        case.refresh_from_db()
    return outcome


def test_it_is_refused_with_where_and_what_to_do() -> None:
    (refusal,) = let_out(telling()).refused
    assert refusal.reasons == (
        "summary.en holds “qanarzai”, a part of a name that is not to be told: reword it, or, if nobody is told by it, "
        "release this case by its id with --accept-name-part qanarzai",
    )
    assert not Decision.objects.exists()


def test_who_lets_it_stand_is_kept_with_the_decision() -> None:
    case, plain = telling(), stored()
    assert accepting(case, parts=("Nadia",)).refused != []
    assert sorted(accepting(case, plain).released) == sorted([case.record_id, plain.record_id])
    kept = dict(Decision.objects.values_list("case_id", "accepted_name_parts"))
    assert kept == {case.id: ["qanarzai"], plain.id: []}  # only where it stands
    assert "accept" not in Decision.objects.get(case_id=case.id).canonical


def test_the_whole_name_cannot_be_accepted() -> None:
    case = stored(**sections(NAME, "They took Nadia Qanarzai."))
    assert "a text holds the name" in accepting(case, parts=("Nadia Qanarzai",)).refused[0].reasons[0]


def test_it_holds_for_the_text_it_was_accepted_in_alone() -> None:
    case = telling()
    accepting(case)
    assert let_out(case).unchanged == [case.record_id]
    edited(case, case={"summary": {"en": "Qanarzai was taken again."}})
    assert "--accept-name-part qanarzai" in let_out(case).refused[0].reasons[0]
    assert public(case).version == 1
    assert accepting(case).released == [case.record_id]


def test_it_goes_with_the_text() -> None:
    case = telling()
    accepting(case)
    edited(case, case={"summary": {"en": "Somebody was taken."}})
    let_out(case)
    withdraw.redact(case, 1, BOB)
    assert list(Decision.objects.order_by("number").values_list("accepted_name_parts", flat=True)) == [[], [], []]
    other = telling()
    accepting(other)
    withdraw.withdraw([other], BOB)
    assert set(Decision.objects.filter(case_id=other.id).values_list("canonical", flat=True)) == {""}
    assert all(each == [] for each in Decision.objects.values_list("accepted_name_parts", flat=True))


def test_a_redaction_does_not_ask_again_for_the_text_that_stays() -> None:
    case = stored(**sections(NAME, "Somebody was taken."))
    let_out(case)
    edited(case, case={"summary": {"en": "They took Qanarzai to a station."}})
    accepting(case)
    withdraw.redact(case, 1, BOB)
    assert let_out(case).unchanged == [case.record_id]


@pytest.mark.parametrize("reason", ["asked by Nadia Qanarzai", "the family Qanarzai asked", "طلب للقنرزي"])
def test_a_reason_that_will_be_public_tells_nobody(reason: str) -> None:
    case = stored(**sections("نادية القنرزي" if "قنرزي" in reason else NAME, "Somebody was taken."))
    let_out(case)
    edited(case, case={"summary": {"en": "Corrected."}})
    let_out(case)
    with pytest.raises(withdraw.NotRedacted, match="word it without"):
        withdraw.redact(case, 1, Reasoned(by="bob", at=BOB.at, day=DAY, reason=reason))
    assert public(case).version == 2
    withdraw.redact(case, 1, BOB)  # a reason that tells nobody
    assert public(case).versions[0].redacted


def test_asking_costs_no_more_queries_for_more_cases() -> None:
    def queries(number: int) -> int:
        made = [telling() for _ in range(number)]
        with CaptureQueriesContext(connections["default"]) as captured:
            assert len(accepting(*made).released) == number
        return len(captured)

    assert queries(2) + 8 == queries(10)  # one refresh a case, which the test makes itself
