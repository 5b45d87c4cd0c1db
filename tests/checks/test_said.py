"""Findings are sentences in six languages, and no sentence is a verdict."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from check_cases import CASES, report

import gawah.checks
from gawah.checks.findings import found
from gawah.checks.tables import formats
from gawah.checks.words import languages, phrase, sentence, shown, words

SOURCES = "".join(path.read_text("utf-8") for path in Path(gawah.checks.__file__).parent.glob("*.py"))
SOURCES += (Path(gawah.checks.__file__).parents[1] / "cli" / "check.py").read_text("utf-8")
BROWSER = "".join(path.read_text("utf-8") for path in (Path(__file__).parents[2] / "frontend" / "checks").glob("*.ts"))
CODE = r"(?!letters\.json)(?:name|file|letters|archive|office|mail|link|indicator|look|left|report)\.[a-z_]+"

REPORTS = [report(case) for case in CASES]

# Words that judge a file or a person, whichever way.
VERDICTS = {
    "en": r"\b(un)?safe|secure|clean|harmless|harmful|dangerous|danger|malicious|malware|virus|infect|suspicious|threat"
    r"|trust|risk|score|genuine|fake|fraud|phish|attack|\bok\b",
    "es": r"segur|limpi|inofensiv|peligr|malicios|malware|virus|infect|sospechos|amenaz|confia|riesg|puntu|fals|fraud",
    "fr": r"\bsûr|sécuris|sain\b|inoffensif|danger|malveillant|virus|infect|suspect|menac|confian|risque|score|\bfaux",
    "ar": r"آمن|سليم|نظيف|خطير|خطر|ضار|خبيث|فيروس|مشبوه|تهديد|موثوق|احتيال|مزيف|مزوّر",
    "ur": r"محفوظ|صاف|بے ضرر|خطرناک|خطرہ|نقصان|وائرس|مشکوک|دھمکی|قابلِ اعتماد|جعلی|دھوک|فراڈ",
    "bs": r"sigurn|čist|bezopasn|opasn|zlonamjern|virus|zaražen|sumnjiv|prijetnj|pouzdan|rizik|lažn|prevar",
}


def codes() -> set[str]:
    return set(re.findall(rf"[\"']({CODE})[\"']", SOURCES)) | {
        f"file.{each}" for each in ("program_as", "page_as", "other_type")
    }


def test_every_code_has_words_and_every_text_is_used() -> None:
    kinds = {f"kind.{each.kind}" for each in formats().formats} | {"kind.text", "kind.script", "kind.program"}
    assert codes() | kinds | {"left.inside"} == {key for key in words("en") if not key.startswith("_")}


def test_the_browser_has_no_code_of_its_own() -> None:
    named = set(re.findall(rf'"({CODE})"', BROWSER))
    assert len(named) > 25 and named - codes() == {"left.inside"}


@pytest.mark.parametrize("language", sorted(VERDICTS))
def test_no_text_is_a_verdict(language: str) -> None:
    assert set(VERDICTS) == set(languages())
    texts = {key: text for key, text in words(language).items() if not key.startswith("_")}
    assert {key: text for key, text in texts.items() if re.search(VERDICTS[language], text, re.IGNORECASE)} == {}


def test_such_a_word_would_be_seen() -> None:
    for language, text in {"en": "This file is safe.", "es": "Es seguro.", "fr": "Il est sûr.", "ar": "ملف آمن", "ur": "فائل محفوظ ہے", "bs": "Sigurna je."}.items():  # fmt: skip # noqa: E501
        assert re.search(VERDICTS[language], text, re.IGNORECASE)


def test_no_score_and_no_level() -> None:
    assert not re.search(
        r"\b(score|severity|level|rating|confidence|verdict|safe|clean)\b", SOURCES.replace("no verdict", "")
    )


@pytest.mark.parametrize("language", languages())
def test_everything_that_is_found_can_be_said(language: str) -> None:
    for told in REPORTS:
        for finding in told.findings:
            assert "{" not in sentence(finding, language).replace("{}", "")
        assert all(phrase(code, language) for code in (*told.looked_for, *told.left_out))
        assert told.looked_for


def test_a_sentence_shows_what_cannot_be_seen_and_isolates_it() -> None:
    finding = found("name.spaces", "a", name="photo\u202egpj   .exe\n")
    assert sentence(finding, "en").startswith("The name \u2068photo⟨U+202E⟩gpj .exe↵\u2069 has a long gap")


def test_joiners_that_are_spelling_are_kept_and_long_texts_cut() -> None:
    assert shown("می\u200cخواهم") == "می\u200cخواهم"
    assert len(shown("a" * 1000)) == 200


def test_there_are_no_words_in_another_language() -> None:
    with pytest.raises(KeyError):
        words("../en")
