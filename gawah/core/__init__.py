"""Identifiers, dates, figures, text, files: what every other package stands on. No Django, nothing of ours."""
