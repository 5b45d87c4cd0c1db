"""The plain loop to compare CPU with: parse, render Markdown once, fill a template, sanitise, hash, write.

It makes the files a site of one language has: for each record its page and its JSON, for each list its pages of
fifty. It has no cache, no escaping rules of its own, no dates, no labels and no care for what lies there already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import comrak
import nh3
from jinja2 import Environment

from benchmarks.frame import frame
from gawah.feed.repository import Repository
from gawah.record import canonical
from gawah.record.model import Case, Measure
from gawah.site.entry import ListKey, entry_of, kind_of, memberships

_RECORD = """<article><h1>{{ title }}</h1><p>{{ r.summary.en }}</p>
<p>{{ r.verification.state }}: {{ r.verification.reason.en }} {{ r.as_of }}</p>
{% for s in steps %}<section id="{{ s.id }}"><p>{{ s.account.en if s.account else "" }}</p>
<dl><dt>Date</dt><dd>{{ s.date }}</dd><dt>Place</dt><dd>{{ s.place.country }}</dd></dl></section>{% endfor %}
<div>{{ body|safe }}</div>
<h2>Sources</h2><ol>{% for s in r.sources %}<li id="{{ s.id }}"><a href="{{ s.url }}">{{ s.title }}</a>
{{ s.publisher }}, {{ s.date }}, {{ s.seen }}</li>{% endfor %}</ol>
<ul>
{% for c in r.citations %}<li>{{ c.source }} {{ c.of }} {{ c.field }} {{ c.value }} {{ c.words }}</li>{% endfor %}</ul>
<table>
{% for v in r.versions %}<tr><th>{{ v.number }}</th><td>{{ v.released }} {{ v.reason }}</td></tr>{% endfor %}</table>
<p>{% for theme in r.themes %}<a href="/en/theme/{{ theme }}/">{{ theme }}</a>{% endfor %}
<a href="/r/{{ r.id }}.json">{{ sha256 }}</a></p></article>"""
_LIST = """<h1>{{ title }}</h1><ol>{% for path, head, lead, day in entries %}<li><a href="{{ path }}">{{ head }}</a>
<p>{{ lead }}</p><p>{{ day }}</p></li>{% endfor %}</ol>"""

PAGE = 50  # entries of a list on one page, about as many as the site's
Line = tuple[str, str, str, str]  # address, title, summary, day


def plain_loop(feed: str, tree: str) -> dict[str, Any]:
    """Make the files of the snapshot's records in an empty tree, with nothing remembered and nothing compared."""
    environment = Environment(autoescape=True)
    before, after = frame("{{ title }}")
    page, page_of_list = (environment.from_string(f"{before}{body}{after}") for body in (_RECORD, _LIST))
    writer = _Writer(Path(tree))
    entries: dict[ListKey, list[Line]] = {}
    for data in _lines(feed):
        record = canonical.decode(data)
        assert isinstance(record, Case | Measure)
        title, path = record.title["en"], f"en/{kind_of(record)}/{record.id}"
        body = nh3.clean(comrak.render_markdown(record.narrative["en"]))
        steps = record.acts if isinstance(record, Case) else record.states
        sha256 = hashlib.sha256(data).hexdigest()
        html = page.render(r=record, title=title, body=body, steps=steps, sha256=sha256)
        writer.write(f"{path}/index.html", html.encode())
        writer.write(f"r/{record.id}.json", data)
        for key in memberships(entry_of(record)):
            entries.setdefault(key, []).append((f"/{path}/", title, record.summary["en"], record.released))
    for key, lines in entries.items():
        for first in range(0, len(lines), PAGE):
            html = page_of_list.render(title=key.value, entries=lines[first : first + PAGE])
            writer.write(f"en/{key.folder}/page/{first}/index.html", html.encode())
    return {"files": len(writer.hashes)}


def _lines(feed: str) -> Iterator[bytes]:
    repository = Repository(Path(feed))
    for name in repository.names():
        if name.startswith("shards/"):
            yield from repository.read(name).splitlines()


class _Writer:
    def __init__(self, tree: Path) -> None:
        self.tree = tree
        self.hashes: dict[str, str] = {}

    def write(self, path: str, data: bytes) -> None:
        """Write a file and note its hash."""
        self.hashes[path] = hashlib.sha256(data).hexdigest()
        file = self.tree / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
