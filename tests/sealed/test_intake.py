"""What intake takes and refuses, and what its answers tell."""

from __future__ import annotations

import datetime
import hashlib
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from promises import TERMS
from sealed_room import NOW, Reporter, cut, opened

from gawah.envelope import age, mailbox, return_code
from gawah.envelope.errors import NoMatch
from gawah.envelope.messages import Words
from gawah.sealed import collections, intake, keystore, outer, reading, submission
from gawah.sealed.collections import NoCollection
from gawah.sealed.intake import Refused
from gawah.sealed.models import Collection, Epoch, Message, Report, Withdrawal
from gawah.sealed.promise import Promise
from gawah.sealed.submission import Reply

pytestmark = pytest.mark.django_db(databases=["sealed"])

CODE, OTHER = (hashlib.sha256(name).digest()[:16] for name in (b"her paper", b"his paper"))
CLOSING, DUE = TERMS.closing.at, TERMS.discard.at  # 19:00 UTC is midnight in Karachi
SECOND = datetime.timedelta(seconds=1)
NOBODY = "f" * 20


@pytest.fixture
def promised(home: Path) -> Promise:
    return opened()


@pytest.fixture
def nadia(promised: Promise) -> Reporter:
    return Reporter(promised, code=CODE)


def takes(reporter: Reporter, body: bytes | None = None, now: datetime.datetime = NOW) -> str:
    """What became of it: ``taken`` or the kind of refusal."""
    try:
        intake.take(reporter.collection, body or reporter.body(), now)
    except Refused as refusal:
        return refusal.kind
    return "taken"


def stored() -> tuple[int, int, int]:
    return Report.objects.count(), Withdrawal.objects.count(), Message.objects.count()


def test_a_report_is_stored_under_the_shred_key_alone(nadia: Reporter) -> None:
    sent = nadia.sent()
    body = submission.encode(sent)
    assert takes(nadia, body) == "taken"
    assert stored() == (1, 4, 1)
    row, first = Report.objects.get(), Message.objects.get()
    assert sent.returning
    assert (row.epoch, row.day, row.locator) == (1, datetime.date(2026, 11, 22), sent.returning.locator)
    assert row.pk not in (nadia.report, nadia.submission)
    for kept in map(bytes, (row.sealed, first.for_reporter, first.for_collection)):
        assert b"age-encryption" not in kept
    key = collections.shred_keys().read(nadia.collection)
    unwrapped = outer.unwrap(bytes(row.sealed), key, outer.Place(nadia.collection, row.pk, "report"))
    assert unwrapped == sent.report == reading.report_file(row.pk)
    assert reading.messages(row.pk) == [sent.returning.for_collection]
    assert reading.withdrawal_hashes(row.pk) == return_code.withdrawal_hashes(CODE, nadia.promised.uses)


def test_without_a_code_there_is_the_report_and_nothing_else(promised: Promise) -> None:
    assert takes(Reporter(promised)) == takes(Reporter(promised)) == "taken"
    assert stored() == (2, 0, 0)
    assert set(Report.objects.values_list("locator", flat=True)) == {None}


def test_the_day_is_that_of_the_promise_wherever_the_server_is(promised: Promise, elsewhere: None) -> None:
    takes(Reporter(promised), now=datetime.datetime(2026, 11, 22, 18, 59, 59, tzinfo=datetime.UTC))
    takes(Reporter(promised), now=datetime.datetime(2026, 11, 22, 19, 0, 0, tzinfo=datetime.UTC))
    assert [str(each.day) for each in reading.waiting(promised.collection)] == ["2026-11-22", "2026-11-23"]


def test_asked_twice_it_is_stored_once(nadia: Reporter) -> None:
    body = nadia.body()
    assert [takes(nadia, body), takes(nadia, body), takes(nadia)] == ["taken"] * 3
    assert stored() == (1, 4, 1)


def test_asked_again_after_the_closing_or_an_epoch_it_is_still_taken(nadia: Reporter) -> None:
    body = nadia.body()
    takes(nadia, body)
    epoch(nadia.collection, 2)
    assert takes(nadia, body) == "taken"
    assert takes(nadia, body, CLOSING) == "taken"
    assert takes(Reporter(nadia.promised, OTHER, epoch=2), now=CLOSING) == "closed"
    assert stored()[0] == 1


def test_a_locator_that_is_taken_gets_the_same_answer_and_stores_nothing(nadia: Reporter) -> None:
    takes(nadia)
    first = Report.objects.get()
    again = Reporter(nadia.promised, code=CODE, said="Something else.")
    assert takes(again) == "taken"
    assert stored() == (1, 4, 1)
    assert bytes(Report.objects.get().sealed) == bytes(first.sealed)


