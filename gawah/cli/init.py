"""``gawah init``: make a data home."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from gawah.cli.app import HomeOption, app, fail, now, out, start_django
from gawah.config.home import Home, Organisation, SettingsError, check_organisation
from gawah.core import files


@app.command()
def init(
    home: HomeOption = None,
    name: Annotated[str, typer.Option(help="the organisation's name")] = "Our observatory",
    country: Annotated[str, typer.Option(help="its country, two letters (PK)")] = "",
    languages: Annotated[str, typer.Option(help="the site's languages, the first by default")] = "en",
    timezone: Annotated[str, typer.Option(help="its time zone")] = "UTC",
) -> None:
    """Make a data home: settings, databases, and the keys that sign what it publishes."""
    codes = [each.strip() for each in languages.split(",") if each.strip()]
    settings = Organisation(
        name={codes[0] if codes else "en": name}, country=country.lower(), languages=codes, timezone=timezone
    )
    try:
        check_organisation(settings, "init")
    except SettingsError as error:
        fail(str(error), 2)
    folder = make_home(home, settings_text(settings))
    out.print(f"Data home made in {folder}. Next: `gawah import`, `gawah release`, `gawah publish`.", markup=False)


def make_home(folder: Path | None, settings: str) -> Path:
    """Make the folders, ``gawah.toml``, the databases and the keys. Refuses to touch a home that is there."""
    if folder is not None:
        os.environ["GAWAH_HOME"] = str(folder.absolute())
    home = Home.current()
    if home.exists():
        fail(f"{home.settings_file} is there already: change it with an editor, or choose another folder with --home")
    start_django()
    for each in (home.databases, home.cache, home.keys, home.ledger, home.site):
        each.mkdir(parents=True, exist_ok=True)
    home.keys.chmod(0o700)
    home.databases.chmod(0o700)
    from gawah.cli.migrate import migrate_rooms
    from gawah.feed import keys

    migrate_rooms()
    keys.create(home.keys, now())
    # Last, so that a home is there only when it is whole.
    files.write_atomic(home.settings_file, settings.encode())
    return home.folder


def settings_text(settings: Organisation) -> str:
    """A first ``gawah.toml``, with every key explained."""
    quoted = ", ".join(f'"{each}"' for each in settings.languages)
    names = ", ".join(f'{language} = "{_escaped(text)}"' for language, text in settings.name.items())
    return f"""# What this organisation says about itself. Every key: docs/reference/settings.md

name = {{ {names} }}
# One sentence for the top of the home page, per language.
# tagline = {{ en = "What is recorded, who says so, and how sure anyone is" }}
languages = [{quoted}]  # the first is the default
country = "{settings.country}"
timezone = "{settings.timezone}"
licence = "{settings.licence}"
# The site's address, for feeds and the sitemap.
# base_url = "https://example.org"
"""


def _escaped(text: str) -> str:
    """Inside the quotes of a basic string: TOML has JSON's escapes (https://toml.io/en/v1.0.0#string)."""
    return msgspec.json.encode(text).decode()[1:-1]
