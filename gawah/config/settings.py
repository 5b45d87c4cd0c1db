"""Django's settings. Nothing of an organisation's is set here: see ``gawah.config.home``."""

from __future__ import annotations

import logging
import os
import secrets
from pathlib import Path
from typing import Any

from gawah.config import desk
from gawah.config.home import Home, SettingsError
from gawah.rooms import ALIASES, Room

HOME = Home.current()
GAWAH_HOME = HOME.folder

# Which rooms each surface may open; the others are Django's dummy database, and any touch fails.
SURFACE_ROOMS: dict[str, tuple[Room, ...]] = {
    "desk": ("sealed", "desk", "public"),
    "intake": ("sealed",),
    "public": (),
}
SURFACE = os.environ.get("GAWAH_SURFACE", "desk")
if SURFACE not in SURFACE_ROOMS:
    raise SettingsError(f"GAWAH_SURFACE: there is no surface {SURFACE!r}; there are {', '.join(SURFACE_ROOMS)}")

# secure_delete: what is deleted is overwritten, since a withdrawal must reach the raw file too.
_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"


def _database(room: Room) -> dict[str, Any]:
    if room not in SURFACE_ROOMS[SURFACE]:
        return {"ENGINE": "django.db.backends.dummy"}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(HOME.databases / f"{room}.sqlite3"),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": _PRAGMAS},
        "ATOMIC_REQUESTS": False,
        "TEST": {"DEPENDENCIES": []},  # a test may need one room and not the desk's
    }


# What SQLite sorts on disk is the desk's too: it belongs in the home, and not where every temporary file goes.
os.environ["SQLITE_TMPDIR"] = str(HOME.databases)

DATABASES = {alias: _database(room) for room, alias in ALIASES.items()}
DATABASE_ROUTERS = ["gawah.rooms.router.RoomRouter"]
INSTALLED_APPS = ["gawah.sealed", "gawah.desk", "gawah.imports", "gawah.releases", "gawah.public"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
ROOT_URLCONF = f"gawah.config.urls_{SURFACE}"
# Never on disk: what anybody sends to any page is no file here. What is larger than 2.5 MB is passed over.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
ALLOWED_HOSTS: list[str] = []
MIDDLEWARE: list[str] = []
BASE_DIR = Path(__file__).resolve().parent.parent
# No log line about a request or a query, ever; the command line says what a person must know.
LOGGING_CONFIG = None
logging.getLogger("django").addHandler(logging.NullHandler())  # else Python prints what nobody handles
SECRET_KEY = secrets.token_urlsafe(50)  # of this process alone; the desk keeps one

if SURFACE == "desk":
    INSTALLED_APPS += desk.APPS
    globals().update(desk.settings(HOME))

if SURFACE == "intake":
    MIDDLEWARE = ["gawah.config.intake_surface.IntakeSurface"]
    DATABASES[ALIASES["sealed"]]["CONN_MAX_AGE"] = None  # a thread keeps its connection