def test_hashes_that_are_taken_get_the_same_answer_and_store_nothing(nadia: Reporter) -> None:
    """Else whoever knows a hash could tell that it is there, or take another's withdrawal away."""
    takes(nadia)
    sent = nadia.sent()
    assert sent.returning
    forged = replace(sent, submission=NOBODY, returning=replace(sent.returning, locator="e" * 64))
    assert takes(nadia, submission.encode(forged)) == "taken"
    assert stored() == (1, 4, 1)


def test_a_code_is_known_in_its_own_collection_alone(nadia: Reporter) -> None:
    takes(nadia)
    other = opened(collection="0123456789abcdef0124")
    elsewhere = Reporter(other, code=OTHER)
    assert takes(elsewhere) == "taken"
    assert nadia.reads(intake.mailbox(nadia.collection, nadia.asks(), NOW)).newest == 1
    assert opened_by(intake.mailbox(nadia.collection, elsewhere.asks(), NOW), OTHER) == 0


# what is refused


def epoch(collection: str, number: int) -> None:
    Epoch(collection_id=collection, number=number, recipient=age.new_identity().recipient).save()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda body: body[:-1],
        lambda body: body + b"\0",
        lambda body: b"",
        lambda body: bytes(len(body)),
        lambda body: body[:-5755] + bytes(5755),
    ],
)
def test_what_is_not_of_its_form_is_refused(nadia: Reporter, wrong: object) -> None:
    assert takes(nadia, wrong(nadia.body()) or b"\0") == "form"  # type: ignore[operator]
    assert stored() == (0, 0, 0)


@pytest.mark.parametrize("uses", [("contact", "publish"), ("contact", "publish", "count", "share"), ()])
def test_the_tokens_are_those_of_the_promises_uses(nadia: Reporter, uses: tuple[str, ...]) -> None:
    sent = nadia.sent()
    assert sent.returning
    returning = replace(sent.returning, withdrawal=return_code.withdrawal_hashes(CODE, uses))
    assert takes(nadia, submission.encode(replace(sent, returning=returning))) == "form"


def test_only_the_newest_epoch_is_taken(promised: Promise) -> None:
    assert takes(Reporter(promised, epoch=2)) == "epoch"
    epoch(promised.collection, 2)
    assert takes(Reporter(promised, epoch=1)) == "epoch"
    assert stored() == (0, 0, 0)
    assert takes(Reporter(promised, epoch=2)) == "taken"


@pytest.fixture(params=["America/Los_Angeles", "Pacific/Kiritimati", "UTC"])
def elsewhere(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The server's own time zone is another."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_the_last_second_is_taken_and_the_next_refused_also_by_a_clock_set_back(
    promised: Promise, elsewhere: None
) -> None:
    assert takes(Reporter(promised), now=CLOSING - SECOND) == "taken"
    assert takes(Reporter(promised), now=CLOSING - SECOND / 1000) == "taken"
    assert Collection.objects.get().state == "open"
    assert takes(Reporter(promised), now=CLOSING) == "closed"
    assert Collection.objects.get().state == "closed"
    assert takes(Reporter(promised), now=CLOSING - SECOND) == "closed"
    assert takes(Reporter(promised), now=NOW) == "closed"
    assert stored()[0] == 2


def test_a_collection_that_never_was_and_one_that_is_due_are_the_same(nadia: Reporter) -> None:
    body = nadia.body()
    for collection, now in ((NOBODY, NOW), (nadia.collection, DUE), (nadia.collection, DUE + 99 * SECOND)):
        with pytest.raises(NoCollection):
            intake.take(collection, body, now)
    assert stored() == (0, 0, 0)
    assert Collection.objects.get().state == "closed"


@pytest.mark.parametrize("state", ["discarding", "discarded"])
def test_what_is_being_discarded_answers_nothing(nadia: Reporter, state: str) -> None:
    takes(nadia)
    row = Report.objects.get().pk
    Collection.objects.get().move(state)  # type: ignore[arg-type]
    for ask in (
        lambda: intake.take(nadia.collection, nadia.body(), NOW),
        lambda: collections.get(nadia.collection),
        lambda: reading.waiting(nadia.collection),
    ):
        with pytest.raises(NoCollection):
            ask()
    with pytest.raises(reading.NoReport):
        reading.report_file(row)
    assert opened_by(intake.mailbox(nadia.collection, nadia.asks(), NOW)) == 0
    assert collections.all_() == []


