"""Signing in: with both factors, and with nothing less; the first time, the next times, and what is refused."""

from __future__ import annotations

import base64
import datetime
import json

import pytest
from allauth.mfa.models import Authenticator
from cast import PASSWORD, SECRET, browser, factors, member, recovery_code, shown, sign_in, signed_in, totp
from django.test import Client
from django.utils import timezone

from gawah.people.models import Member, OneTimeCode, Role
from gawah.people.sessions import disable

pytestmark = pytest.mark.django_db


def start(code: str, first: str = PASSWORD, again: str = "", page: Client | None = None) -> tuple[Client, int, str]:
    page = page or browser()
    done = page.post("/start/", {"code": code, "password1": first, "password2": again or first})
    return page, done.status_code, done.content.decode()


def test_from_a_code_to_the_desk_and_back_in() -> None:
    alice = Member.objects.create(name="Alice", role=Role.OWNER)
    page, status, _ = start(OneTimeCode.make(alice, timezone.now()))
    assert status == 302
    assert page.get("/", follow=True).redirect_chain == [("/account/second-factor/", 302)]
    secret = shown(page.get("/account/app/").content.decode(), r'id="secret">([A-Z2-7 ]+)<')
    assert page.post("/account/app/", {"code": totp(secret)})["Location"] == "/account/codes/"
    codes = page.get("/account/codes/").content.decode()
    assert codes.count("<code>") == 10
    assert "<code>" not in page.get("/account/codes/").content.decode()  # once
    assert page.get("/").status_code == 200
    page.post("/sign-out/")
    assert page.get("/")["Location"] == "/sign-in/"
    assert sign_in("Alice").get("/").status_code == 200


def test_a_code_is_used_once_and_by_nobody_later() -> None:
    alice = Member.objects.create(name="Alice", role=Role.OWNER)
    code = OneTimeCode.make(alice, timezone.now())
    assert start(code.lower().replace("-", " "))[1] == 302
    _, status, said = start(code)
    assert (status, "This is no code that works" in said) == (422, True)


@pytest.mark.parametrize(
    ("first", "again", "said"),
    [
        ("short words", "", "too short"),
        ("123456789012345", "", "only digits"),
        ("qwertyuiopasdfgh", "", ""),
        ("alice springs", "", "too much like your name"),
        ("iloveyou1234", "", ""),
        (PASSWORD, "marble otter lantern fifty", "differ"),
        ("", " ", "This is empty"),
    ],
)
def test_a_password_that_is_none_leaves_the_code_as_it_was(first: str, again: str, said: str) -> None:
    alice = Member.objects.create(name="Alice Springs", role=Role.OWNER)
    code = OneTimeCode.make(alice, timezone.now())
    _, status, text = start(code, first, again)
    if said:
        assert (status, said in text) == (422, True)
        assert start(code)[1] == 302


def test_a_new_code_ends_what_was_there_before() -> None:
    before = signed_in("Alice")
    alice = Member.objects.get()
    assert before.get("/").status_code == 200
    page, status, _ = start(OneTimeCode.make(alice, timezone.now()), "quiet harbour seven lamps")
    assert status == 302
    assert factors("Alice") == []
    assert before.get("/")["Location"] == "/sign-in/"
    assert page.get("/")["Location"] == "/account/second-factor/"
    assert browser().post("/sign-in/", {"login": "Alice", "password": PASSWORD}).status_code == 200


def test_codes_end_after_a_day_with_the_next_one_and_with_the_member() -> None:
    alice, now = Member.objects.create(name="Alice", role=Role.OWNER), timezone.now()
    first = OneTimeCode.make(alice, now)
    second = OneTimeCode.make(alice, now)
    assert OneTimeCode.whose(first, now) is None
    assert OneTimeCode.whose(second, now + datetime.timedelta(hours=23, minutes=59)) == alice
    assert OneTimeCode.whose(second, now + datetime.timedelta(hours=24)) is None
    assert second.replace("-", "") not in str(list(OneTimeCode.objects.values()))
    assert OneTimeCode.use(second, now) == alice
    assert OneTimeCode.use(second, now) is None
    third = OneTimeCode.make(alice, now)
    disable(alice)
    assert OneTimeCode.whose(third, now) is None
    assert OneTimeCode.whose("", now) is None


