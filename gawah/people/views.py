"""The pages of the desk that are about its members: home, the first sign-in, the account, its sessions."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import login_webauthn
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gawah.people.access import member_of, signed_in
from gawah.people.forms import StartForm
from gawah.people.models import Language, Member, OneTimeCode
from gawah.people.sessions import end, end_all, end_others, open_sessions
from gawah.rooms import atomic

TRY_LASTS = 5 * 60  # seconds


@signed_in
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The signed-in desk: what there is to do next."""
    return render(request, "home.jinja")


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """With a one-time code: a password of one's own. What was there before (factors, sessions) ends."""
    form = StartForm(request.POST or None, now=timezone.now())
    if not form.is_valid():
        return render(request, "start.jinja", {"form": form}, status=422 if form.is_bound else 200)
    member = OneTimeCode.use(form.cleaned_data["code"], form.now)
    if member is None:  # somebody else used it in this very moment
        raise Http404
    with atomic("desk"):
        member.set_password(form.cleaned_data["password1"])
        member.save(update_fields=["password"])
        Authenticator.objects.filter(user=member).delete()
        end_all(member)
    request.session.flush()
    record_authentication(request, member, "password", reauthenticated=True)
    answer: HttpResponse = perform_login(request, Login(user=member))
    return answer


def sign_in_by_passkey(request: HttpRequest) -> HttpResponseBase:
    """allauth's view. What it keeps of a stranger's try lasts a few minutes, so that tries do not pile up."""
    if not request.user.is_authenticated:
        request.session.set_expiry(TRY_LASTS)
    answer: HttpResponseBase = login_webauthn(request)
    return answer


@signed_in
@require_GET
def second_factor(request: HttpRequest) -> HttpResponse:
    """Choose what, besides the password, shows that it is you."""
    return render(request, "second_factor.jinja")


@signed_in
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Everything a member can change about how they sign in."""
    member = member_of(request)
    factors = Authenticator.objects.filter(user=member).order_by("pk")
    codes = next((each for each in factors if each.type == Authenticator.Type.RECOVERY_CODES), None)
    return render(
        request,
        "account.jinja",
        {
            "languages": Language.values,
            "app": any(each.type == Authenticator.Type.TOTP for each in factors),
            "passkeys": [each for each in factors if each.type == Authenticator.Type.WEBAUTHN],
            "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
            "sessions": len(open_sessions(member)),
        },
    )


@signed_in
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Read the desk in another language."""
    member = member_of(request)
    member.language = request.POST.get("language", "")
    if member.language not in Language.values:
        raise Http404
    member.save(update_fields=["language"])
    messages.success(request, "said.language_changed")
    return redirect("mfa_index")


@signed_in
@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Where a member is signed in. One session, or all others, can be ended."""
    member = member_of(request)
    if request.method == "POST":
        return _end(request, member)
    return render(request, "sessions.jinja", {"sessions": open_sessions(member)})


def _end(request: HttpRequest, member: Member) -> HttpResponseRedirect:
    if chosen := request.POST.get("session"):
        known = chosen.isdecimal() and len(chosen) < 19
        session = get_object_or_404(UserSession, user=member, pk=int(chosen) if known else -1)
        if session.is_current():
            logout(request)
            return redirect("account_login")
        end([session])
    else:
        end_others(request, member)
    messages.success(request, "said.sessions_ended")
    return redirect("usersessions_list")
