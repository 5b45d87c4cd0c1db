"""Ids, dates, figures, text and files: what every other package stands on. No Django, nothing of ours."""
