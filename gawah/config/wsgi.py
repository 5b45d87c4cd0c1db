"""The WSGI application of the intake or the desk, as ``GAWAH_SURFACE`` says; one process, by ``gawah serve``."""

from __future__ import annotations

import os

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application


def application() -> WSGIHandler:
    """For granian, as a factory."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gawah.config.settings")
    return get_wsgi_application()
