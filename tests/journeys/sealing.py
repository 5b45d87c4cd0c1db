"""The sealing script in a real page: what Python asks, the browser does."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from playwright.sync_api import Browser, Page, Route

from gawah.envelope import age, manifest, return_code
from gawah.envelope.messages import Talk

SCRIPTS = Path(__file__).parents[2] / "gawah" / "envelope" / "scripts"
ORIGIN = "https://sealing.test"  # answered by the test itself: crypto.subtle needs a secure context

# Bytes cross as {"$b": base64}, both ways, at any depth.
_PRELUDE = """
const $pack = (v) => v instanceof Uint8Array ? {$b: btoa(Array.from(v, (c) => String.fromCharCode(c)).join(""))}
  : Array.isArray(v) ? v.map($pack)
  : v && typeof v === "object" ? Object.fromEntries(Object.entries(v).map(([k, e]) => [k, $pack(e)])) : v;
const $unpack = (v) => v && v.$b !== undefined ? Uint8Array.from(atob(v.$b), (c) => c.charCodeAt(0))
  : Array.isArray(v) ? v.map($unpack)
  : v && typeof v === "object" ? Object.fromEntries(Object.entries(v).map(([k, e]) => [k, $unpack(e)])) : v;
const fill = (pattern, length) => Uint8Array.from({length}, (_, at) => pattern[at % pattern.length]);
const drawing = async (hex, work) => {  // what the script draws while it works is what is listed, in that order
  const left = hex.map((each) => seal.bytes.unhex(each));
  crypto.getRandomValues = (into) => {
    const next = left.shift();
    if (next === undefined || next.length !== into.length) throw Error(`drew ${into.length} bytes`);
    into.set(next);
    return into;
  };
  try { const made = await work(); if (left.length) throw Error("drew too little"); return made; }
  finally { delete crypto.getRandomValues; }
};
"""


class Sealer:
    """A page that has the script loaded as ``seal``."""

    def __init__(self, page: Page, script: str) -> None:
        self.page = page
        self.script = script

    def __call__(self, body: str, **given: Any) -> Any:
        """What ``body`` returns in the page; ``given`` are its names. A refusal comes back as ``{"refused": kind}``."""
        names = ", ".join(given)
        code = f"""async (packed) => {{
          const seal = await import("{self.script}"); {_PRELUDE}
          const {{ {names} }} = $unpack(packed);
          try {{ return $pack(await (async () => {{ {body} }})()); }}
          catch (error) {{ if (error instanceof seal.Refused) return {{refused: error.kind}}; throw error; }}
        }}"""
        return _unpacked(self.page.evaluate(code, _packed(given)))


def _packed(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"$b": base64.b64encode(value).decode()}
    if isinstance(value, list | tuple):
        return [_packed(each) for each in value]
    return {key: _packed(each) for key, each in value.items()} if isinstance(value, dict) else value


def _unpacked(value: Any) -> Any:
    if isinstance(value, list):
        return [_unpacked(each) for each in value]
    if isinstance(value, dict):
        if "$b" in value:
            return base64.b64decode(value["$b"])
        return {key: _unpacked(each) for key, each in value.items()}
    return value


@contextmanager
def sealer(
    browser: Browser,
    scripts: Path = SCRIPTS,
    name: str = "seal.js",
    files: Mapping[str, bytes] | None = None,
    origin: str = ORIGIN,
) -> Iterator[Sealer]:
    """A page of its own origin, with ``files`` for what is too large to hand over; any request elsewhere fails."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(origin)
        if path == "/":
            route.fulfill(content_type="text/html", body="<!doctype html><title>Sealing</title>")
        elif path.endswith(".js") and (file := scripts / path[1:]).is_file():
            route.fulfill(content_type="text/javascript", body=file.read_text(encoding="utf-8"))
        elif files and path[1:] in files:
            route.fulfill(content_type="application/octet-stream", body=files[path[1:]])
        else:
            route.abort()

    context = browser.new_context()
    context.route("**/*", answer)
    page = context.new_page()
    page.goto(origin + "/")
    yield Sealer(page, f"/{name}")
    context.close()


# Who seals and opens in the tests

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "envelope" / "vectors.json").read_text(encoding="utf-8")
)
TEAM = age.HybridIdentity(bytes.fromhex(VECTORS["keys"]["seed"]))
CODE = bytes.fromhex(VECTORS["messages"]["code"])
TALK = Talk(VECTORS["messages"]["report"], return_code.talk_key(CODE, "reporter"), return_code.talk_key(CODE, "team"))
REPORTER = return_code.identity(CODE)
TALK_JS = {"report": TALK.report, "reporter": TALK.reporter, "team": TALK.team}


def example() -> manifest.Manifest:
    return msgspec.convert(VECTORS["reports"]["manifest"], manifest.Manifest)
