"""Exit codes, shapes and sentences of the verbs that work on the desk."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from observatory import edited, let_out, released, stored

from gawah.cli import app
from gawah.desk.models import Case
from gawah.feed import keys
from gawah.public import gate
from gawah.public.models import Published
from gawah.releases.models import Decision

Run = Callable[..., tuple[int, str, str]]
pytestmark = pytest.mark.django_db(databases=["default", "public"])


def test_all_are_released(run: Run) -> None:
    cases = [stored(), stored()]
    code, out, _ = run("release", "--all", "--json", "--as", "alice", "--reason", "the first ones")
    ids = set(Case.objects.values_list("record_id", flat=True))
    answer = json.loads(out)
    assert (code, set(answer["released"]), answer["refused"]) == (0, ids, [])
    assert set(Decision.objects.values_list("by", "reason")) == {("alice", "the first ones")}
    code, out, _ = run("release", *(case.id for case in cases))
    assert (code, out) == (0, "0 released, 2 unchanged, 0 refused.\n")


def test_some_refused_is_3_and_all_refused_is_1(run: Run) -> None:
    good, bad = stored(), stored(bases=[])
    code, out, _ = run("release", "--all", "--json")
    answer = json.loads(out)
    assert code == 3
    assert len(answer["released"]) == 1
    assert [each["id"] for each in answer["refused"]] == [bad.id]
    assert answer["refused"][0]["reasons"] == [
        "it has no basis: say why this may be public (consent, public role, already published, no person in it)"
    ]
    code, out, _ = run("release", bad.id)
    assert code == 1
    assert f"{bad.id}: it has no basis" in out
    assert Published.objects.get().record_id == Case.objects.get(id=good.id).record_id


def test_a_dry_run_says_and_does_nothing(run: Run) -> None:
    stored()
    assert run("release", "--all", "--dry-run")[:2] == (0, "1 would be released, 0 unchanged, 0 refused.\n")
    assert not Published.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("release",), 2, "say what to release: ids, or --import BATCH, or --all"),
        (("release", "x", "--all"), 2, "say what to release"),
        (("release", "--all", "--accept-name-part", "Rose"), 2, "give their ids, not --import or --all"),
        (("release", "nobody"), 1, "there is no case or record 'nobody'"),
        (("release", "--import", "none"), 1, "there is no batch 'none'"),
        (("withdraw", "nobody", "--reason", "r"), 1, "there is no case or record 'nobody'"),
        (("withdraw", "nobody"), 2, "--reason"),
        (("redact", "nobody", "--version", "1", "--reason", "r"), 1, "there is no case or record 'nobody'"),
        (("redact", "nobody", "--version", "one", "--reason", "r"), 2, "--version"),
        (("count", "--of", "figures"), 2, "'figures' is not counted; there are cases, acts, people, measures"),
        (("count", "--of", "cases", "--by", "height"), 2, "nothing is counted by 'height'"),
        (("count",), 2, "--of"),
        (("conjure",), 2, "conjure"),
        (("release", "--everything"), 2, "--everything"),
        (("import", "poems", "x.csv"), 2, "say what to import"),
        (("keys", "rotate", "crown"), 2, "there is no key 'crown'"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_a_code(run: Run, arguments: tuple[str, ...], code: int, words: str) -> None:
    got, out, err = run(*arguments)
    assert (got, out) == (code, "")
    assert err.startswith("gawah: ")
    assert words in err
    assert err.count("\n") == 1


def test_a_part_of_a_name_is_let_stand_by_who_says_so(run: Run) -> None:
    case = stored(
        case={"summary": {"en": "The price rose."}},
        actors=[{"key": "p1"}],
        actor_names=[{"actor": "p1", "text": "Rose Invented-Otherwise"}],
        involvements=[{"act": "a1", "actor": "p1", "role": "affected"}],
        sources=[{"key": "s1", "title": "A gazette", "url": "https://example.org/1"}],
    )
    code, out, _ = run("release", case.id)
    assert code == 1
    assert "summary.en holds “rose”" in out and "--accept-name-part rose" in out
    code, _, _ = run("release", case.id, "--accept-name-part", "Rose", "--as", "alice")
    assert code == 0
    assert Decision.objects.values_list("by", "accepted_name_parts").get() == ("alice", ["rose"])


def test_withdraw_and_redact(run: Run) -> None:
    case = released()
    edited(case, case={"summary": {"en": "More."}})
    let_out(case)
    record_id = str(case.record_id)
    code, out, _ = run("redact", case.id, "--version", "1", "--reason", "asked", "--json")
    assert (code, json.loads(out)) == (0, {"redacted": record_id, "version": 1})
    code, _, err = run("redact", case.id, "--version", "9", "--reason", "asked")
    assert code == 1
    assert "release a corrected version first" in err
    code, out, _ = run("withdraw", record_id, case.id, "--reason", "asked", "--json")
    assert (code, json.loads(out)) == (0, {"withdrawn": [record_id]})
    assert gate.current([record_id]) == {}
    code, _, err = run("withdraw", stored().id, "--reason", "asked")
    assert code == 1
    assert "was never released" in err


def test_a_withdrawal_that_is_stuck_is_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    case = released()

    def broken(*arguments: object) -> None:
        raise OSError("disk is full")

    monkeypatch.setattr(gate, "withdraw", broken)
    for arguments in (("withdraw", case.id, "--reason", "asked"), ("publish",)):
        code, _, err = run(*arguments)
        assert code == 1
        assert err.startswith(f"gawah: the withdrawal of {case.record_id} could not be delivered (disk is full)")
        assert err.count("\n") == 1


def test_count(run: Run) -> None:
    stored(acts=[{"type": "arrest", "date": "2012"}, {"type": "killing"}])
    code, out, _ = run("count", "--of", "cases", "--by", "year", "--by", "act", "--json")
    assert code == 0
    answer = json.loads(out)
    assert answer.pop("notes") == ["by act: some have several; these add up to more than 1"]
    assert answer == {"total": 1, "by": {"year": {"2012": 1}, "act": {"arrest": 1, "killing": 1}}}
    code, out, _ = run("count", "--of", "acts", "--by", "year", "--json")
    assert json.loads(out) == {"total": 2, "by": {"year": {"2012": 1, "unknown": 1}}}
    code, out, _ = run("count", "--of", "cases", "--by", "act")
    assert "add up to more than 1" in out
    stored(acts=[{"type": "arrest", "date": "201X"}])
    code, out, _ = run("count", "--of", "acts", "--by", "year", "--json")
    assert json.loads(out)["notes"] == [
        "by year: acts with a date in no one year (2010/2012, 201X), which no year counts: 1"
    ]


def test_count_of_what_is_public(run: Run) -> None:
    case = released()
    edited(case, acts=[{"type": "killing"}, {"type": "killing"}])
    _, out, _ = run("count", "--of", "acts", "--by", "act", "--public", "--json")
    assert json.loads(out) == {"total": 1, "by": {"act": {"arrest": 1}}}


def test_cases_are_listed_with_their_ids(run: Run) -> None:
    case = released(case={"summary": {"en": "Something."}, "dataset": "one"}, acts=[])
    acts = [{"type": "arrest", "date": "2012"}]
    other = stored(case={"title": {"en": "Two\nlines \u202eturned"}}, acts=acts)
    code, out, _ = run("cases")
    assert code == 0
    lines = {line.split()[0]: line for line in out.splitlines()}
    assert set(lines) == {case.id, other.id}
    assert lines[other.id].split(maxsplit=5)[1:] == ["-", "not", "released", "2012", "Two↵lines ⟨U+202E⟩turned"]
    assert lines[case.id].split()[1] == case.record_id
    assert "public, version 1" in lines[case.id] and "undated" in lines[case.id]
    code, out, _ = run("cases", "--public", "--dataset", "one", "--json")
    (answer,) = json.loads(out)["cases"]
    assert (answer["id"], answer["record"]) == (case.id, case.record_id)
    assert (answer["state"], answer["version"], answer["changed"]) == ("public", 1, False)
    assert run("withdraw", answer["id"], "--reason", "asked")[0] == 0


def test_what_was_changed_since_its_release_is_marked(run: Run) -> None:
    case = edited(released(), case={"summary": {"en": "Corrected."}})
    assert "  public, version 1, changed since release  " in run("cases")[1]
    assert [each["changed"] for each in json.loads(run("cases", "--json")[1])["cases"]] == [True]
    assert run("release", case.id)[0] == 0
    assert "changed" not in run("cases")[1]


def test_a_list_of_nothing_says_so(run: Run) -> None:
    code, out, err = run("cases")
    assert (code, out) == (0, "")
    assert "no cases on the desk yet: `gawah import`" in err
    stored()
    for narrowed in (("--dataset", "none"), ("--public",)):
        code, out, err = run("cases", *narrowed)
        assert (code, out) == (0, "")
        assert "No case on the desk is one of those" in err
    assert run("cases", "--public", "--json")[1:] == ('{"cases":[]}\n', "")


@pytest.mark.parametrize(
    "address",
    [
        "{}",
        " {}",
        "https://example.org/en/case/{}/",
        "http://127.0.0.1:8000/ur/case/{}/v1/?a=b#sources",
        "example.org/r/{}.json",
        "/en/case/{}/index.html",
    ],
)
def test_a_record_is_named_by_its_id_or_its_page(run: Run, address: str) -> None:
    case = released()
    edited(case, case={"summary": {"en": "More."}})
    other, named = stored(), address.format(case.record_id)
    assert json.loads(run("release", named, "--json")[1])["released"] == [case.record_id]
    assert run("redact", named, "--version", "1", "--reason", "asked")[0] == 0
    assert json.loads(run("withdraw", named, case.id, "--reason", "asked", "--json")[1]) == {
        "withdrawn": [case.record_id]
    }
    other.refresh_from_db()
    assert other.record_id is None


@pytest.mark.parametrize(
    "address",
    ["https://e.org/", "https://[x/{}/", "https://e.org/{}aa/", "/?q={}", "/#{}", "https://e.org/en/case/page/{}/"],
)
def test_an_address_of_no_record_is_refused(run: Run, address: str) -> None:
    given = address.format(released().record_id)
    code, _, err = run("withdraw", given, "--reason", "asked")
    assert code == 1
    assert err.startswith("gawah: there is no case or record") and err.count("\n") == 1


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_nothing_is_taken_back_without_a_reason(run: Run, reason: str) -> None:
    case = released()
    edited(case, case={"summary": {"en": "More."}})
    let_out(case)
    for verb in (("withdraw",), ("redact", "--version", "1")):
        code, out, err = run(*verb, case.id, "--reason", reason)
        assert (code, out) == (2, "")
        assert "--reason" in err and "say why" in err
    assert gate.versions([str(case.record_id)]) == {case.record_id: 2}


@pytest.mark.parametrize("verb", ["withdraw", "redact", "count", "verify", "keys rotate", "keys export-root"])
def test_a_missing_argument_comes_with_an_example(run: Run, verb: str) -> None:
    code, _, err = run(*verb.split())
    assert code == 2
    assert f"For example: gawah {verb} " in err


def test_where_all_were_refused_none_is_said_to_be_released(run: Run) -> None:
    stored(bases=[])
    code, out, _ = run("release", "--all")
    assert (code, out.splitlines()[0]) == (1, "0 released, 0 unchanged, 1 refused.")


@pytest.mark.parametrize(
    "arguments",
    [
        ("count", "--of", "cases"),
        ("cases",),
        ("release", "--all"),
        ("withdraw", "x", "--reason", "r"),
        ("publish",),
        ("migrate",),
        ("keys", "show"),
        ("keys", "rotate", "root"),
        ("init", "--home", "elsewhere"),
    ],
)
def test_the_public_surface_has_no_desk(
    run: Run, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    settings.SURFACE = "public"
    code, out, err = run(*arguments)
    assert (code, out) == (1, "")
    assert "this is the public surface (GAWAH_SURFACE=public), which may open no database and no key" in err
    assert err.count("\n") == 1
    assert not (tmp_path / "elsewhere").exists()


def test_the_public_surface_serves(run: Run, settings: Any) -> None:
    settings.SURFACE = "public"
    assert "nothing has been published yet" in run("serve")[2]


def test_the_version_and_the_help_of_keys(run: Run) -> None:
    code, out, _ = run("--version")
    assert (code, out) == (0, f"gawah {metadata.version('gawah')}\n")
    code, out, err = run("keys")
    assert code == 2
    assert "rotate" in out + err
    assert "gawah: " not in err


def test_no_home_and_a_bad_one(run: Run, home: Path) -> None:
    code, _, err = run("count", "--of", "cases", "--home", str(home / "nowhere"))
    assert code == 1
    assert "make one with `gawah init --home" in err
    for text, words in (("name =", "cannot be read"), ("", "missing required field `name`")):
        (home / "gawah.toml").write_text(text, encoding="utf-8")
        code, _, err = run("release", "--all", "--home", str(home))
        assert code == 1
        assert words in err
        assert err.count("\n") == 1


def test_a_home_is_not_made_twice_nor_with_wrong_settings(run: Run, home: Path) -> None:
    code, _, err = run("init", "--home", str(home))
    assert code == 1
    assert "is there already" in err
    code, _, err = run("init", "--home", str(home / "new"), "--languages", "tlh")
    assert code == 2
    assert err.startswith("gawah: init: languages: 'tlh' has no interface words")
    assert not (home / "new").exists()


def test_over_a_damaged_ledger_a_record_is_taken_off_and_no_more(run: Run, home: Path) -> None:
    goes, stays = released(), released()
    keys.create(home / "keys", app.now())
    file = home / "ledger/withdrawn.ndjson"
    assert run("publish")[0] == 0
    edited(stays, case={"summary": {"en": "Said anew."}})
    let_out(stays)
    file.write_bytes(b"garbage\n")
    assert run("release", stored().id)[0] == 1
    code, _, err = run("publish")
    assert code == 1
    assert "withdrawn.ndjson, line 1: this is no entry" in err
    assert "`gawah withdraw ID --reason …`, then `gawah publish`" in err
    assert run("withdraw", str(goes.record_id), "--reason", "asked by the family")[0] == 0
    code, out, err = run("publish")
    assert (code, out) == (1, "")
    assert "What was withdrawn has been taken off the site, as version 2, and nothing else was done" in err
    live = home / "site/live"
    assert not (live / f"en/case/{goes.record_id}").exists()
    assert "Said anew" not in (live / f"r/{stays.record_id}.json").read_text()
