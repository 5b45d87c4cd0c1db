"""The pages of the desk that are about its members: home, the first sign-in, the account, its sessions."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gawah.people.access import member_of, signed_in
from gawah.people.forms import StartForm
from gawah.people.leaving import end_all_sessions
from gawah.people.models import Language, Member, OneTimeCode
from gawah.rooms import atomic


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
        end_all_sessions(member)
    request.session.flush()
    record_authentication(request, member, "password", reauthenticated=True)
    answer: HttpResponse = perform_login(request, Login(user=member))
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
            "sessions": UserSession.objects.filter(user=member).count(),
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
    found = sorted(UserSession.objects.purge_and_list(member), key=lambda each: each.created_at, reverse=True)
    return render(request, "sessions.jinja", {"sessions": found})


def _end(request: HttpRequest, member: Member) -> HttpResponseRedirect:
    own = UserSession.objects.filter(user=member)
    if chosen := request.POST.get("session"):
        ended = [get_object_or_404(own, pk=int(chosen) if chosen.isdecimal() and len(chosen) < 19 else -1)]
    else:
        ended = list(own.exclude(session_key=request.session.session_key))
    here = any(each.is_current() for each in ended)
    end_sessions(request, ended)
    if not here:
        messages.success(request, "said.sessions_ended")
    return redirect("usersessions_list" if not here else "account_login")
