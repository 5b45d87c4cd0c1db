"""Former versions of a record: their pages, and what each version changed."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import render_samples as samples
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from render_samples import RENDERER, Reader

from gawah.record.model import Case, Fact, Place, Quantity, Source
from gawah.site.messages import languages
from gawah.site.views.changes import LONGEST, MOST, changes
from gawah.site.views.versions import TOLD

LANGUAGES = ("en", "ur", "ar")
NOW, FIRST = samples.case(), samples.first_case()
ID = NOW.id


def told(before: Fact, after: Fact, language: str = "en") -> list[str]:
    """What changed, as a reader sees it."""
    found = changes(before, after, RENDERER._languages[language].wording)
    return [Reader(line).text for line in found.lines]


def drawn(number: int = 1, language: str = "en", now: Case = NOW) -> str:
    return RENDERER.former(FIRST, language, now, sha256="cd" * 32, former={number: FIRST})


# The page of a former version


def test_a_former_version_says_so_and_leads_to_the_newest() -> None:
    html = drawn()
    assert "This is a former version, number 1." in Reader(html).text
    assert f'<a href="/en/case/{ID}/">Go to the newest version</a>' in html
    assert '<meta name="robots" content="noindex">' in html
    assert "A. T." in html and "Adil Testov</h1>" not in html
    assert '<meta name="robots"' not in RENDERER.record(NOW, "en", former={1: FIRST})


def test_a_former_version_has_its_own_json_and_hash() -> None:
    html = drawn()
    assert f'href="/r/{ID}.1.json"' in html and f"/r/{ID}.json" not in html
    assert "cdcdcdcd" in html


def test_a_former_version_leads_to_no_list_it_may_not_stand_in() -> None:
    html = drawn()
    assert "/theme/" not in html and "/act/" not in html
    assert "other" in Reader(html).text
    assert "/theme/" in RENDERER.record(NOW, "en")


def test_languages_of_a_former_version_link_to_the_same_version() -> None:
    html = drawn(language="ur")
    for language in LANGUAGES:
        assert f'href="/{language}/case/{ID}/1/"' in html
    assert f'href="/en/case/{ID}/1/" hreflang="en">' in html.partition("<main")[2]  # the original of this version


def test_a_former_version_of_another_kind_stands_in_the_folder_of_the_record() -> None:
    law = structs.replace(samples.law(), id=ID, version=1, versions=samples.VERSIONS[:1])
    html = RENDERER.former(law, "en", NOW, former={1: law})
    assert f'hreflang="ur" href="/ur/case/{ID}/1/"' in html
    assert "Kind: Law → Case" in told(law, NOW)


def test_a_page_of_a_former_version_stays_when_a_newer_one_comes() -> None:
    """Else each release would write all former pages again."""
    chain = [*samples.VERSIONS, structs.replace(samples.VERSIONS[1], number=3, reason="Third")]
    later = structs.replace(NOW, version=3, versions=chain)
    assert drawn(now=later) == drawn()


# The list of versions


def test_the_versions_lead_to_their_pages_and_say_what_changed() -> None:
    html = RENDERER.record(NOW, "en", former={1: FIRST})
    assert f'<a href="/en/case/{ID}/1/">read</a>' in html
    assert "Act 1 · Date: 8 July 2009 → 2009" in Reader(html).text
    assert "Added: Act 2 · Smear campaign" in Reader(html).text


def test_a_version_whose_text_is_not_there_has_no_address_and_no_changes() -> None:
    html = RENDERER.record(NOW, "en")
    assert f"/{ID}/1/" not in html and "→" not in html


def test_a_redacted_version_has_no_address_no_changes_and_says_why() -> None:
    """Also where its text were still at hand, which it never should be."""
    gone = structs.replace(samples.VERSIONS[0], redacted=True, reason="To protect a person")
    record = structs.replace(NOW, versions=[gone, samples.VERSIONS[1]])
    html = RENDERER.record(record, "en", former={1: FIRST})
    assert f"/{ID}/1/" not in html and "A. T." not in html and "→" not in html
    assert "To protect a person" in html and "Redacted" in html


def test_a_redaction_reaches_the_pages_of_the_versions_after_it() -> None:
    """A later former version has the chain of its day, which knows nothing of the redaction."""
    third = structs.replace(samples.VERSIONS[1], number=3)
    now = structs.replace(NOW, version=3, versions=[*samples.VERSIONS, third])
    before = RENDERER.former(NOW, "en", now, former={1: FIRST, 2: NOW})
    assert f"/{ID}/1/" in before and "A. T." in before
    gone = structs.replace(samples.VERSIONS[0], redacted=True)
    now = structs.replace(now, versions=[gone, *now.versions[1:]])
    after = RENDERER.former(NOW, "en", now, former={2: NOW})
    assert f"/{ID}/1/" not in after and "A. T." not in after and "Redacted" in after


def test_changes_of_a_long_chain_are_told_of_its_last_versions() -> None:
    several = range(1, 2 * TOLD + 1)
    chain = [structs.replace(samples.VERSIONS[0], number=number) for number in several]
    texts = {
        number: structs.replace(NOW, version=number, versions=chain[:number], title={"en": f"Title {number}"})
        for number in several
    }
    now = texts.pop(2 * TOLD)
    html = RENDERER.record(now, "en", former=texts)
    assert html.count("→") == TOLD and html.count(">read<") == 2 * TOLD - 1
    early = RENDERER.former(texts[3], "en", now, former=texts)
    assert "Title 2" in early and "Title 1<" not in early and "Title 4" not in early


# What changed


def test_each_field_is_told_in_plain_words() -> None:
    lines = told(FIRST, NOW)
    assert lines == [
        "Title: A. T. → Adil Testov",
        "Act 1 · Date: 8 July 2009 → 2009",
        "Act 1 · Platform: not given → VideoSite",
        "Added: Act 2 · Smear campaign",
        "Added: Source 2",
        "Added: Themes: prison for speech",
        "Removed: Themes: other",
    ]


def test_a_date_keeps_its_precision() -> None:
    before = structs.replace(NOW, acts=[structs.replace(NOW.acts[0], date="2020-03-12")])
    after = structs.replace(NOW, acts=[structs.replace(NOW.acts[0], date="2020-03")])
    assert told(before, after) == ["Act · Date: 12 March 2020 → March 2020"]
    never = structs.replace(NOW, acts=[structs.replace(NOW.acts[0], date=None)])
    assert told(after, never) == ["Act · Date: March 2020 → not given"]


def test_a_number_keeps_its_quantifier() -> None:
    before, after = samples.figure(), samples.figure("more than ten journalists", 10)
    one = structs.replace(after.figures[0], quantity=Quantity(quantifier="more_than", low=10))
    lines = told(before, structs.replace(after, figures=[one]))
    assert lines == [
        "Number: at least 8 → more than 10",
        "Number · As printed: at least eight journalists → more than ten journalists",
    ]


def test_an_arrow_points_the_way_the_language_reads() -> None:
    line = changes(FIRST, NOW, RENDERER._languages["ur"].wording).lines[0]
    assert "←" in line and "→" not in line
    assert line.count("<bdi") == line.count("</bdi>") >= 2


def test_a_name_that_is_no_longer_told_is_not_called_a_new_name() -> None:
    hidden = structs.replace(NOW.actors[0], naming="withheld", names=[])
    after = structs.replace(NOW, actors=[hidden, *NOW.actors[1:]])
    assert told(NOW, after) == ["Who 1 · Name: Adil Testov → name withheld"]


def test_a_long_text_is_only_said_to_have_changed() -> None:
    long = "word " * LONGEST
    lines = told(structs.replace(NOW, summary={"en": long}), structs.replace(NOW, summary={"en": "short"}))
    assert lines == ["Summary: changed"]
    both = {"en": long, "ur": long}
    assert told(structs.replace(NOW, summary=both), structs.replace(NOW, summary={})) == [
        "Summary (English and Urdu): changed"
    ]


def test_a_translation_is_told_with_its_language() -> None:
    after = structs.replace(NOW, title={**NOW.title, "ur": "عادل"})
    assert told(NOW, after) == ["Title (Urdu): not given → عادل"]
    both = structs.replace(NOW, title={"en": "Adil", "ur": "عادل", "ar": "عادل"})
    assert told(NOW, both) == ["Title: Adil Testov → Adil", "Title (Urdu and Arabic): changed"]
    assert told(NOW, both, "ur")[0] == "عنوان: درج نہیں ← عادل"


def test_values_that_look_alike_are_not_shown_as_a_change_of_one_into_itself() -> None:
    near = structs.replace(NOW.acts[0], place=Place(precision="city", country="az", city="Inventabad", latitude=40.5))
    after = structs.replace(NOW, acts=[near, NOW.acts[1]])
    assert told(NOW, after) == ["Act 1 · Place: changed"]


def test_things_in_another_order_are_a_change() -> None:
    assert told(NOW, structs.replace(NOW, acts=NOW.acts[::-1])) == ["Act: changed"]


def test_many_changes_are_counted_and_not_all_told() -> None:
    many = [Source(id=f"x{number}", kind="article", title=f"T{number}") for number in range(200)]
    found = changes(NOW, structs.replace(NOW, sources=[*NOW.sources, *many]), RENDERER._languages["en"].wording)
    assert (len(found.lines), found.more) == (MOST, 200 - MOST)
    later = structs.replace(FIRST, sources=[*FIRST.sources, *many], version=2, versions=NOW.versions)
    assert "and 188 more changes" in Reader(RENDERER.record(later, "en", former={1: FIRST})).text


def every_change() -> list[Any]:
    """Each field of each kind of record, and of each thing in it, with something else in it."""
    return [
        pytest.param(record, changed, id=f"{type(record).__name__}.{name}")
        for record in samples.records()
        for name, changed in _changed(record)
    ]


def _changed(part: Any) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for field in part.__struct_fields__:
        value = getattr(part, field)
        if field in ("id", "version", "versions", "released"):
            continue
        if isinstance(value, list) and value:
            found.append((field, structs.replace(part, **{field: value[1:]})))
        if isinstance(value, list) and value and isinstance(value[0], msgspec.Struct):
            inner = [(f"{field}.{name}", [other, *value[1:]]) for name, other in _changed(value[0])]
            found += [(name, structs.replace(part, **{field: several})) for name, several in inner]
        elif isinstance(value, msgspec.Struct):
            found += [(f"{field}.{name}", structs.replace(part, **{field: other})) for name, other in _changed(value)]
        elif isinstance(value, dict):
            found.append((field, structs.replace(part, **{field: {"en": "something else"}})))
        elif isinstance(value, bool):
            found.append((field, structs.replace(part, **{field: not value})))
        elif isinstance(value, str):
            found.append((field, structs.replace(part, **{field: _OTHER.get(field, "something else")})))
    return found


_OTHER = {
    "date": "2011", "as_of": "2011", "seen": "2011-01-01", "day": "2011-01-01", "period": "2011/2012",
    "quantifier": "fewer_than",
}  # fmt: skip


@pytest.mark.parametrize(("record", "changed"), every_change())
def test_no_change_goes_untold(record: Fact, changed: Fact) -> None:
    for language in LANGUAGES:
        lines = told(record, changed, language)
        assert lines and all(lines), language
    assert not any("_" in line for line in told(record, changed)), "a field that has no name in words"
    assert told(record, record) == []


def test_what_changed_is_said_in_every_language() -> None:
    everywhere = samples.renderer(tuple(languages()))
    for language in languages():
        found = changes(FIRST, NOW, everywhere._languages[language].wording)
        assert len(found.lines) == 7
        assert language == "en" or not any("Added" in line for line in found.lines)


# Hostile texts


HOSTILE = (
    '"><script>alert(1)</script>',
    "</bdi></li></ul></main><h1>gone</h1>",
    "<!--bar-->",
    "<!--main-->",
    "{{ 7*7 }}{what}{before}%s\0what\0",
    "\u202egnp.exe",
)


@given(st.sampled_from(HOSTILE), st.sampled_from(LANGUAGES))
@settings(max_examples=20, deadline=None)
def test_no_text_of_a_former_version_changes_what_a_page_is_made_of(text: str, language: str) -> None:
    pages = []
    for word in (text, "harmless"):
        now = structs.replace(
            NOW, title={"en": word}, themes=[word], acts=[structs.replace(NOW.acts[0], platform=word)]
        )
        first = structs.replace(now, version=1, title={"en": f"{word} 1"}, themes=[f"{word} 1"], acts=[FIRST.acts[0]])
        pages.append(RENDERER.record(now, language, former={1: first}))
        pages.append(RENDERER.former(first, language, now, former={1: first}))
    for hostile, harmless in ((pages[0], pages[2]), (pages[1], pages[3])):
        assert skeleton(hostile) == skeleton(harmless)


def skeleton(html: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(tag, tuple(sorted(attributes))) for tag, attributes in Reader(html).tags]
