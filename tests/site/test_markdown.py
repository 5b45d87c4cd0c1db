"""Markdown of a record: what may pass, and what may not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gawah.site.markdown import to_html


def test_ordinary_markdown_becomes_html() -> None:
    html = to_html(
        "# One\n\n## Two\n\nA **b** *c*, [d](https://example.org/?a=1&b=2).\n\n- e\n\n> f\n\n| g |\n|---|\n| h |\n"
    )
    assert "<h3>One</h3>" in html and "<h4>Two</h4>" in html
    assert "<strong>b</strong>" in html and "<em>c</em>" in html and "<li>e</li>" in html and "<td>h</td>" in html
    assert '<a href="https://example.org/?a=1&amp;b=2" rel="nofollow noopener noreferrer">d</a>' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "![x](https://elsewhere.example/pixel.gif)",
        "[x](javascript:alert(1))",
        "[x](data:text/html,hello)",
        "<a href='https://x' onclick='y'>z</a>",
        "<div style='x'>y</div>",
        "<iframe src=x></iframe>",
        '[x](https://e.example "a\\" onmouseover=\\"b")',
        "<svg onload=alert(1)>",
    ],
)
def test_nothing_that_acts_or_loads_gets_through(text: str) -> None:
    html = to_html(text)
    assert not re.search(r"<(script|img|iframe|svg|div|style)|javascript:|data:|\son\w+=|style=", html)


ALLOWED = "p br hr em strong del a ul ol li blockquote code pre h3 h4 h5 h6 table thead tbody tr th td"


@given(st.text())
def test_only_allowed_tags_come_out(text: str) -> None:
    assert set(re.findall(r"</?([a-z0-9]+)", to_html(text))) <= set(ALLOWED.split())
