"""The same texts for Hugo: a page for each record, and lists of fifty by kind, country, year, act and theme.

Hugo is given its facts ready made in the front matter, and neither hashes, nor sanitises, nor writes the JSON.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import records
from benchmarks.frame import frame
from gawah.record.model import Act, Case, Measure, MeasureState
from gawah.site.entry import entry_of, kind_of, memberships

_SETTINGS = """
baseURL = "https://example.org/"
title = "Invented Observatory"
paginate = 50
disableKinds = ["RSS", "sitemap", "robotsTXT", "404"]
[taxonomies]
country = "country"
year = "year"
act = "act"
theme = "theme"
[markup.goldmark.renderer]
unsafe = false
"""
_RECORD = """{{ define "main" }}<article><h1>{{ .Title }}</h1><p>{{ .Params.summary_text }}</p>
<p>{{ .Params.verification }} {{ .Params.as_of }}</p>
{{ range .Params.steps }}<section id="{{ .id }}"><p>{{ .account }}</p>
<dl><dt>Date</dt><dd>{{ .when }}</dd><dt>Place</dt><dd>{{ .country }}</dd></dl></section>{{ end }}
<div>{{ .Content }}</div>
<h2>Sources</h2><ol>{{ range .Params.sources }}<li id="{{ .id }}"><a href="{{ .address }}">{{ .title }}</a>
{{ .publisher }}, {{ .day }}, {{ .seen }}</li>{{ end }}</ol>
<ul>{{ range .Params.citations }}<li>{{ . }}</li>{{ end }}</ul>
<p>{{ range .Params.theme }}<a href="/theme/{{ . | urlize }}/">{{ . }}</a>{{ end }}</p></article>{{ end }}"""
_LIST = """{{ define "main" }}<h1>{{ .Title }}</h1><ol>{{ range .Paginator.Pages }}
<li><a href="{{ .RelPermalink }}">{{ .Title }}</a>
<p>{{ .Params.summary_text }}</p><p>{{ .Params.as_of }}</p></li>{{ end }}</ol>{{ end }}"""
_TERMS = """{{ define "main" }}<ul>
{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}"""


def hugo_texts(folder: str, count: int) -> dict[str, Any]:
    """Write the source of a Hugo site with the same records."""
    root = Path(folder)
    layouts = root / "layouts" / "_default"
    layouts.mkdir(parents=True)
    (root / "config.toml").write_text(_SETTINGS)
    base = '{{ block "main" . }}{{ end }}'.join(frame("{{ .Title }}"))
    for name, text in {"baseof": base, "single": _RECORD, "list": _LIST, "terms": _TERMS}.items():
        (layouts / f"{name}.html").write_text(text)
    (layouts.parent / "index.html").write_text(_LIST.replace(".Paginator.Pages", "first 10 .Site.RegularPages"))
    for kind in ("case", "measure"):
        (root / "content" / kind).mkdir(parents=True)
    for number in range(count):
        record = records.record(number)
        assert isinstance(record, Case | Measure)
        text = f"{json.dumps(_front_matter(record))}\n\n{record.narrative['en']}\n"
        (root / "content" / kind_of(record) / f"{record.id}.md").write_text(text)
    return {}


def _front_matter(record: Case | Measure) -> dict[str, Any]:
    lists: dict[str, list[str]] = {}
    for key in memberships(entry_of(record)):
        if key.dimension != "kind":
            lists.setdefault(key.dimension, []).append(key.value)
    return {
        "title": record.title["en"],
        "date": record.released,
        "summary_text": record.summary["en"],
        "as_of": record.as_of,
        "verification": f"{record.verification.state}: {record.verification.reason['en']}",
        "steps": _steps(record),
        "sources": [
            {"id": s.id, "title": s.title, "publisher": s.publisher, "day": s.date, "seen": s.seen, "address": s.url}
            for s in record.sources
        ],
        "citations": [f"{c.source} {c.of} {c.field} {c.value} {c.words}" for c in record.citations],
        **lists,
    }


def _steps(record: Case | Measure) -> list[dict[str, str]]:
    steps: Sequence[Act | MeasureState] = record.acts if isinstance(record, Case) else record.states
    return [
        {
            "id": step.id,
            "account": getattr(step, "account", {}).get("en", ""),
            "when": step.date or "not given",
            "country": step.place.country if step.place else "",
        }
        for step in steps
    ]