def test_a_missing_key_is_an_error_and_no_other_is_made(nadia: Reporter) -> None:
    takes(nadia)
    row = Report.objects.get().pk
    folder = collections.shred_keys().folder
    (folder / f"{nadia.collection}.key").rename(folder / "elsewhere")
    for ask in (
        lambda: takes(Reporter(nadia.promised)),
        lambda: intake.mailbox(nadia.collection, nadia.asks(), NOW),
        lambda: intake.message(nadia.collection, reply(2), NOW),
        lambda: reading.report_file(row),
        lambda: reading.messages(row),
        lambda: reading.answer(row, 2, mailbox.filler(), mailbox.filler(), NOW),
    ):
        with pytest.raises(keystore.KeyMissing):
            ask()
    assert stored() == (1, 4, 1)
    assert [each.name for each in folder.iterdir()] == ["elsewhere"]


# the mailbox


def reply(number: int, code: bytes = CODE) -> bytes:
    """A message of this number that nobody can open."""
    return submission.encode_reply(Reply(return_code.locator(code), 8, number, mailbox.filler(), mailbox.filler()))


def opens(file: bytes, code: bytes) -> bool:
    try:
        age.unseal(file, [return_code.identity(code)])
    except NoMatch:
        return False
    return True


def opened_by(answered: bytes, code: bytes = CODE) -> int:
    return sum(opens(each, code) for each in cut(answered))