def test_codes_are_read_as_they_are_written_down() -> None:
    alice, now = Member.objects.create(name="Alice", role=Role.OWNER), timezone.now()
    code = OneTimeCode.make(alice, now)
    assert OneTimeCode.whose(code.replace("0", "o").replace("1", "l").lower(), now) == alice
    assert len(code.replace("-", "")) == 25


def test_a_wrong_name_and_a_wrong_password_are_told_alike() -> None:
    member("Alice")
    said = []
    for name, password in (("Alice", "not it at all"), ("Nobody", PASSWORD)):
        text = browser().post("/sign-in/", {"login": name, "password": password}).content.decode()
        said.append(shown(text, r'role="alert">([^<]+)<'))
    assert said[0] == said[1]
    assert "do not belong together" in said[0]


@pytest.mark.parametrize("typed", ["alice", "ALICE", "  Alice ", "A\u200dlice"[:1] + "lice"])
def test_a_name_is_known_however_it_is_typed(typed: str) -> None:
    member("Alice")
    assert browser().post("/sign-in/", {"login": typed, "password": PASSWORD})["Location"] == "/sign-in/second/"


def test_names_in_any_script_sign_in() -> None:
    for name in ("عالیہ", "Émile", "Ђорђе"):
        member(name)
        assert sign_in(name).get("/").status_code == 200


def test_a_password_alone_opens_nothing() -> None:
    member("Alice")
    page = browser()
    page.post("/sign-in/", {"login": "Alice", "password": PASSWORD})
    assert page.get("/")["Location"] == "/sign-in/"
    assert page.get("/account/")["Location"].startswith("/sign-in/")
    wrong = page.post("/sign-in/second/", {"code": "000000"})
    assert "This code is not right" in wrong.content.decode()
    assert page.get("/")["Location"] == "/sign-in/"


def test_starting_over_forgets_the_password_that_was_given() -> None:
    member("Alice")
    page = browser()
    page.post("/sign-in/", {"login": "Alice", "password": PASSWORD})
    page.post("/sign-out/")
    assert page.get("/sign-in/second/")["Location"] == "/sign-in/"
    assert page.post("/sign-in/second/", {"code": totp()})["Location"] == "/sign-in/"
    assert page.get("/")["Location"] == "/sign-in/"


def test_a_code_of_the_app_and_a_recovery_code_work_once() -> None:
    member("Alice")
    for code in (totp(), recovery_code("Alice")):
        assert sign_in("Alice", code).get("/").status_code == 200
        page = browser()
        page.post("/sign-in/", {"login": "Alice", "password": PASSWORD})
        assert page.post("/sign-in/second/", {"code": code}).status_code == 200


def test_a_disabled_member_is_out_at_once_and_stays_out() -> None:
    page = signed_in("Bob")
    disable(Member.objects.get(name="Bob"))
    assert page.get("/")["Location"] == "/sign-in/"
    assert browser().post("/sign-in/", {"login": "Bob", "password": PASSWORD})["Location"] == "/sign-in/disabled/"
    assert "Ask an owner" in browser().get("/sign-in/disabled/").content.decode()


def test_nobody_signs_up() -> None:
    for path in ("/signup/", "/sign-up/", "/accounts/signup/", "/sign-in/signup/", "/account/email/"):
        assert browser().get(path).status_code == 404


def test_after_signing_in_one_is_led_nowhere_else() -> None:
    member("Alice")
    page = browser()
    page.post("/sign-in/?next=https://evil.example/", {"login": "Alice", "password": PASSWORD})
    done = page.post("/sign-in/second/", {"code": totp()})
    assert done["Location"] == "/"


def test_a_change_asks_for_the_password_again_and_goes_on_where_it_was() -> None:
    page = signed_in("Alice")
    asked = page.get("/account/app/remove/")
    assert asked["Location"] == "/again/?next=%2Faccount%2Fapp%2Fremove%2F"
    assert page.post("/again/", {"password": "not it at all"}).status_code == 200
    assert factors("Alice") == ["recovery_codes", "totp"]
    done = page.post(asked["Location"], {"password": PASSWORD})
    assert done["Location"] == "/account/app/remove/"
    page.post("/account/app/remove/")
    assert factors("Alice") == []
    assert page.get("/")["Location"] == "/account/second-factor/"  # and nothing else before a new one


