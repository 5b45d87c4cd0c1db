"""Counts as a certificate and the log show them: too coarse to tell one report."""

from __future__ import annotations

STEP = 5


def rounded(count: int) -> str:
    """``0``, ``under 5``, else down to a multiple of 5."""
    if count < 0:
        raise ValueError("a count is not negative")
    if 0 < count < STEP:
        return f"under {STEP}"
    return str(count - count % STEP)
