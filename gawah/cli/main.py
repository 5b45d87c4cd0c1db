"""Entry point of the ``gawah`` command: every verb, and every error as one sentence."""

from __future__ import annotations

import os
import sys

import typer

from gawah.cli import (
    cases,
    count,
    demo,
    imports,
    init,
    keys,
    member,
    migrate,
    publish,
    release,
    serve,
    verify,
    withdraw,
)
from gawah.cli.app import FAILED, WRONG_USE, app, err
from gawah.cli.errors import sentence

# What typer raises for wrong use is the base of the one such error it names in public.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]

# What typer makes of Ctrl-C, without a word.
INTERRUPTED = 130

VERBS = (init, demo, migrate, member, serve, imports, release, withdraw, publish, verify, keys, count, cases)


def main() -> None:
    """Run the command line; a traceback is shown only with GAWAH_DEBUG=1."""
    try:
        code = app(standalone_mode=False)
        if code == INTERRUPTED:
            raise KeyboardInterrupt
        sys.exit(code if isinstance(code, int) else 0)
    except typer.Exit as stop:
        sys.exit(stop.exit_code)
    except UsageError as error:
        _tell(error)
        sys.exit(WRONG_USE)
    except (typer.Abort, KeyboardInterrupt):
        err.print("gawah: stopped; the same command goes on where this one stopped", markup=False)
        sys.exit(FAILED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    except Exception as error:
        if os.environ.get("GAWAH_DEBUG"):
            raise
        if type(error).__module__.startswith("gawah."):
            # Our own errors are written for people: what happened, where, what to do.
            err.print(f"gawah: {error}", markup=False)
            sys.exit(FAILED)
        if said := sentence(error):
            err.print(f"gawah: {said}", markup=False)
            sys.exit(FAILED)
        err.print(f"gawah: {type(error).__name__}: {error}", markup=False)
        err.print(
            "This was not foreseen. Nothing half-done is published. With GAWAH_DEBUG=1 it says where.",
            markup=False,
        )
        sys.exit(FAILED)


def _tell(error: Exception) -> None:
    """What typer would print of a wrong use, without its box; nothing where it has printed the help instead."""
    formatted = getattr(error, "format_message", None)
    message = str(formatted() if formatted else error)
    example = getattr(getattr(getattr(error, "ctx", None), "command", None), "epilog", None)
    if message and example:
        message = f"{message} {example}"
    if message:
        err.print(f"gawah: {message}", markup=False)
