"""``gawah serve``: serve the surfaces."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
from typing import Annotated

import typer

from gawah.cli.app import WRONG_USE, HomeOption, app, fail, out, use_home
from gawah.config.home import Home

PORTS = {"public": 8000, "desk": 8002}


@app.command()
def serve(
    only: Annotated[str, typer.Option(help="public or desk")] = "public",
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="port to listen on (else 8000, for the desk 8002)", show_default=False),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Serve the published site, or the desk. No request is logged."""
    if only not in PORTS:
        fail(f"--only {only}: there is public and desk", WRONG_USE)
    port = port or PORTS[only]
    if only == "desk":
        serve_desk(use_home(home), host, port)
    else:
        serve_public(use_home(home, desk=False), host, port)


def serve_desk(home: Home, host: str, port: int) -> None:
    """Serve until interrupted. One process: what it counts (wrong tries) it counts in its memory."""
    from granian import Granian
    from granian.constants import Interfaces

    address = os.environ.get("GAWAH_DESK_URL")
    if not address and host not in ("127.0.0.1", "::1"):
        fail(
            f"--host {host} lets other machines reach the desk: say in GAWAH_DESK_URL by which address they do "
            "(https://desk.example.org), with a server in front of it that speaks HTTPS"
        )
    _check_free(host, port)
    os.environ |= {"GAWAH_HOME": str(home.folder), "GAWAH_SURFACE": "desk"}
    # By name: browsers make passkeys for names, not for numbers.
    out.print(f"The desk is at {address or f'http://localhost:{port}/'} (stop with Ctrl-C).", markup=False)
    server = Granian(
        "gawah.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=1,
        blocking_threads=4,
        websockets=False,
        log_enabled=False,
        log_access=False,
    )
    server.serve()


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
