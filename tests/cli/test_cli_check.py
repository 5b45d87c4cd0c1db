"""``gawah check`` as a person gives it: files, links, texts, lists; what it says, and with which exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from check_cases import content

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def _there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "photo.jpg").write_bytes(content({"is": "exe"}))
    (tmp_path / "scan.pdf").write_bytes(content({"is": "pdf"}))
    (tmp_path / "list.txt").write_text("bad.com\n", encoding="utf-8")


def test_a_disguised_file_is_found(run: Run) -> None:
    code, out, err = run("check", "photo.jpg")
    assert (code, err) == (1, "")
    assert out.splitlines()[:3] == [
        "photo.jpg",
        "  • The name ends in \u2068.jpg\u2069 (picture), but the content is \u2068Windows EXE\u2069 (program), "
        "which can run. [file.program_as]",
        "  • It can run when it is opened (\u2068Windows EXE\u2069). [file.program]",
    ]
    assert "Looked for: characters that are not seen" in out
    assert "No list of indicators was given, so none was compared." in out


def test_where_nothing_is_found_it_says_what_was_looked_for(run: Run) -> None:
    code, out, err = run("check", "scan.pdf", "https://example.org/", "Some words.", "--indicators", "list.txt")
    assert (code, err) == (0, "")
    assert out.count("Of what was looked for, nothing was found.") == 3
    assert out.count("the given lists of indicators") == 3


def test_json(run: Run) -> None:
    code, out, _ = run("check", "--json", "hxxp://x.bad[.]com:30495/a", "notbad.com", "--indicators", "list.txt")
    told = json.loads(out)
    assert code == 1 and told["indicators"] == 1 and told["refused"] == []
    first, second = told["checked"]
    assert first["findings"] == [
        {
            "code": "indicator.host",
            "where": "hxxp://x.bad[.]com:30495/a",
            "values": {"host": "x.bad.com", "indicator": "bad.com"},
            "sentence": "\u2068x.bad.com\u2069 is on a list, as \u2068bad.com\u2069.",
        }
    ]
    assert (first["kind"], second["kind"], second["findings"]) == ("link", "link", [])
    assert {"code": "look.links", "sentence": "what the addresses of links imitate or hide"} in second["looked_for"]


def test_a_list_of_which_a_part_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("bad.com\nco.uk\n", encoding="utf-8")
    code, out, err = run("check", "example.co.uk", "--indicators", "list.txt")
    assert code == 3 and "nothing was found" in out
    assert err == (
        "gawah: refused: list.txt, line 2: “co.uk” is a name under which anybody can register others, and would match "
        "them all: give the whole domain.\n"
    )
    assert run("check", "a.bad.com", "--indicators", "list.txt")[0] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.pdf"], "there is no file missing.pdf; see how it is written"),
        (["photos.zip"], "if it is an address, begin it with https://"),
        (["./missing"], "there is no file ./missing"),
        (["a\u202egpj.exe"], "there is no file a⟨U+202E⟩gpj.exe"),
        (["."], "is a folder, not a file"),
        (["/dev/zero"], "/dev/zero is no ordinary file: name one on disk"),
        (["scan.pdf", "--indicators", "missing.stix2"], "--indicators: missing.stix2 is not there"),
        (["scan.pdf", "--indicators", "photo.jpg"], "--indicators: photo.jpg is no UTF-8 text"),
        (
            ["scan.pdf", "--language", "de"],
            "--language: there are no sentences in 'de'; choose among ar, bs, en, es, fr, ur",
        ),
        ([], "Missing argument 'FILE|URL|TEXT…'"),
    ],
)
def test_wrong_use_is_a_sentence(run: Run, arguments: list[str], said: str) -> None:
    code, out, err = run("check", *arguments)
    assert (code, out) == (2, "") and said in err


def test_it_speaks_the_first_language_of_the_home_or_the_one_asked_for(run: Run, home: Path) -> None:
    (home / "gawah.toml").write_text('name = { ur = "ایک" }\nlanguages = ["ur", "en"]\n', encoding="utf-8")
    assert "یہ تلاش کیا گیا:" in run("check", "scan.pdf")[1]
    assert "Se buscó:" in run("check", "scan.pdf", "--language", "es")[1]
    (home / "gawah.toml").write_text("name = 1\n", encoding="utf-8")
    code, out, err = run("check", "scan.pdf")
    assert code == 0 and "Looked for:" in out and err.startswith("gawah: said in English, since ")


def test_a_name_is_shown_with_what_cannot_be_seen(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a\u202egpj.exe").write_bytes(content({"is": "exe"}))
    out = run("check", "a\u202egpj.exe")[1]
    assert out.startswith("a⟨U+202E⟩gpj.exe\n") and "\u202e" not in out


def test_a_message_and_its_attachment(run: Run, tmp_path: Path) -> None:
    message = {"headers": {"From": "a@b.example"}, "attached": {"photo.jpg": {"is": "exe"}}}
    (tmp_path / "letter.eml").write_bytes(content({"message": message}))
    code, out, _ = run("check", "letter.eml")
    assert code == 1 and "  • letter.eml › photo.jpg: The name ends in" in out
