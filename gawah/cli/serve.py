"""``gawah serve``: serve the surfaces."""

from __future__ import annotations

import errno
import ipaddress
import socket
from typing import Annotated

import typer

from gawah.cli.app import WRONG_USE, HomeOption, app, fail, out, use_home
from gawah.config.home import Home


@app.command()
def serve(
    only: Annotated[str, typer.Option(help="public; all there is until the desk has pages")] = "public",
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="port to listen on")] = 8000,
    home: HomeOption = None,
) -> None:
    """Serve the published site. No request is logged."""
    if only != "public":
        fail(f"--only {only}: only the public surface can be served so far", WRONG_USE)
    serve_public(use_home(home, desk=False), host, port)


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
