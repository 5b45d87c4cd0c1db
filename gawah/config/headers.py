"""The security headers of the public site. ``docs/examples/Caddyfile`` sends the same ones; a test compares."""

from __future__ import annotations

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def content_security_policy(*, search: bool) -> str:
    """The policy of a page. Only the search page, and the worker it starts, may run WebAssembly."""
    policy = _POLICY | ({"script-src": "'self' 'wasm-unsafe-eval'"} if search else {})
    return "; ".join(f"{name} {value}" for name, value in policy.items())


ALWAYS = (
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-frame-options", "DENY"),
)

FOR_A_YEAR = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
