"""Lists of indicators: what is taken of STIX 2, CSV and text, what is refused and how it is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gawah.checks import loading
from gawah.checks.indicators import Indicators
from gawah.checks.loading import BadIndicators, Loaded, parse, read_list

STIX = [
    "[domain-name:value='bad.com']",
    "[domain-name:value = 'worse.com' OR domain-name:value = 'it\\'s.com']",
    "[domain-name:value IN ('one.com', 'two.com')]",
    "[url:value='https://files.example.org/a']",
    "[ipv4-addr:value = '192.0.2.7']",
    "[ipv6-addr:value = '2001:db8::7']",
    "[email-addr:value='Editor@bad.com']",
    "[file:hashes.'SHA-256'='" + "A" * 64 + "' AND file:hashes.md5 = '" + "b" * 32 + "']",
    "[file:name = 'a.exe']",
    "[app:id = 'com.bad']",
    "[domain-name:value LIKE '%.bad.com']",
    "[domain-name:value != 'good.com']",
    "[domain-name:value NOT = 'good.com']",
]


def stix(*patterns: str) -> bytes:
    objects = [{"type": "indicator", "pattern_type": "stix", "pattern": each} for each in patterns]
    return json.dumps({"type": "bundle", "objects": [{"type": "malware", "name": "bad.com"}, *objects]}).encode()


def lines(*entries: str) -> Loaded:
    return parse("\n".join(entries).encode(), "list.txt")


def test_stix() -> None:
    loaded = parse(stix(*STIX), "list.stix2")
    assert loaded.indicators == Indicators(
        hosts=frozenset(
            {"bad.com", "worse.com", "one.com", "two.com", "192.0.2.7", "[2001:db8:0:0:0:0:0:7]", "it's.com"}
        ),
        addresses=frozenset({"files.example.org/a"}),
        emails=frozenset({"editor@bad.com"}),
        hashes=frozenset({"a" * 64, "b" * 32}),
    )
    assert (loaded.other, loaded.refused) == (5, [])


def test_stix_observables_and_what_was_revoked() -> None:
    objects = [
        {"type": "domain-name", "value": "bad.com"},
        {"type": "indicator", "pattern": "[domain-name:value='worse.com']", "revoked": True},
        {"type": "indicator", "pattern": "rule a {}", "pattern_type": "yara"},
    ]
    loaded = parse(json.dumps(objects).encode(), "list.json")
    assert loaded.indicators.hosts == {"bad.com"} and loaded.other == 2


def test_csv_with_headings_and_without() -> None:
    table = b'domain_name,ip_address,note\n"bad.com","192.0.2.7","see co.uk"\nworse.com,,\n'
    assert parse(table, "list.csv").indicators.hosts == {"bad.com", "192.0.2.7", "worse.com"}
    table = b"\xef\xbb\xbfbad.com,first seen 2020\nworse.com,later\n"
    assert parse(table, "list.csv").indicators.hosts == {"bad.com", "worse.com"}
    hashes = b"sha256,Description\n" + b"c" * 64 + b",a sample\nnone,another\n"
    loaded = parse(hashes, "list.CSV")
    assert loaded.indicators.hashes == {"c" * 64}
    assert loaded.refused == [
        "list.CSV, line 3: “none” is no domain that can exist, link, IP address, email address or hash: take it out"
    ]


def test_text() -> None:
    loaded = lines("# of a campaign", "", "bad[.]com  # seen", "hxxps://files[.]example[.]org/a", "a@bad.com", "D" * 40)
    assert loaded.indicators == Indicators(
        hosts=frozenset({"bad.com"}),
        addresses=frozenset({"files.example.org/a"}),
        emails=frozenset({"a@bad.com"}),
        hashes=frozenset({"d" * 40}),
    )
    assert loaded.refused == []


@pytest.mark.parametrize("entry", ["com", "co.uk", "github.io", "*.co.uk", "http://co.uk/", "xn--p1ai", "рф", "com.pk"])
def test_a_bare_public_suffix_is_refused(entry: str) -> None:
    kind = "url:value" if "//" in entry else "domain-name:value"
    loaded = parse(stix(f"[{kind}='{entry}']"), "list.stix2")
    assert len(loaded.indicators) == 0
    assert loaded.refused == [
        f"list.stix2, object 2: “{entry}” is a name under which anybody can register others, and would match them all: "
        "give the whole domain"
    ]


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ("192.0.2.0/24", "is a range of addresses"),
        ("2001:db8::/32", "is a range of addresses"),
        ("/private/var/tmp/agent", "is no domain that can exist"),
        ("agent.service.lab9", "is no domain that can exist"),
        ("some words", "is no domain that can exist"),
        ("\u202egpj.exe", "“⟨U+202E⟩gpj.exe” is no domain"),
    ],
)
def test_what_else_is_refused_is_said_with_its_line(entry: str, why: str) -> None:
    (said,) = lines("bad.com", entry).refused
    assert said.startswith("list.txt, line 2: “") and why in said


def test_refusals_without_end_are_counted() -> None:
    loaded = lines(*(f"word{n}" for n in range(loading.MOST_SENTENCES + 5)))
    assert (len(loaded.refused), loaded.unsaid) == (loading.MOST_SENTENCES, 5)


def test_our_own_form_comes_back() -> None:
    given = parse(stix(*STIX), "list.stix2").indicators
    again = parse(given.canonical(), "list.json")
    assert again.indicators == given and again.refused == []


def test_a_list_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "list.txt"
    path.write_text("bad.com\n")
    assert read_list(path).indicators.hosts == {"bad.com"}
    monkeypatch.setattr(loading, "LARGEST", 4)
    with pytest.raises(BadIndicators, match=r"list\.txt has 8 bytes; a list may have 4: split it"):
        read_list(path)


def test_json_that_is_no_bundle_is_refused() -> None:
    with pytest.raises(BadIndicators, match=r"list\.json is JSON, but no STIX 2 bundle: it has no list of objects"):
        parse(b'{"a": 1}', "list.json")
