"""A form: who may make and open one, what its promise must be, and that it opens as it was looked at."""

from __future__ import annotations

import base64
import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from sealed_desk import Desk, cast, someone
from sealed_room import KEY, wrapped

from gawah.desk.models import Review
from gawah.envelope import age
from gawah.people.models import Role
from gawah.sealed import collections, promise
from gawah.sealed.models import Collection

pytestmark = [pytest.mark.django_db(databases=["default", "sealed"]), pytest.mark.usefixtures("sealed_desk")]


def _begun(alice: Desk) -> dict[str, Any]:
    """The fields as the page hands them over, with somebody who has read each language."""
    page = alice.client.get("/forms/new").content.decode()
    fields: dict[str, Any] = {}
    for name, value in re.findall(r'<input id="([a-z_]+)" name="[a-z_]+"[^>]* value="([^"]*)"', page):
        fields[name] = value
    for name, value in re.findall(r'<textarea id="([a-z_]+)"[^>]*>\n([^<]*)</textarea>', page):
        fields[name] = value
    for name, value in re.findall(r'<input id="(organisation_[a-z]+)" name="[a-z_]+" value="([^"]*)"', page):
        fields[name] = value
    fields["collection"] = re.search(r'id="collection" value="([0-9a-f]{20})"', page)[1]  # type: ignore[index]
    for name in ("languages", "uses"):
        fields[name] = re.findall(rf'name="{name}"[^>]*value="([a-z]+)" checked', page)
    return {**fields, "reviewer_en": "Nadia", "reviewer_ur": "Sana"}


def _seen(alice: Desk, fields: dict[str, Any]) -> dict[str, Any]:
    """What the page hands to its script after a look."""
    page = alice.client.post("/forms/new", fields)
    assert page.status_code == 200, page.content.decode()
    data = re.search(r'<script type="application/json" id="page-data">(.*?)</script>', page.content.decode(), re.DOTALL)
    assert data
    return dict(json.loads(data[1]))


def _opening(alice: Desk, fields: dict[str, Any], *readers: Desk, paper: bool = True, **changes: Any) -> dict[str, Any]:
    wraps = {each.member.fingerprint: wrapped(KEY, each.identity) for each in readers}
    if paper:
        wraps["offline"] = wrapped(KEY, age.new_identity())
    asked = {
        "fields": urlencode(fields, doseq=True),
        "seen": _seen(alice, fields)["seen"],
        "recipient": KEY.recipient,
        "wraps": {reader: base64.b64encode(file).decode() for reader, file in wraps.items()},
    }
    return {**asked, **changes}


def _refused(answer: Any) -> str:
    assert answer.status_code == 409
    assert not Collection.objects.exists()
    assert not Review.objects.exists()
    return str(json.loads(answer.content)["refused"])


def test_a_form_opens_as_it_was_looked_at() -> None:
    alice, bob, _ = cast()
    fields = _begun(alice)
    data = _seen(alice, fields)
    assert {each["name"] for each in data["readers"]} == {"Alice", "Bob"}
    assert data["at_most"] == 2
    assert alice.post("/forms/open", _opening(alice, fields, alice, bob)).status_code == 204
    (form,) = collections.all_()
    assert promise.promise_hash(form.promise) == data["seen"]
    assert form.id == fields["collection"]
    assert form.promise.languages == ("en", "ur")
    assert form.promise.closing.zone == "Asia/Karachi"
    assert form.promise.without_script is False
    assert form.recipient == KEY.recipient
    assert {(each.language, each.reviewer) for each in Review.objects.all()} == {("en", "Nadia"), ("ur", "Sana")}
    listed = alice.client.get("/forms/").content.decode()
    assert f"/f/{form.id}/" in listed
    assert "Nadia" in listed
    assert json.loads(bob.client.get("/inbox/waiting").content)["forms"][0]["collection"] == form.id


def test_the_promise_is_shown_in_every_language_beside_its_fields() -> None:
    alice, _, _ = cast()
    fields = _begun(alice)
    page = alice.client.post("/forms/new", fields).content.decode()
    data = _seen(alice, fields)
    assert data["seen"]
    for text in ("Only these people can open it:", "اسے صرف یہ لوگ کھول سکتے ہیں:", "Nadia", "Sana"):
        assert text in page
    for name in ("asked_en", "asked_ur"):
        assert fields[name].split("\n")[0] in page


def test_what_was_changed_after_a_look_does_not_open() -> None:
    alice, bob, _ = cast()
    fields = _begun(alice)
    asked = _opening(alice, fields, alice, bob)
    for change in ({"discard": "2030-01-01T00:00"}, {"uses": ["contact", "publish", "share"]}, {"asked_en": "Other."}):
        changed = {**asked, "fields": urlencode({**fields, **change}, doseq=True)}
        assert _refused(alice.post("/forms/open", changed)).startswith("The fields make another promise")
    assert _refused(alice.post("/forms/open", {**asked, "seen": "0" * 64})).startswith("The fields make another")


def test_a_single_reader_is_refused_with_a_sentence() -> None:
    alice, _, _ = cast()
    said = _refused(alice.post("/forms/open", _opening(alice, _begun(alice), alice, paper=False)))
    assert said == "Only one reader could open what comes. Seal the key to at least two, or to one and a printed one."


