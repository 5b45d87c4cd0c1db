"""Decisions to release, correct, redact or withdraw, and the outbox that carries them to the gate."""
