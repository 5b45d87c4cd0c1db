"""The form's page as bytes: equal for everyone, small, and with nothing in it that could post or run by itself."""

from __future__ import annotations

import gzip
import html
import json
import re
from pathlib import Path

import pytest
from promises import LANGUAGES, in_languages, made

from gawah.sealed import promise as promises
from gawah.sealed.form import assets, page
from gawah.sealed.sentences import make

FIRST_VIEW = 60_000  # bytes, compressed
SEALING = 60_000
ROOT = Path(__file__).parents[3]
PROMISE = make(in_languages(*LANGUAGES))


def text(language: str = "en") -> str:
    return page.make(PROMISE, page.FORM, language).decode()


def small(content: bytes) -> int:
    return len(gzip.compress(content, 9))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_view_is_small(language: str) -> None:
    first = [each.content for name, each in assets.all_().items() if name != "sealing.js"]
    assert sum(map(small, [*first, page.make(PROMISE, page.FORM, language)])) < FIRST_VIEW
    assert small(assets.all_()["sealing.js"].content) < SEALING


@pytest.mark.parametrize("language", LANGUAGES)
def test_equal_promises_make_equal_bytes(language: str) -> None:
    again = promises.decode(promises.encode(PROMISE))
    assert page.make(PROMISE, page.FORM, language) == page.make(again, page.FORM, language)


def test_another_language_or_form_is_refused() -> None:
    with pytest.raises(KeyError):
        page.make(made(), page.FORM, "ur")
    with pytest.raises(ValueError, match="version 2"):
        page.make(made(), 2, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_the_promise_is_shown_in_its_order(language: str) -> None:
    shown = re.findall(r'<p data-part="(\w+)">(.*?)</p>', text(language))
    parts = [(part.about, part.text) for part in PROMISE.sentences[language]]
    told = [(about, html.unescape(said)) for about, said in shown]
    assert told[: len(parts)] == parts
    items = [html.unescape(each) for each in re.findall(r'<li data-item="\w+" dir="auto">(.*?)</li>', text(language))]
    lines = [item for part in PROMISE.sentences[language] for item in part.items]
    assert items[: len(lines)] == lines


def test_the_page_carries_the_promise_that_is_hashed() -> None:
    (held,) = re.findall(r'<script type="application/json" id="promise">(.*?)</script>', text())
    assert json.loads(held) == json.loads(promises.encode(PROMISE))


def test_what_an_organisation_writes_is_text_in_the_page() -> None:
    hostile = {"en": "5 < 6 & \"7\" > '8'"}
    made_page = page.make(made(organisation=hostile, asked=hostile), page.FORM, "en").decode()
    assert "5 < 6" not in made_page
    assert "5 &lt; 6 &amp; &#34;7&#34; &gt; &#39;8&#39;" in made_page
    assert made_page.count("<script") == made_page.count("</script>") == 4


def test_no_form_no_handler_no_style_and_nothing_from_elsewhere() -> None:
    for never in (r"<form", r"\son\w+=", r"\sstyle=", r"<style", r"javascript:", r"https?:", r"<iframe", r"<object"):
        assert re.search(never, text()) is None, never
    sources = set(re.findall(r'(?:src|href)="([^"]*)"', text()))
    assert all(each.startswith("/f/") or each == "about:blank" for each in sources)


def test_files_are_named_by_their_hash() -> None:
    for name in ("site.css", "form.css", "form.js", "sealing.js"):
        assert f'/f/assets/{name}" integrity="{assets.all_()[name].integrity}"' in text()


def test_the_policy_lets_nothing_in() -> None:
    assert page.POLICY.startswith("default-src 'none';")
    assert "unsafe" not in page.POLICY
    for part in ("script-src 'self'", "form-action 'none'", "require-trusted-types-for 'script'", "base-uri 'none'"):
        assert part in page.POLICY
    assert f'content="{html.escape(page.POLICY, quote=False).replace(chr(39), "&#39;")}"' in text()


def test_neutral_title_and_icon() -> None:
    for language in LANGUAGES:
        (title,) = re.findall(r"<title>(.*?)</title>", text(language))
        assert len(title.split()) == 1
        seen = re.sub(r"<script.*?</script>", "", text(language), flags=re.DOTALL)
        assert "gawah" not in seen.lower()


def test_the_scripts_put_nothing_in_as_markup() -> None:
    written = [path.read_text("utf-8") for path in (ROOT / "frontend" / "form").glob("*.ts")]
    assert written
    for never in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "localStorage", "history."):
        assert [never in each for each in written] == [False] * len(written), never


def test_every_word_is_used() -> None:
    words = json.loads((page.WORDS / "en.json").read_bytes())
    scripts = "".join(path.read_text("utf-8") for path in (ROOT / "frontend" / "form").glob("*.ts"))
    seen = re.sub(r"[\u2068\u2069]", "", html.unescape(re.sub(r"</?bdi[^>]*>", "", text())))
    for key, said in words.items():
        if key.startswith("_"):
            continue
        if key.startswith("said."):
            assert re.search(rf'["]{key.removeprefix("said.")}["]', scripts), key
        elif not key.startswith("use-") or key[4:].split(".")[0] in PROMISE.uses:
            assert re.search(re.sub(r"\\\{\w+\\\}", r"[^\\n]{1,80}?", re.escape(said)), seen), key


def test_known_answers_are_those_of_the_vectors() -> None:
    vectors = json.loads((ROOT / "tests" / "envelope" / "vectors.json").read_bytes())
    known = (ROOT / "frontend" / "form" / "known.ts").read_text("utf-8")
    file = next(each["file"]["base64"] for each in vectors["age"] if each["plaintext_length"] == 1)
    assert file in re.sub(r'"\s*\+\s*"', "", known)
    codes = {each["digits"]: each for each in vectors["codes"]["valid"]}
    (digits,) = re.findall(r'DIGITS = "(.*)"', known)
    for name in ("bytes", "locator", "withdraw_all"):
        assert f'"{codes[digits][name]}"' in known
