"""`gawah member`: the team, from the command line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from django.utils import timezone

from gawah.people.models import Member, OneTimeCode

Run = Callable[..., tuple[int, str, str]]

pytestmark = pytest.mark.django_db(databases=["default", "public", "sealed"])

CODE = re.compile(r"^  ([0-9A-Z]{5}(?:-[0-9A-Z]{5}){4})$", re.MULTILINE)


def code_in(out: str) -> str:
    found = CODE.search(out)
    assert found, out
    return found[1]


def test_a_member_is_added_with_a_code_that_is_kept_nowhere(run: Run) -> None:
    code, out, err = run("member", "add", "Alice", "--role", "owner")
    assert (code, err) == (0, "")
    assert "http://localhost:8002/start/" in out
    alice = Member.objects.get()
    assert (alice.name, alice.role, alice.has_usable_password()) == ("Alice", "owner", False)
    assert OneTimeCode.whose(code_in(out), timezone.now()) == alice
    assert code_in(out).replace("-", "") not in str(list(OneTimeCode.objects.values()))


def test_the_desks_own_address_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAWAH_DESK_URL", "https://desk.example.org/")
    assert "https://desk.example.org/start/" in run("member", "add", "Alice")[1]


@pytest.mark.parametrize("name", ["Alice", "alice", "  ALICE "])
def test_a_name_is_one_members(run: Run, name: str) -> None:
    run("member", "add", "Alice", "--role", "owner")
    code, _, err = run("member", "add", name)
    assert code == 1
    assert "there is a member Alice already" in err
    assert "--reset" in err
    assert Member.objects.count() == 1


@pytest.mark.parametrize(("words", "said"), [
    (("add", "Alice", "--role", "boss"), "there is no role 'boss': it is owner, releaser, caseworker or reader"),
    (("add", " "), "a name has 1 to 60 characters"),
    (("add", "x" * 61), "a name has 1 to 60 characters"),
])  # fmt: skip
def test_what_is_no_member_is_refused(run: Run, words: tuple[str, ...], said: str) -> None:
    code, _, err = run("member", *words)
    assert (code, said in err) == (2, True)
    assert not Member.objects.exists()


def test_a_reset_is_a_new_code_and_nothing_else_yet(run: Run) -> None:
    first = code_in(run("member", "add", "Alice", "--role", "owner")[1])
    code, out, _ = run("member", "add", "alice", "--reset")
    assert code == 0
    assert OneTimeCode.whose(first, timezone.now()) is None
    alice = OneTimeCode.whose(code_in(out), timezone.now())
    assert alice
    assert (alice.name, alice.role) == ("Alice", "owner")


def test_a_reset_is_for_those_who_are_there(run: Run) -> None:
    run("member", "add", "Alice", "--role", "owner")
    run("member", "add", "Mallory")
    run("member", "disable", "Mallory")
    assert "there is no member Bob" in run("member", "add", "Bob", "--reset")[2]
    code, _, err = run("member", "add", "Mallory", "--reset")
    assert code == 1
    assert "Mallory is disabled, and stays so" in err
    assert not OneTimeCode.objects.filter(member__name="Mallory").exists()


def test_members_are_listed(run: Run) -> None:
    assert "Next: gawah member add NAME --role owner" in run("member", "list")[1]
    run("member", "add", "Carol", "--role", "reader")
    run("member", "add", "Alice", "--role", "owner")
    run("member", "disable", "Carol")
    Member.objects.filter(name="Alice").update(signing_key="ab" * 32, recipient="age1pq1x")
    found = json.loads(run("member", "list", "--json")[1])
    assert [(each["name"], each["role"], each["disabled"]) for each in found] == [
        ("Alice", "owner", False),
        ("Carol", "reader", True),
    ]
    assert (len(found[0]["key"]), found[1]["key"]) == (64, "")
    lines = run("member", "list")[1].splitlines()
    assert [line.split() for line in lines] == [["Alice", "owner", "key", "made"], ["Carol", "reader", "disabled"]]


@pytest.mark.parametrize("words", [("disable", "Alice"), ("role", "Alice", "reader")])
def test_there_is_always_an_owner(run: Run, words: tuple[str, ...]) -> None:
    run("member", "add", "Alice", "--role", "owner")
    run("member", "add", "Bob", "--role", "owner")
    run("member", "disable", "Bob")
    code, _, err = run("member", *words)
    assert code == 1
    assert "Alice is the only owner: make another one first" in err
    run("member", "add", "Carol")
    assert run("member", "role", "Carol", "owner")[0] == 0
    assert run("member", *words)[0] == 0


def test_a_role_is_changed(run: Run) -> None:
    run("member", "add", "Bob")
    assert run("member", "role", "bob", "releaser")[1] == "Bob is now releaser.\n"
    assert Member.objects.get().role == "releaser"
    assert "there is no role 'boss'" in run("member", "role", "Bob", "boss")[2]
    assert "there is no member Dave" in run("member", "role", "Dave", "reader")[2]
    assert "there is no member Dave" in run("member", "disable", "Dave")[2]


def test_another_surface_knows_no_members(run: Run, settings: object) -> None:
    settings.SURFACE = "public"  # type: ignore[attr-defined]
    code, _, err = run("member", "list")
    assert code == 1
    assert "this is the public surface" in err


def test_the_desk_is_served_to_other_machines_only_by_a_name(run: Run) -> None:
    code, _, err = run("serve", "--only", "desk", "--host", "0.0.0.0")
    assert code == 1
    assert "GAWAH_DESK_URL" in err
    assert run("serve", "--only", "kitchen")[0] == 2