def test_no_more_readers_than_promised() -> None:
    alice, bob, _ = cast()
    dan = someone("Dan", Role.RELEASER, 3)
    fields = {**_begun(alice), "readers_at_most": "2"}
    assert "at most 2 people" in _refused(alice.post("/forms/open", _opening(alice, fields, alice, bob, dan)))


def test_only_members_who_may_read_are_readers() -> None:
    alice, bob, carol = cast()
    said = _refused(alice.post("/forms/open", _opening(alice, _begun(alice), alice, carol)))
    assert said.startswith("The key was sealed for someone who is no reader")
    bob.member.is_active = False
    bob.member.save()
    assert _refused(alice.post("/forms/open", _opening(alice, _begun(alice), alice, bob)))


def test_a_language_nobody_has_read_is_not_offered() -> None:
    alice, _, _ = cast()
    fields = {**_begun(alice), "reviewer_ur": "  "}
    page = alice.client.post("/forms/new", fields).content.decode()
    assert "Nobody is entered as reviewer for &#39;ur&#39;" in page
    assert _refused(alice.post("/forms/open", _opening(alice, fields, alice))).startswith("Enter for each language")
    without = {**fields, "languages": ["en"]}
    assert alice.post("/forms/open", _opening(alice, without, alice)).status_code == 204
    assert collections.all_()[0].promise.languages == ("en",)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"languages": []}, "choose at least one"),
        ({"organisation_en": " \u200b "}, "write something here"),
        ({"asked_ur": ""}, "write something here"),
        ({"contact_for_en": ""}, "write something here"),
        ({"not_wanted_en": ""}, "write it in this language too"),
        ({"readers_en": "one\ntwo"}, "name as many readers in every language"),
        ({"readers_at_most": "some"}, "write a whole number"),
        ({"answer_days": "-1"}, "write a whole number"),
        ({"backup_days": "0"}, "backup_days"),
        ({"zone": "UTC"}, "is not the time of a place"),
        ({"zone": "../../etc/passwd"}, "is not the time of a place"),
        ({"closing": "tomorrow"}, "is no date and time"),
        ({"asked_en": "<b>bold</b>"}, "holds a tag"),
        ({"readers_en": "x" * 121, "readers_ur": "y"}, "Shorten it to 120"),
        ({"reviewer_en": "x" * 201}, "shorten it to 200"),
        ({"collection": "1"}, "did not come from the page"),
    ],
)
def test_what_makes_no_promise_is_said(change: dict[str, Any], said: str) -> None:
    alice, _, _ = cast()
    page = alice.client.post("/forms/new", {**_begun(alice), **change})
    assert page.status_code == 422
    assert said in page.content.decode()
    assert '"seen": ""' in page.content.decode()


def test_numbers_may_be_typed_in_urdu() -> None:
    alice, _, _ = cast()
    assert _seen(alice, {**_begun(alice), "readers_at_most": "۳"})["at_most"] == 3


def test_warnings_stand_beside_the_promise() -> None:
    alice, _, _ = cast()
    page = alice.client.post("/forms/new", {**_begun(alice), "readers_at_most": "1", "event": "2030-01-01"})
    assert "Only one person may read." in page.content.decode()
    assert "Contact details are destroyed before what they are for is over." in page.content.decode()


def test_a_form_is_opened_once() -> None:
    alice, bob, _ = cast()
    asked = _opening(alice, _begun(alice), alice, bob)
    assert alice.post("/forms/open", asked).status_code == 204
    again = alice.post("/forms/open", asked)
    assert again.status_code == 409
    assert "opens once" in json.loads(again.content)["refused"]
    assert Collection.objects.count() == 1


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"\xff", b'{"fields":"","seen":"x","recipient":"","wraps":{}}', b" " * 600_000]
)
def test_what_is_no_opening_is_refused(body: bytes) -> None:
    alice, _, _ = cast()
    assert _refused(alice.client.post("/forms/open", body, content_type="application/json"))


def test_a_key_that_is_none_is_refused() -> None:
    alice, _, _ = cast()
    fields = _begun(alice)
    assert _refused(alice.post("/forms/open", _opening(alice, fields, alice, recipient="age1pq1qqqq")))
    bad = _opening(alice, fields, alice)
    assert _refused(alice.post("/forms/open", {**bad, "wraps": {**bad["wraps"], "offline": "AAAA"}}))
    assert _refused(alice.post("/forms/open", {**bad, "wraps": {**bad["wraps"], "offline": "no base64"}}))


def test_owners_open_forms_and_others_do_not() -> None:
    alice, bob, carol = cast()
    asked = _opening(alice, _begun(alice), alice, bob)
    for other in (bob, someone("Dan", Role.RELEASER, 3)):
        assert other.client.get("/forms/").status_code == 200
        assert "/forms/new" not in other.client.get("/forms/").content.decode()
        assert other.client.get("/forms/new").status_code == 404
        assert other.client.post("/forms/new", {}).status_code == 404
        assert other.post("/forms/open", asked).status_code == 404
    for path in ("/forms/", "/forms/new"):
        assert carol.client.get(path).status_code == 404
    assert carol.post("/forms/open", asked).status_code == 404
    assert not Collection.objects.exists()


def test_an_empty_list_says_the_next_step() -> None:
    alice, bob, _ = cast()
    assert "Next: make a form" in alice.client.get("/forms/").content.decode()
    assert "An owner makes and opens forms." in bob.client.get("/forms/").content.decode()
