"""Who may open which page of the desk. What is not yours is 404, as if it were not there.

The gate is a middleware, so that a page nobody thought of is shut: whoever is not signed in is led to the sign-in
page, and whoever has no second factor is led to set one up. ``with_role`` narrows a page to some roles.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias, TypeVar, cast
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import resolve, reverse

from gawah.people.models import Member, Role

View: TypeAlias = Callable[..., HttpResponseBase]
_View = TypeVar("_View", bound=View)

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]

# By the name of the URL. Everything else needs a member with a second factor.
FOR_ANYONE = frozenset(
    {"account_login", "mfa_authenticate", "mfa_login_webauthn", "account_inactive", "account_logout", "start", "asset"}
)
BEFORE_A_SECOND_FACTOR = FOR_ANYONE | {
    "second_factor",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "account_reauthenticate",
}


def member_of(request: HttpRequest) -> Member:
    """The member who asks; Http404 when nobody is signed in."""
    if not request.user.is_authenticated:
        raise Http404
    return request.user


def signed_in(view: _View) -> _View:
    """A page for every member."""
    return with_role(*Role)(view)


def with_role(*roles: Role) -> Callable[[_View], _View]:
    """A page for members of these roles; for everyone else it is not there."""

    def narrowed(view: _View) -> _View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if member_of(request).role not in roles:
                raise Http404
            return view(request, *args, **kwargs)

        inner.__dict__["roles"] = roles
        return cast(_View, inner)

    return narrowed


def may_open(member: Member, url: str) -> bool:
    """Whether a page of the desk is for this member; what no role was named for is for all."""
    return member.role in getattr(resolve(url).func, "roles", Role.values)


class Gate:
    """Middleware: nobody gets past it without a password and a second factor, or a passkey."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponseBase | None:
        name = request.resolver_match.url_name if request.resolver_match else None
        if name in FOR_ANYONE:
            return None
        if not request.user.is_authenticated:
            return _lead_to(request, "account_login")
        if name in BEFORE_A_SECOND_FACTOR or is_mfa_enabled(request.user, FACTORS):
            return None
        return _lead_to(request, "second_factor")


def _lead_to(request: HttpRequest, name: str) -> HttpResponseBase:
    """There, if a person opens a page; a script, or a form that is sent, finds nothing here."""
    if request.method not in ("GET", "HEAD") or "text/html" not in request.headers.get("Accept", ""):
        raise Http404
    here = request.get_full_path()
    back = f"?{urlencode({'next': here})}" if name == "account_login" and here != "/" else ""
    return HttpResponseRedirect(reverse(name) + back)
