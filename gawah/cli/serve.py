"""``gawah serve``: serve the surfaces."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
from pathlib import Path
from typing import Annotated

import typer

from gawah.cli.app import WRONG_USE, HomeOption, app, fail, out, use_home
from gawah.config.home import Home

PORTS = {"public": 8000, "intake": 8001, "desk": 8002}
THREADS = 64  # requests at a time: each whose body comes slowly holds one. What they write is written by one thread


@app.command()
def serve(
    only: Annotated[str, typer.Option(help="public, intake or desk")] = "public",
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="port to listen on", show_default="8000, intake 8001, desk 8002"),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Serve the published site, what reporters' pages send to, or the desk. No request is logged."""
    if only not in PORTS:
        fail(f"--only {only}: there are {', '.join(PORTS)}", WRONG_USE)
    if only == "public":
        serve_public(use_home(home, desk=False), host, port or PORTS[only])
    else:
        serve_django(only, home, host, port or PORTS[only])


def serve_public(home: Home, host: str, port: int) -> None:
    """Serve until interrupted."""
    from granian import Granian
    from granian.constants import Interfaces

    if not (home.site / "live").exists():
        fail("nothing has been published yet: run `gawah publish` first")
    _check_free(host, port)
    out.print(f"The site is at http://{host}:{port}/ (stop with Ctrl-C).", markup=False)
    server = Granian(
        "gawah.config.public_surface:application",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        factory=True,
        websockets=False,
        log_enabled=False,
        log_access=False,
    )
    server.serve()


def serve_django(surface: str, folder: Path | None, host: str, port: int) -> None:
    """Serve a surface of pages until interrupted: one process, whose threads share the one writer."""
    from granian import Granian
    from granian.constants import Interfaces

    if os.environ.get("GAWAH_SURFACE", surface) not in (surface, "desk"):
        fail(f"GAWAH_SURFACE={os.environ['GAWAH_SURFACE']} may not open what --only {surface} needs", WRONG_USE)
    os.environ["GAWAH_SURFACE"] = surface
    os.environ["GAWAH_HOME"] = str(use_home(folder, desk=False).folder)
    _check_tables()
    address = _desk_address(host, port) if surface == "desk" else f"http://{host}:{port}/"
    _check_free(host, port)
    out.print(f"The {surface} is at {address} (stop with Ctrl-C).", markup=False)
    server = Granian(
        "gawah.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        log_enabled=False,
        log_access=False,
    )
    server.serve()


def _desk_address(host: str, port: int) -> str:
    """Where members open the desk. Fails where other machines could reach it and no address is set for them."""
    address = os.environ.get("GAWAH_DESK_URL")
    if not address and host not in ("127.0.0.1", "::1"):
        fail(
            f"--host {host} lets other machines reach the desk: say in GAWAH_DESK_URL by which address they do "
            "(https://desk.example.org), with a server in front of it that speaks HTTPS"
        )
    return address or f"http://localhost:{port}/"  # by name: browsers make passkeys for names, not for numbers


def _check_tables() -> None:
    """Fail with a sentence where every request would fail."""
    from django.conf import settings
    from django.db import DatabaseError, connections
    from django.db.migrations.executor import MigrationExecutor

    from gawah.rooms import alias

    for room in settings.SURFACE_ROOMS[settings.SURFACE]:
        connection = connections[alias(room)]
        try:
            executor = MigrationExecutor(connection)
            waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError:
            fail(f"the {room} database cannot be opened: see that the home's folder db/ is there, and who owns it")
        finally:
            connection.close()
        if waiting:
            fail(f"the {room} database is older than this version: run `gawah migrate` first")


def _check_free(host: str, port: int) -> None:
    """Fail with a sentence where the server would stop with a page of its own language."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        fail(f"--host {host} is no address of this machine: write its number, such as 127.0.0.1", WRONG_USE)
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                fail(f"port {port} is taken by another program: stop it, or name another with --port")
            fail(f"{host}:{port} cannot be listened on ({error.strerror}): name another with --host and --port")
