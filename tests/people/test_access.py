"""Every address of the desk, for everyone: a page that is added has to say here who may open it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from allauth.mfa.models import Authenticator
from cast import browser, member, signed_in
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from gawah.people import access, assets
from gawah.people.models import Member, Role

pytestmark = pytest.mark.django_db(databases=["default", "sealed"])

EVERYONE = tuple(Role)
READERS = (Role.OWNER, Role.RELEASER, Role.CASEWORKER)
NO_ROW = "0" * 20


class Page(NamedTuple):
    """Which members may open a page (strangers where ``strangers``); ``path`` is one address of it."""

    path: str
    members: tuple[Role, ...] = EVERYONE
    strangers: bool = False


# By the name of the URL.
PAGES = {
    "home": Page("/"),
    "asset": Page(assets.url("desk.css"), strangers=True),
    "start": Page("/start/", strangers=True),
    "account_login": Page("/sign-in/", strangers=True),
    "mfa_authenticate": Page("/sign-in/second/", strangers=True),
    "mfa_login_webauthn": Page("/sign-in/passkey/", strangers=True),
    "account_inactive": Page("/sign-in/disabled/", strangers=True),
    "account_logout": Page("/sign-out/", strangers=True),
    "account_reauthenticate": Page("/again/"),
    "mfa_reauthenticate": Page("/again/code/"),
    "mfa_reauthenticate_webauthn": Page("/again/passkey/"),
    "mfa_index": Page("/account/"),
    "mfa_list_webauthn": Page("/account/"),
    "language": Page("/account/language/"),
    "account_change_password": Page("/account/password/"),
    "second_factor": Page("/account/second-factor/"),
    "mfa_activate_totp": Page("/account/app/"),
    "mfa_deactivate_totp": Page("/account/app/remove/"),
    "mfa_add_webauthn": Page("/account/passkeys/add/"),
    "mfa_remove_webauthn": Page("/account/passkeys/1/remove/"),
    "mfa_view_recovery_codes": Page("/account/codes/"),
    "mfa_generate_recovery_codes": Page("/account/codes/new/"),
    "usersessions_list": Page("/account/sessions/"),
    "key": Page("/key/"),
    "key_vault": Page("/key/vault"),
    "key_change": Page("/key/change"),
    "inbox": Page("/inbox/", READERS),
    "inbox_waiting": Page("/inbox/waiting", READERS),
    "inbox_wraps": Page("/inbox/wraps", READERS),
    "inbox_report": Page(f"/inbox/{NO_ROW}/report", ()),  # whose it is: tests/desk/test_desk_inbox.py
    "inbox_messages": Page(f"/inbox/{NO_ROW}/messages", ()),
    "forms": Page("/forms/", READERS),
    "form_new": Page("/forms/new", (Role.OWNER,)),
    "form_open": Page("/forms/open", (Role.OWNER,)),
}
BEFORE_A_SECOND_FACTOR = {"second_factor", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"}
each_page = pytest.mark.parametrize("name", sorted(PAGES))


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str | None]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from names(each.url_patterns)
        else:
            yield each.name


def test_every_address_says_who_may_open_it() -> None:
    assert set(names(get_resolver().url_patterns)) == set(PAGES)


@pytest.fixture
def cast() -> dict[str, Client]:
    found = {role.value: browser() for role in Role}
    for role in Role:
        found[role.value].force_login(member(f"A {role.value}", role))
    found["stranger"] = browser()
    found["leaver"] = browser()
    left = member("Mallory", Role.OWNER)
    found["leaver"].force_login(left)
    Member.objects.filter(pk=left.pk).update(is_active=False)
    return found


@each_page
def test_who_opens_it(cast: dict[str, Client], name: str) -> None:
    page = PAGES[name]
    for role in Role:
        answer = cast[role.value].get(page.path)
        assert (answer.status_code != 404) == (role in page.members or page.strangers), role
        assert "/sign-in/" not in answer.get("Location", "") or page.strangers, role
    for who in ("stranger", "leaver"):
        answer = cast[who].get(page.path)
        led = (answer.status_code, answer.get("Location", "").partition("?")[0]) == (302, "/sign-in/")
        assert page.strangers or led, who


@each_page
def test_a_script_and_a_form_of_a_stranger_find_nothing(cast: dict[str, Client], name: str) -> None:
    page = PAGES[name]
    if page.strangers:
        return
    for who in ("stranger", "leaver"):
        assert cast[who].get(page.path, HTTP_ACCEPT="*/*").status_code == 404
        assert cast[who].post(page.path, {}).status_code == 404


@each_page
def test_without_a_second_factor_all_leads_to_one(name: str) -> None:
    alone = browser()
    alone.force_login(member("Alice", Role.OWNER, second_factor=False))
    page = PAGES[name]
    answer = alone.get(page.path)
    led = answer.get("Location", "").partition("?")[0] == "/account/second-factor/"
    assert led == (name not in BEFORE_A_SECOND_FACTOR and not page.strangers)
    if led:
        assert alone.post(page.path, {}).status_code == 404


def test_recovery_codes_alone_are_no_second_factor() -> None:
    alice = member("Alice", second_factor=False)
    Authenticator.objects.create(user=alice, type="recovery_codes", data={"seed": "x", "used_mask": 0})
    page = browser()
    page.force_login(alice)
    assert page.get("/")["Location"] == "/account/second-factor/"


def ask(view: access.View, user: object) -> int:
    request = RequestFactory().get("/")
    request.user = user  # type: ignore[assignment]
    try:
        return view(request).status_code
    except Http404:
        return 404


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("here")


@pytest.mark.parametrize("role", Role)
def test_a_page_for_some_roles_is_not_there_for_others(role: Role) -> None:
    narrowed = access.with_role(Role.OWNER, Role.RELEASER)(answer)
    assert ask(narrowed, Member(name="x", role=role)) == (200 if role in (Role.OWNER, Role.RELEASER) else 404)
    assert ask(access.signed_in(answer), Member(name="x", role=role)) == 200


def test_a_page_for_members_is_not_there_for_a_stranger() -> None:
    from django.contrib.auth.models import AnonymousUser

    assert ask(access.signed_in(answer), AnonymousUser()) == 404


def test_a_session_is_ended_by_its_owner_alone() -> None:
    from allauth.usersessions.models import UserSession

    alice, bob = signed_in("Alice"), signed_in("Bob")
    hers = UserSession.objects.get(user__name="Alice")
    for value in (str(hers.pk), "x", "9" * 30, "-1"):
        assert bob.post("/account/sessions/", {"session": value}).status_code == 404
    assert alice.get("/").status_code == 200


def test_a_passkey_is_removed_by_its_owner_alone() -> None:
    bob = signed_in("Bob")
    hers = Authenticator.objects.create(user=member("Alice"), type="webauthn", data={"name": "hers"})
    bob.post("/again/", {"password": "marble otter lantern forty"})
    assert bob.get(f"/account/passkeys/{hers.pk}/remove/").status_code == 404
    assert bob.post(f"/account/passkeys/{hers.pk}/remove/").status_code == 404
    assert Authenticator.objects.filter(pk=hers.pk).exists()


@pytest.mark.parametrize("role", EVERYONE)
def test_navigation_leads_only_where_one_may_go(role: Role) -> None:
    client = signed_in("Somebody", role)
    page = client.get("/").content.decode()
    named = {path for path in ("/inbox/", "/forms/", "/key/", "/account/") if f'href="{path}"' in page}
    assert named == {
        path for path in ("/inbox/", "/forms/", "/key/", "/account/") if client.get(path).status_code == 200
    }
    assert ("/inbox/" in named) == (role in READERS)
