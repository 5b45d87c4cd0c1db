"""The WSGI application of the surface that ``GAWAH_SURFACE`` names; ``gawah serve`` starts it in one process."""

from __future__ import annotations

import os

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application


def application() -> WSGIHandler:
    """For granian, as a factory: the application, with the one thread that writes into the sealed room."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gawah.config.settings")
    made = get_wsgi_application()

    from gawah.sealed import writer

    writer.start()
    return made
