"""The forms of signing in that are ours. Their labels and errors stand in the words of the pages."""

from __future__ import annotations

import datetime
from typing import Any

from allauth.account.forms import LoginForm as AccountLoginForm
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError

from gawah.people.models import Member, OneTimeCode, clean_name

CODE_TAKEN = 120  # seconds; at least as long as an app's code is taken: its half minute, and one before and after


class LoginForm(AccountLoginForm):  # type: ignore[misc] # allauth has no types
    """A name as it is stored, however it is typed: so that every spelling counts against one limit."""

    def clean_login(self) -> str:
        return clean_name(super().clean_login())


class _OnceOnly:
    """A code of an app works once. allauth forgets after half a minute that it did; the code is taken for longer."""

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc] # of the form beside which this stands
        member: Member = self.user  # type: ignore[attr-defined]
        used = f"gawah.totp.used?member={member.pk}&code={normalize_user_code(code)}"
        if not cache.add(used, "y", timeout=CODE_TAKEN):
            raise ValidationError("used", code="incorrect_code")
        return code


class SecondFactorForm(_OnceOnly, AuthenticateForm):  # type: ignore[misc]
    pass


class SecondFactorAgainForm(_OnceOnly, ReauthenticateForm):  # type: ignore[misc]
    pass


class StartForm(forms.Form):
    """A one-time code, and the password it sets."""

    code = forms.CharField(max_length=60)
    password1 = forms.CharField(max_length=500, strip=False)
    password2 = forms.CharField(max_length=500, strip=False)

    def __init__(self, *args: Any, now: datetime.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.member: Member | None = None

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        self.member = OneTimeCode.whose(code, self.now)
        if self.member is None:
            raise ValidationError("no such code", code="no_such_code")
        return code

    def clean(self) -> None:
        first, second = (self.cleaned_data.get(name) for name in ("password1", "password2"))
        if self.member is None or not first:
            return
        try:
            validate_password(first, self.member)
        except ValidationError as error:
            self.add_error("password1", error)
        if second and first != second:
            self.add_error("password2", ValidationError("differ", code="passwords_differ"))