def test_a_changed_password_ends_the_other_sessions() -> None:
    here, there = signed_in("Alice"), sign_in("Alice")
    wrong = {
        "oldpassword": "not it",
        "password1": "quiet harbour seven lamps",
        "password2": "quiet harbour seven lamps",
    }
    assert "not the password you have now" in here.post("/account/password/", wrong).content.decode()
    assert there.get("/").status_code == 200
    assert here.post("/account/password/", wrong | {"oldpassword": PASSWORD}).status_code == 302
    assert here.get("/").status_code == 200
    assert there.get("/")["Location"] == "/sign-in/"
    assert "signed in at <bdi>1</bdi> place" in here.get("/account/").content.decode()


def test_sessions_are_listed_and_ended() -> None:
    here, there = signed_in("Alice"), sign_in("Alice")
    listed = here.get("/account/sessions/").content.decode()
    assert (listed.count("this one"), listed.count("another browser")) == (1, 1)
    other = shown(listed.partition("another browser")[2], r'name="session" value="(\d+)"')
    here.post("/account/sessions/", {"session": other})
    assert there.get("/")["Location"] == "/sign-in/"
    third = sign_in("Alice")
    here.post("/account/sessions/", {})
    assert (here.get("/").status_code, third.get("/").status_code) == (200, 302)
    own = shown(here.get("/account/sessions/").content.decode(), r'name="session" value="(\d+)"')
    assert here.post("/account/sessions/", {"session": own})["Location"] == "/sign-in/"
    assert here.get("/")["Location"] == "/sign-in/"


@pytest.mark.parametrize("count", [10, 1000])
def test_a_list_of_sessions_asks_as_often_however_many_there_are(count: int, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    from allauth.usersessions.models import UserSession
    from django.contrib.sessions.models import Session

    page, later = signed_in("Alice"), timezone.now() + datetime.timedelta(hours=1)
    alice, keys = Member.objects.get(), [f"{at:032}" for at in range(count)]
    Session.objects.bulk_create(Session(session_key=key, session_data="", expire_date=later) for key in keys)
    UserSession.objects.bulk_create(UserSession(user=alice, session_key=key, ip="0.0.0.0") for key in keys)
    with django_assert_max_num_queries(8):
        assert page.get("/account/sessions/").content.decode().count("another browser") == count


def test_a_session_that_ran_out_is_not_listed() -> None:
    from django.contrib.sessions.models import Session

    here, there = signed_in("Alice"), sign_in("Alice")
    key = there.cookies["s"].value
    Session.objects.filter(session_key=key).update(expire_date=timezone.now() - datetime.timedelta(seconds=1))
    assert "another browser" not in here.get("/account/sessions/").content.decode()


def test_secrets_of_second_factors_are_not_in_the_database() -> None:
    member("Alice")
    codes = recovery_code("Alice")
    kept = str(list(Authenticator.objects.values()))
    assert SECRET not in kept
    assert codes not in kept
    assert "gAAAA" in kept


def test_a_strangers_try_with_a_passkey_is_soon_forgotten() -> None:
    from django.contrib.sessions.models import Session

    member("Alice")
    for _ in range(3):
        asked = browser().get("/sign-in/passkey/", HTTP_ACCEPT="application/json")
        assert "challenge" in asked.json()["request_options"]["publicKey"]
    soon = timezone.now() + datetime.timedelta(minutes=6)
    assert Session.objects.filter(expire_date__lt=soon).count() == Session.objects.count() == 3
    Session.objects.update(expire_date=timezone.now() - datetime.timedelta(seconds=1))
    page = sign_in("Alice")
    assert Session.objects.count() == 1
    assert page.cookies["s"]["max-age"] == ""  # it ends with the browser
    assert Session.objects.get().expire_date > timezone.now() + datetime.timedelta(hours=11)


def test_a_passkey_that_is_made_up_signs_nobody_in() -> None:
    alice = member("Alice")
    page = browser()
    page.get("/sign-in/passkey/", HTTP_ACCEPT="application/json")
    handle = base64.urlsafe_b64encode(str(alice.pk).encode()).decode().rstrip("=")
    made_up = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"userHandle": handle}}
    parts = {"clientDataJSON": "e30", "authenticatorData": "A" * 60, "signature": "AAAA", "userHandle": handle}
    for credential in ("", "x", "{}", "[]", "null", json.dumps(made_up), json.dumps(made_up | {"response": parts})):
        done = page.post("/sign-in/passkey/", {"credential": credential})
        assert (done.status_code, done.get("Location")) == (302, "/sign-in/"), credential
        assert page.get("/")["Location"] == "/sign-in/"
