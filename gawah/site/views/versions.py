"""A record's chain of versions: where each can be read, and what it changed."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup
from msgspec import Struct

from gawah.record.model import Fact
from gawah.site.views.changes import changes
from gawah.site.views.wording import Wording

TOLD = 10  # versions of which the record's page says what changed; each former page says it of its own


class VersionView(Struct, frozen=True, gc=False):
    number: str
    day: Markup
    reason: str
    former: str  # address of the former version's page, "" = this one or gone
    redacted: bool
    changes: list[Markup]  # against the version before, when the texts of both are public
    more: Markup


class Former(Struct, frozen=True, gc=False):
    """The former versions of a record whose text is still public, by number, and the record as it is now."""

    latest: Fact
    texts: Mapping[int, Fact]

    def address(self, language: str, number: int | None = None) -> str:
        """Where the record, or one of its former versions, stands."""
        folder = f"/{language}/{self.latest.__struct_config__.tag}/{self.latest.id}/"
        return f"{folder}{number}/" if number is not None else folder


def versions(record: Fact, former: Former, wording: Wording) -> list[VersionView]:
    """The chain up to the version shown, newest first, as the newest version tells it: it knows of redactions.

    What changed is told of the last :data:`TOLD` versions of a record, and of a former version alone.
    """
    texts = {**former.texts, record.version: record}
    told = TOLD if record is former.latest else 1
    found, before = [], 0
    for each in former.latest.versions:
        if each.number > record.version:
            break
        lines, more = [], Markup("")
        if each.number > record.version - told and before in texts and each.number in texts:
            changed = changes(texts[before], texts[each.number], wording)
            lines, more = changed.lines, _more(changed.more, wording)
        readable = each.number in former.texts and each.number != record.version and not each.redacted
        found.append(
            VersionView(
                number=wording.number(each.number),
                day=wording.date(each.released),
                reason=each.reason,
                former=former.address(wording.language, each.number) if readable else "",
                redacted=each.redacted,
                changes=lines,
                more=more,
            )
        )
        before = each.number
    return found[::-1]


def _more(count: int, wording: Wording) -> Markup:
    return wording.locale.n("change.more", count) if count else Markup("")
