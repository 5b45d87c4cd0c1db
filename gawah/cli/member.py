"""``gawah member``: who belongs to the team, and what each may do."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from gawah.cli.app import WRONG_USE, HomeOption, JSONOption, app, fail, now, out, print_json, use_home

if TYPE_CHECKING:
    from gawah.people.models import Member

member_app = typer.Typer(help="Add members of the team, list them, and say what each may do.", no_args_is_help=True)
app.add_typer(member_app, name="member")

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="the name the member signs in with")]
ROLES = "owner, releaser, caseworker or reader"


@member_app.command(epilog="For example: gawah member add Alice --role owner")
def add(
    name: NameArgument,
    role: Annotated[str, typer.Option(help=ROLES)] = "caseworker",
    reset: Annotated[
        bool, typer.Option("--reset", help="a new code for a member who is there: password and second factor anew")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Add a member, and print the one-time code with which they set their password."""
    use_home(home)
    from gawah.people.models import Member, OneTimeCode, clean_name
    from gawah.rooms import atomic

    with atomic("desk"):
        member = Member.objects.named(name)
        if reset:
            member = _there(name)
            if not member.is_active:
                fail(f"{member.name} is disabled, and stays so: add them under another name")
        elif member is not None:
            fail(f"there is a member {member.name} already: choose another name, or give them a new code with --reset")
        else:
            _check_role(role)
            if not 0 < len(clean_name(name)) <= 60:
                fail("a name has 1 to 60 characters", WRONG_USE)
            member = Member(name=clean_name(name), role=role)
            member.set_unusable_password()
            member.save()
        code = OneTimeCode.make(member, now())
    desk = os.environ.get("GAWAH_DESK_URL", "http://localhost:8002").rstrip("/")
    out.print(f"{member.name} ({member.role}) opens {desk}/start/ and types this code:", markup=False)
    out.print(f"  {code}", markup=False)
    out.print("It works once, for 24 hours. Give it to nobody else; it is shown now and never again.", markup=False)


@member_app.command(name="list")
def list_members(json: JSONOption = False, home: HomeOption = None) -> None:
    """List the members: name, role, whether disabled, whether they have made their key."""
    use_home(home)
    from gawah.people.models import Member

    found = [
        {"name": each.name, "role": each.role, "disabled": not each.is_active, "key": each.fingerprint}
        for each in Member.objects.order_by("name")
    ]
    if json:
        print_json(found)
        return
    if not found:
        out.print("There are no members yet. Next: gawah member add NAME --role owner", markup=False)
    for each in found:
        state = "disabled" if each["disabled"] else "key made" if each["key"] else "no key yet"
        out.print(f"{each['name']:<20} {each['role']:<11} {state}", markup=False)


@member_app.command()
def disable(name: NameArgument, home: HomeOption = None) -> None:
    """Let a member sign in no more, and sign them out everywhere. It is not taken back."""
    use_home(home)
    from gawah.people.sessions import disable as disabled
    from gawah.rooms import atomic

    with atomic("desk"):
        member = _there(name)
        if member.is_last_owner:
            fail(f"{member.name} is the only owner: make another one first, with `gawah member role NAME owner`")
        disabled(member)
    out.print(f"{member.name} is disabled, and signed out everywhere.", markup=False)


@member_app.command(epilog="For example: gawah member role Bob releaser")
def role(
    name: NameArgument,
    role: Annotated[str, typer.Argument(metavar="ROLE", help=ROLES)],
    home: HomeOption = None,
) -> None:
    """Say what a member may do."""
    use_home(home)
    from gawah.rooms import atomic

    _check_role(role)
    with atomic("desk"):
        member = _there(name)
        if member.is_last_owner and role != member.role:
            fail(f"{member.name} is the only owner: make another one first, with `gawah member role NAME owner`")
        member.role = role
        member.save(update_fields=["role"])
    out.print(f"{member.name} is now {member.role}.", markup=False)


def _there(name: str) -> Member:
    from gawah.people.models import Member

    member = Member.objects.named(name)
    if member is None:
        fail(f"there is no member {name}: `gawah member list` shows who there is")
    return member


def _check_role(role: str) -> None:
    from gawah.people.models import Role

    if role not in Role.values:
        fail(f"there is no role {role!r}: it is {ROLES}", WRONG_USE)
