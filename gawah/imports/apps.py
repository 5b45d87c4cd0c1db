"""The Django app: datasets, batches and rows lie in the desk's database."""

from __future__ import annotations

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "gawah.imports"
    label = "imports"