@pytest.mark.parametrize("places", [8, 32])
def test_whoever_asks_gets_as_much_and_as_many_fillers_are_made(
    nadia: Reporter, places: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    takes(nadia)
    fillers, unwrapped = count_calls(monkeypatch, mailbox, "filler"), count_calls(monkeypatch, outer, "unwrap")
    stranger = Reporter(nadia.promised, code=OTHER)
    found = [
        intake.mailbox(collection, reporter.asks(places), now)
        for collection, reporter, now in (
            (nadia.collection, nadia, NOW),
            (nadia.collection, stranger, NOW),
            (NOBODY, nadia, NOW),
            (nadia.collection, nadia, CLOSING),
            (nadia.collection, nadia, DUE),
        )
    ]
    assert {len(each) for each in found} == {places * 5755}
    assert [opened_by(each) for each in found] == [1, 0, 0, 1, 0]
    assert len(fillers) == len(unwrapped) == places * len(found)
    assert all(each.startswith(b"age-encryption.org/v1\n-> mlkem768x25519 ") for file in found for each in cut(file))


def count_calls(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> list[object]:
    calls: list[object] = []
    real = getattr(module, name)

    def counted(*given: object) -> object:
        calls.append(given)
        return real(*given)

    monkeypatch.setattr(module, name, counted)
    return calls


def test_the_newest_messages_are_shown_where_there_are_more_than_places(nadia: Reporter) -> None:
    takes(nadia)
    box = nadia.reads(intake.mailbox(nadia.collection, nadia.asks(), NOW))
    for number in range(2, 11):
        box = nadia.reads(intake.message(nadia.collection, nadia.reply(f"{number}", box, 32), NOW))
    eight = nadia.reads(intake.mailbox(nadia.collection, nadia.asks(8), NOW))
    assert (eight.newest, eight.earlier, len(eight.messages)) == (10, 2, 8)
    assert nadia.reads(intake.mailbox(nadia.collection, nadia.asks(32), NOW)).messages == box.messages


def test_a_number_is_taken_once_and_none_is_left_out(nadia: Reporter) -> None:
    takes(nadia)
    row = reading.waiting(nadia.collection)[0].id
    box = nadia.reads(intake.mailbox(nadia.collection, nadia.asks(), NOW))
    here = nadia.reply("I was first.", box)
    assert nadia.reads(intake.message(nadia.collection, here, NOW)).newest == 2
    assert nadia.reads(intake.message(nadia.collection, here, NOW)).newest == 2  # the line was cut: asked again
    assert nadia.reads(intake.message(nadia.collection, nadia.reply("And I?", box), NOW)).newest == 2
    files = mailbox.filler(), mailbox.filler()
    assert [reading.answer(row, number, *files, NOW) for number in (1, 2, 4, 2**31 - 1, 0)] == [False] * 5
    assert reading.answer(row, 3, *files, NOW)
    assert not reading.answer(row, 3, *files, NOW)
    intake.message(nadia.collection, reply(5), NOW)
    assert list(Message.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]


def test_nobody_writes_without_the_code(nadia: Reporter) -> None:
    takes(nadia)
    takes(Reporter(nadia.promised))  # a report that nobody comes back for has no locator to be met
    stranger = Reporter(nadia.promised, code=OTHER)
    for number in (1, 2):
        body = reply(number, OTHER)
        assert len(intake.message(stranger.collection, body, NOW)) == 8 * 5755
        assert len(intake.message(NOBODY, body, NOW)) == 8 * 5755
    assert stored()[2] == 1


def test_what_is_written_after_the_closing_is_taken_until_the_discard(nadia: Reporter) -> None:
    takes(nadia)
    row = reading.waiting(nadia.collection)[0].id
    box = nadia.reads(intake.mailbox(nadia.collection, nadia.asks(), CLOSING))
    box = nadia.reads(intake.message(nadia.collection, nadia.reply("Are you there?", box), CLOSING))
    assert box.messages[-1].content == Words("Are you there?", more=False)
    assert reading.answer(row, 3, mailbox.filler(), mailbox.filler(), DUE - SECOND)
    with pytest.raises(reading.NoReport):
        reading.answer(row, 4, mailbox.filler(), mailbox.filler(), DUE)
    intake.message(nadia.collection, nadia.reply("Too late.", box), DUE)
    assert stored()[2] == 3


@pytest.mark.parametrize("ask", [intake.mailbox, intake.message, intake.withdraw])
def test_another_body_is_refused(nadia: Reporter, ask: object) -> None:
    takes(nadia)
    for body in (b"", bytes(31), bytes(34), bytes(11547), bytes(11548)):
        with pytest.raises(Refused, match="form"):
            ask(nadia.collection, body, NOW)  # type: ignore[operator]


def test_one_use_is_marked_with_its_day_and_the_rest_stays(nadia: Reporter) -> None:
    takes(nadia)
    intake.withdraw(nadia.collection, nadia.token("publish"), CLOSING)
    intake.withdraw(nadia.collection, nadia.token("publish"), CLOSING + 48 * 3600 * SECOND)
    (waiting,) = reading.waiting(nadia.collection)
    assert (waiting.withdrawn, waiting.messages) == (("publish",), 1)
    assert [str(each.day) for each in Withdrawal.objects.exclude(day=None)] == ["2027-01-01"]
    assert reading.report_file(waiting.id)
    assert opened_by(intake.mailbox(nadia.collection, nadia.asks(), NOW)) == 1


def test_the_token_for_all_deletes_what_is_sealed_and_nothing_comes_back(nadia: Reporter) -> None:
    body = nadia.body()
    takes(nadia, body)
    beside = Reporter(nadia.promised, code=OTHER)
    takes(beside)
    intake.withdraw(nadia.collection, nadia.token("count"), NOW)
    intake.withdraw(nadia.collection, nadia.token(), NOW)
    gone, left = sorted(reading.waiting(nadia.collection), key=lambda each: each.messages)
    assert (gone.withdrawn, gone.locator, gone.messages) == (("", "count"), None, 0)
    assert (left.withdrawn, left.messages) == ((), 1)
    for ask in (reading.report_file, reading.messages):
        with pytest.raises(reading.NoReport):
            ask(gone.id)
    with pytest.raises(reading.NoReport):
        reading.answer(gone.id, 1, mailbox.filler(), mailbox.filler(), NOW)
    assert reading.withdrawal_hashes(gone.id) == return_code.withdrawal_hashes(CODE, nadia.promised.uses)
    assert opened_by(intake.mailbox(nadia.collection, nadia.asks(), NOW)) == 0
    # sent again, by the same page or by another with the same code
    assert takes(nadia, body) == takes(Reporter(nadia.promised, code=CODE)) == "taken"
    for number in (1, 2):
        intake.message(nadia.collection, reply(number), NOW)
    assert not any(bytes(each.sealed) for each in Report.objects.filter(pk=gone.id))
    assert stored() == (2, 8, 1)


@pytest.mark.parametrize("token", [bytes(32), hashlib.sha256(b"nobody's").digest()], ids=["zeros", "noise"])
def test_a_token_that_nobody_has_gets_the_same_answer(nadia: Reporter, token: bytes) -> None:
    takes(nadia)
    other = opened(collection="0123456789abcdef0124")
    assert intake.withdraw(nadia.collection, token, NOW) is None  # type: ignore[func-returns-value]
    for collection, now in ((NOBODY, NOW), (other.collection, NOW), (nadia.collection, DUE)):
        intake.withdraw(collection, nadia.token(), now)
    assert stored() == (1, 4, 1)
    assert not Withdrawal.objects.exclude(day=None).exists()
