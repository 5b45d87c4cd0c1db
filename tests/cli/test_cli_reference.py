"""The reference describes every verb and option there is, and none that is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from gawah.cli.main import app

REFERENCE = (Path(__file__).parents[2] / "docs/reference/commands.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## `([^`]+)`\n(.*?)(?=^## |\Z)", REFERENCE, re.MULTILINE | re.DOTALL))


def verbs(command: Any, name: str = "gawah") -> Iterator[tuple[str, Any]]:
    if hasattr(command, "commands"):
        for word, each in command.commands.items():
            yield from verbs(each, f"{name} {word}")
    else:
        yield name, command


VERBS = dict(verbs(typer.main.get_command(app)))


def test_every_verb_is_described_and_no_other() -> None:
    assert set(SECTIONS) == set(VERBS)


def test_every_option_is_described_and_no_other() -> None:
    for name, command in VERBS.items():
        options = {option for each in command.params for option in each.opts if option.startswith("--")} - {"--help"}
        assert set(re.findall(r"^- `(--[a-z-]+)`:", SECTIONS[name], re.MULTILINE)) == options, name
