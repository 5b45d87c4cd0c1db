"""Django's settings of the desk surface: signing in, sessions, cookies, templates, and the desk's own addresses."""

from __future__ import annotations

import os
import re
import secrets
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from gawah.config.home import Home, SettingsError
from gawah.core import files

APPS = [
    "gawah.people",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
KEY_FILE = "desk-secret"
_PACKAGES = Path(__file__).resolve().parent.parent


def settings(home: Home) -> dict[str, Any]:
    """Every setting of the desk by its name. Raises SettingsError."""
    hosts, origins = _addresses()
    return {
        "SECRET_KEY": _secret_key(home),
        "ALLOWED_HOSTS": hosts,
        "CSRF_TRUSTED_ORIGINS": origins,
        "SITE_SETTINGS": cache(lambda: home.organisation().site()),  # read once: an edit shows after a restart
        **_PAGES,
        **_COOKIES,
        **_SIGNING_IN,
        **_SECOND_FACTOR,
    }


def _addresses() -> tuple[list[str], list[str]]:
    """Host names the desk answers to, and origins whose forms it takes: this machine's, and GAWAH_DESK_URL's."""
    address = os.environ.get("GAWAH_DESK_URL", "")
    if not address:
        return LOOPBACK, []
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme != "https" or not re.fullmatch(r"[a-z0-9.-]+", host) or parts.path not in ("", "/") or parts.query:
        raise SettingsError(
            f"GAWAH_DESK_URL: {address!r} is no address of a desk; write one such as https://desk.example.org"
        )
    return [*LOOPBACK, host], [f"https://{parts.netloc}"]


def _secret_key(home: Home) -> str:
    """What cookies and second factors hang on: given, or made once in ``keys/`` for its owner alone.

    Without a home (before ``gawah init``, in tests) it is one of this process.
    """
    if given := os.environ.get("GAWAH_SECRET_KEY"):
        return _long_enough(given, "GAWAH_SECRET_KEY")
    if named := os.environ.get("GAWAH_SECRET_KEY_FILE"):
        return _read_key(Path(named), "GAWAH_SECRET_KEY_FILE")
    if not (home.exists() and home.keys.is_dir()):
        return secrets.token_urlsafe(50)
    path = home.keys / KEY_FILE
    if not path.exists():
        # Linked into place whole, so that of two processes that start together both read the same one.
        fresh = home.keys / f"{KEY_FILE}-{secrets.token_hex(8)}"
        files.write_new(fresh, secrets.token_urlsafe(50).encode(), mode=0o600)
        try:
            path.hardlink_to(fresh)
        except FileExistsError:
            pass
        finally:
            files.remove(fresh)
    return _read_key(path, "the desk's secret")


def _read_key(path: Path, what: str) -> str:
    try:
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{what}: {path} cannot be read ({error}); give a file with a long random text") from None
    return _long_enough(key, f"{what}: {path}")


def _long_enough(key: str, what: str) -> str:
    if len(key) < 32:
        raise SettingsError(f"{what}: fewer than 32 characters; give a long random text")
    return key


_PAGES: dict[str, Any] = {
    "MIDDLEWARE": [
        "gawah.people.middleware.Nameless",  # first: what it takes away, nobody keeps
        "gawah.people.middleware.Headers",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "allauth.account.middleware.AccountMiddleware",
        "gawah.people.access.Gate",
    ],
    # The only engine, so that a page of allauth's that is not ours cannot be drawn.
    "TEMPLATES": [
        {
            "BACKEND": "django.template.backends.jinja2.Jinja2",
            "DIRS": [_PACKAGES / "people" / "templates", _PACKAGES / "desk" / "templates"],
            "OPTIONS": {
                "environment": "gawah.people.shell.environment",
                "context_processors": ["gawah.people.shell.context"],
            },
        }
    ],
    # Styles and scripts of desk pages; what lies in the site's assets can be named too.
    "DESK_ASSETS": [_PACKAGES / "envelope" / "scripts", _PACKAGES / "people" / "assets", _PACKAGES / "desk" / "assets"],
    "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
    "X_FRAME_OPTIONS": "DENY",
}

# Host-only, since no domain is named; Secure is taken off again for a page on this machine (people.middleware).
_COOKIES: dict[str, Any] = {
    "SESSION_COOKIE_NAME": "s",
    "SESSION_COOKIE_AGE": 12 * 60 * 60,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Strict",
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_NAME": "f",
    "CSRF_COOKIE_AGE": None,
    "CSRF_COOKIE_HTTPONLY": True,
    "CSRF_COOKIE_SAMESITE": "Strict",
    "CSRF_COOKIE_SECURE": True,
    "CSRF_FAILURE_VIEW": "gawah.people.refusals.form_not_taken",
}

_SIGNING_IN: dict[str, Any] = {
    "AUTH_USER_MODEL": "people.Member",
    "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.ScryptPasswordHasher"],
    "AUTH_PASSWORD_VALIDATORS": [
        {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
        {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
        {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
        {
            "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
            "OPTIONS": {"user_attributes": ["name"]},
        },
    ],
    "LOGIN_URL": "account_login",
    "LOGIN_REDIRECT_URL": "home",
    "ACCOUNT_ADAPTER": "gawah.people.adapters.AccountAdapter",
    "ACCOUNT_FORMS": {"login": "gawah.people.forms.LoginForm"},
    "ACCOUNT_TEMPLATE_EXTENSION": "jinja",
    "ACCOUNT_USER_MODEL_USERNAME_FIELD": "name",
    "ACCOUNT_USER_MODEL_EMAIL_FIELD": None,
    "ACCOUNT_LOGIN_METHODS": {"username"},
    "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*"],
    "ACCOUNT_EMAIL_VERIFICATION": "none",
    "ACCOUNT_LOGOUT_REDIRECT_URL": "account_login",
    "ACCOUNT_SESSION_REMEMBER": False,  # a session ends with the browser, and after SESSION_COOKIE_AGE
    "ACCOUNT_REAUTHENTICATION_TIMEOUT": 15 * 60,
    # Counted by name or by member, in the memory of this process. allauth's limits by address are left out: a desk
    # that knows no addresses would count everyone as one, and a stranger could shut everybody out.
    "ACCOUNT_RATE_LIMITS": {
        "login": None,
        "login_failed": "5/5m/key",
        "reauthenticate": "10/m/user",
        "change_password": "5/m/user",
    },
    "CACHES": {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 20_000},  # more names than can be tried before the first is forgotten anyway
        }
    },
}

_SECOND_FACTOR: dict[str, Any] = {
    "MFA_ADAPTER": "gawah.people.adapters.SecondFactorAdapter",
    "MFA_FORMS": {
        "authenticate": "gawah.people.forms.SecondFactorForm",
        "reauthenticate": "gawah.people.forms.SecondFactorAgainForm",
    },
    "MFA_TOTP_TOLERANCE": 1,  # a code is taken half a minute early or late, as clocks of phones are
    "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
    "MFA_PASSKEY_LOGIN_ENABLED": True,
    "MFA_RECOVERY_CODES_SHOW_ONCE": True,
    "MFA_RATE_LIMITS": {"webauthn_login": None},  # by address, as above; there is no secret to guess
}
