"""Every address of the desk. allauth's views are named one by one: what is not here (sign-up, mail) is not there."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import URLPattern, URLResolver, path

from gawah.desk import forms, inbox
from gawah.people import assets, vault, views

handler400 = "gawah.people.refusals.bad_request"
handler404 = "gawah.people.refusals.not_found"
handler429 = "gawah.people.refusals.too_often"
handler500 = "gawah.people.refusals.failed"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("assets/<str:name>", assets.asset, name="asset"),
    # signing in
    path("start/", views.start, name="start"),
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/second/", factors.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey/", views.sign_in_by_passkey, name="mfa_login_webauthn"),
    path("sign-in/disabled/", account.account_inactive, name="account_inactive"),
    path("sign-out/", account.logout, name="account_logout"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("again/code/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("again/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    # one's own key
    path("key/", vault.key, name="key"),
    path("key/vault", vault.vault, name="key_vault"),
    path("key/change", vault.change, name="key_change"),
    # sealed reports
    path("inbox/", inbox.page, name="inbox"),
    path("inbox/waiting", inbox.waiting, name="inbox_waiting"),
    path("inbox/wraps", inbox.wraps, name="inbox_wraps"),
    path("inbox/<str:row>/report", inbox.report, name="inbox_report"),
    path("inbox/<str:row>/messages", inbox.messages, name="inbox_messages"),
    path("forms/", forms.page, name="forms"),
    path("forms/new", forms.new, name="form_new"),
    path("forms/open", forms.open_, name="form_open"),
    # one's own account; allauth returns to two names of it
    path("account/", views.account, name="mfa_list_webauthn"),
    path("account/", views.account, name="mfa_index"),
    path("account/language/", views.language, name="language"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/second-factor/", views.second_factor, name="second_factor"),
    path("account/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/sessions/", views.sessions, name="usersessions_list"),
]
