"""The migrations make the tables that the models describe."""

from __future__ import annotations

import pytest
from django.core.management import call_command


@pytest.mark.django_db(databases=["default", "public", "sealed"])
def test_no_model_is_ahead_of_its_migrations() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
