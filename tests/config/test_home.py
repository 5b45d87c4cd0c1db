"""``gawah.toml`` is read whole or refused with the key that is wrong; every setting is described."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from gawah.config.home import Home, Organisation, SettingsError

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")


def read(folder: Path, text: str | bytes) -> Organisation:
    content = text if isinstance(text, bytes) else text.encode()
    (folder / "gawah.toml").write_bytes(content)
    return Home(folder).organisation()


def test_a_whole_file(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        'name = { en = "Ours", ur = "ہمارا" }\nlanguages = ["ur", "en"]\ncountry = "pk"\n'
        'timezone = "Asia/Karachi"\nbase_url = "https://example.org"\ndigits = { ur = "arabext" }\n',
    )
    assert (found.languages, found.timezone, found.licence) == (["ur", "en"], "Asia/Karachi", "CC-BY-4.0")
    assert found.site().country == "pk"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name = ", "cannot be read"),
        (b"\xff\xfe", "cannot be read"),
        ('nmae = { en = "Ours" }', "unknown field `nmae`"),
        ("", "missing required field `name`"),
        ('name = "Ours"', r"\$\.name"),
        ("name = {}", "name: give the name in at least one language"),
        ('name = { en = " " }', "name: give the name"),
        ('name = { en = "O" }\nlanguages = []', "languages: name at least one"),
        ('name = { en = "O" }\nlanguages = ["tlh"]', "languages: 'tlh' has no interface words; there are"),
        ('name = { en = "O" }\ntimezone = "Asia"', "timezone: 'Asia' is none; write one such as"),
        ('name = { en = "O" }\ntimezone = "Mars/North"', "timezone: 'Mars/North'"),
        ('name = { en = "O" }\ntimezone = "../etc"', "timezone: '../etc'"),
        ('name = { en = "O" }\ncountry = "Pakistan"', "country: 'Pakistan'"),
        ('name = { en = "O" }\ndigits = { ur = "roman" }', "digits: 'roman'"),
        ('name = { en = "O" }\nbase_url = "example.org"', "base_url: 'example.org'"),
    ],
)
def test_what_cannot_be_used_is_refused_with_file_and_key(tmp_path: Path, text: str | bytes, message: str) -> None:
    with pytest.raises(SettingsError, match=message) as caught:
        read(tmp_path, text)
    assert "gawah.toml" in str(caught.value)


def test_no_home_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--home or GAWAH_HOME, or make one with `gawah init --home"):
        Home(tmp_path / "nowhere").organisation()
    assert not Home(tmp_path / "nowhere").exists()


def test_every_setting_is_described_and_nothing_else_is() -> None:
    described = set(re.findall(r"^\| `([a-z_]+)` \|", REFERENCE, re.MULTILINE))
    assert described == set(Organisation.__struct_fields__)


def test_every_variable_is_described_and_nothing_else_is() -> None:
    used: set[str] = set()
    for path in (*(ROOT / "gawah").rglob("*.py"), ROOT / "Makefile"):
        used |= set(re.findall(r"GAWAH_[A-Z_]+[A-Z]", path.read_text(encoding="utf-8")))
    assert used == set(re.findall(r"^\| `(GAWAH_[A-Z_]+)` \|", REFERENCE, re.MULTILINE))


def test_an_unknown_surface_is_refused_at_the_start() -> None:
    code = "import os; os.environ['GAWAH_SURFACE'] = 'everything'; import gawah.config.settings"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode
    assert "GAWAH_SURFACE: there is no surface 'everything'; there are desk, intake, public" in done.stderr
