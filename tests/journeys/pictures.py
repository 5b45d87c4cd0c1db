"""Makes the pictures of the documentation: ``python tests/journeys/pictures.py``, after ``make env``.

Six pages of the demonstration, in a real browser, as PNG of at most 150 kB in ``docs/pictures/``. A person runs it
when the look has changed; no test compares pictures.
"""

from __future__ import annotations

import struct
import tempfile
import zlib
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import sync_playwright
from published import demo, served

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
MOST = 150_000  # bytes of one picture


class Picture(NamedTuple):
    """A kind of page, and how it is looked at; ``height`` is what the picture shows of it."""

    name: str
    kind: str
    language: str
    width: int
    height: int
    dark: bool = False


PICTURES = (
    Picture("home-en", "home", "en", 1280, 1500),
    Picture("case-en", "case", "en", 1280, 1900),
    Picture("measure-ur", "measure", "ur", 1280, 1400),
    Picture("case-ar-phone", "case", "ar", 360, 1600),
    Picture("numbers-dark-en", "numbers", "en", 1280, 1300, dark=True),
    Picture("home-ur-phone-dark", "home", "ur", 360, 1600, dark=True),
)


def rows(png: bytes) -> tuple[int, list[bytes]]:
    """Width and rows of RGB of a browser's PNG: 8 bits a channel, with or without alpha, not interlaced."""
    width, _, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", png[16:29])
    assert (depth, interlaced) == (8, 0), "not a browser's picture"
    channels = {2: 3, 6: 4}[colour]
    packed, at = b"", 8
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        packed += png[at + 8 : at + 8 + length] if name == b"IDAT" else b""
        at += length + 12
    data, before, found = zlib.decompress(packed), bytes(width * channels), []
    step = width * channels + 1
    for start in range(0, len(data), step):
        before = _unfiltered(data[start], bytearray(data[start + 1 : start + step]), before, channels)
        found.append(before if channels == 3 else b"".join(before[i : i + 3] for i in range(0, len(before), 4)))
    return width, found


def _unfiltered(kind: int, row: bytearray, above: bytes, channels: int) -> bytes:
    """A row as it was before its filter (PNG specification, 9.2)."""
    for i in range(len(row)) if kind else ():
        left = row[i - channels] if i >= channels else 0
        corner = above[i - channels] if i >= channels else 0
        row[i] = (row[i] + (left, above[i], (left + above[i]) // 2, _paeth(left, above[i], corner))[kind - 1]) & 255
    return bytes(row)


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda each: abs(guess - each))


def with_palette(width: int, lines: list[bytes], colours: int) -> bytes:
    """A PNG with a palette; every colour becomes the nearest in it.

    Of colours that look alike (four bits a channel) the most frequent one is taken, so that a small red mark is kept.
    """
    pixels = [[line[i : i + 3] for i in range(0, len(line), 3)] for line in lines]
    counted = Counter(pixel for line in pixels for pixel in line)
    alike: dict[bytes, bytes] = {}
    for colour, _ in counted.most_common():
        alike.setdefault(bytes(value >> 4 for value in colour), colour)
    palette = list(alike.values())[:colours]
    near = {colour: min(range(len(palette)), key=lambda i: _distance(palette[i], colour)) for colour in counted}
    body = b"".join(b"\0" + bytes(near[pixel] for pixel in line) for line in pixels)
    head = struct.pack(">IIBBBBB", width, len(lines), 8, 3, 0, 0, 0)
    parts = [(b"IHDR", head), (b"PLTE", b"".join(palette)), (b"IDAT", zlib.compress(body, 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _distance(one: bytes, other: bytes) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def small(png: bytes) -> bytes:
    """The picture with as many colours as fit into :data:`MOST` bytes."""
    width, lines = rows(png)
    for colours in (256, 128, 64, 32):
        made = with_palette(width, lines, colours)
        if len(made) <= MOST:
            return made
    raise SystemExit("a picture does not fit: show less of its page")


def main() -> None:
    """Make all pictures anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        site = demo(Path(folder) / "home")
        with served(site) as address, sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            for each in PICTURES:
                page = chromium.new_page(
                    viewport={"width": each.width, "height": each.height},
                    color_scheme="dark" if each.dark else "light",
                )
                page.goto(address + site.path(each.kind, each.language))
                page.evaluate("document.fonts.ready.then(() => null)")
                (FOLDER / f"{each.name}.png").write_bytes(small(page.screenshot()))
                page.close()


if __name__ == "__main__":
    main()
