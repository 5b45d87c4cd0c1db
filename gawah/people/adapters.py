"""What allauth asks of us: no sign-up, no address, messages in our words, secrets sealed at rest."""

from __future__ import annotations

import base64
from functools import cache
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare

from gawah.people.models import Member
from gawah.people.sessions import forget_what_ran_out

# allauth's column for an address takes no nothing: everybody's is this one.
NO_ADDRESS = "0.0.0.0"  # noqa: S104 - nothing listens here

_BEGUN = "begun"  # in a session that waits for a second factor: what the password was, as a hash

# allauth's messages -> our words. Any other says nothing that the page does not show.
_MESSAGES = {
    "mfa/messages/totp_activated.txt": "said.app_added",
    "mfa/messages/totp_deactivated.txt": "said.app_removed",
    "mfa/messages/webauthn_added.txt": "said.passkey_added",
    "mfa/messages/webauthn_removed.txt": "said.passkey_removed",
    "account/messages/password_changed.txt": "said.password_changed",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Accounts without sign-up, mail or network address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return NO_ADDRESS

    def get_http_user_agent(self, request: HttpRequest) -> str:
        return ""

    def pre_login(self, request: HttpRequest, user: Member, **named: Any) -> HttpResponseBase | None:
        request.session[_BEGUN] = user.get_session_auth_hash()
        answer: HttpResponseBase | None = super().pre_login(request, user, **named)
        return answer

    def login(self, request: HttpRequest, user: Member) -> None:
        """However somebody signed in, the session ends with the browser; those that have run out are forgotten.

        Not where the password was changed, or the member disabled, between the password and the second factor.
        """
        begun = request.session.pop(_BEGUN, "")
        if not (user.is_active and constant_time_compare(begun, user.get_session_auth_hash())):
            request.session.flush()
            raise ImmediateHttpResponse(redirect("account_login"))
        super().login(request, user)
        request.session.set_expiry(0)
        forget_what_ran_out()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        raise AssertionError("the desk has nobody's address")

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nobody has an address: what changed is told on the page."""

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Keeps the key of our words. allauth's own text is only ever an error of a passkey."""
        key = _MESSAGES.get(message_template or "") or ("error.passkey" if message else "")
        if key:
            messages.add_message(request, level, key)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: their secrets lie encrypted, and a telephone that is searched shows no organisation."""

    def get_totp_issuer(self) -> str:
        return "desk"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": "desk"}

    def generate_authenticator_name(self, user: Member, type: str) -> str:
        return str(Authenticator.objects.filter(user=user, type=type).count() + 1)

    def encrypt(self, text: str) -> str:
        return _box(settings.SECRET_KEY).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box(settings.SECRET_KEY).decrypt(encrypted_text.encode()).decode()


@cache
def _box(secret: str) -> Fernet:
    """What second factors are encrypted with: so a copy of the database alone signs nobody in."""
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"gawah/1/second-factor").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))
