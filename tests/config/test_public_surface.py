"""The public surface: which file a path is, with which headers, in which form, and what is refused."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gawah.config.headers import ALWAYS, ASK_AGAIN, FOR_A_YEAR, content_security_policy
from gawah.config.public_surface import PublicSite, headers_of

SITE = {
    "index.html": "choose a language",
    "404.html": "nothing here",
    "en/index.html": "home",
    "en/404.html": "nothing here, in English",
    "en/search/index.html": "search",
    "ur/404.html": "یہاں کچھ نہیں",
    "r/aa11.json": "{}",
    "en/feed.atom": "<feed/>",
    "assets/site.0123abcd.css": "body{}",
    "en/.hidden/index.html": "not for anyone",
    ".part": "not for anyone",
}


@dataclass
class Answer:
    """An answer as granian's protocol object is told it."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    file: str = ""
    text: str | None = None
    empty: bool = False

    def response_file(self, status: int, headers: list[tuple[str, str]], file: str) -> None:
        self.status, self.headers, self.file = status, dict(headers), file

    def response_str(self, status: int, headers: list[tuple[str, str]], text: str) -> None:
        self.status, self.headers, self.text = status, dict(headers), text

    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers, self.empty = status, dict(headers), True


class Served:
    """A site in a folder, and questions to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site = PublicSite(folder)

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        answer = Answer()
        self.site.answer(method, path, {name.replace("_", "-"): text for name, text in headers.items()}, answer)
        return answer

    def sent(self, path: str, **headers: str) -> str:
        """The file sent, below the folder."""
        return os.path.relpath(self.ask(path, **headers).file, self.folder)


@pytest.fixture
def served(tmp_path: Path) -> Served:
    folder = tmp_path / "live"
    for name, text in SITE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / "en/index.html.gz").write_bytes(b"gzip")
    (folder / "en/index.html.br").write_bytes(b"brotli")
    (folder / "r/aa11.json.gz").write_bytes(b"gzip")
    (tmp_path / "secret.txt").write_text("outside")
    (tmp_path / "live-too").mkdir()
    (tmp_path / "live-too/index.html").write_text("outside")
    return Served(folder)


@pytest.mark.parametrize(
    ("path", "file", "kind"),
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/en/", "en/index.html", "text/html; charset=utf-8"),
        ("/en/404.html", "en/404.html", "text/html; charset=utf-8"),
        ("/r/aa11.json", "r/aa11.json", "application/json"),
        ("/en/feed.atom", "en/feed.atom", "application/atom+xml; charset=utf-8"),
        ("/assets/site.0123abcd.css", "assets/site.0123abcd.css", "text/css; charset=utf-8"),
    ],
)
def test_a_path_is_the_file_that_lies_there(served: Served, path: str, file: str, kind: str) -> None:
    answer = served.ask(path)
    assert answer.status == 200
    assert answer.file == f"{served.folder}/{file}"
    assert answer.headers["content-type"] == kind


@pytest.mark.parametrize("path", ["/", "/en/", "/en/search/", "/nowhere", "/assets/site.0123abcd.css", "/en"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_every_answer_has_the_security_headers(served: Served, path: str, method: str) -> None:
    headers = served.ask(path, method).headers
    assert dict(ALWAYS).items() <= headers.items()
    assert not {"set-cookie", "server"} & headers.keys()


def test_only_the_search_page_may_run_webassembly(served: Served) -> None:
    for path in ("/", "/en/", "/en/404.html", "/r/aa11.json", "/nowhere"):
        assert "wasm" not in served.ask(path).headers["content-security-policy"]
    assert served.ask("/en/search/").headers["content-security-policy"] == content_security_policy(search=True)
    for search in (True, False):
        policy = content_security_policy(search=search)
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe-inline" not in policy
        assert "http" not in policy


def test_only_what_has_its_hash_in_its_name_is_kept_for_long(served: Served) -> None:
    assert served.ask("/assets/site.0123abcd.css").headers["cache-control"] == FOR_A_YEAR
    for path in ("/", "/en/", "/r/aa11.json", "/nowhere"):
        assert served.ask(path).headers["cache-control"] == ASK_AGAIN


@pytest.mark.parametrize(
    ("path", "accepted", "file", "encoding"),
    [
        ("/en/", "gzip, deflate, br", "en/index.html.br", "br"),
        ("/en/", "gzip", "en/index.html.gz", "gzip"),
        ("/en/", "identity", "en/index.html", None),
        ("/en/", "", "en/index.html", None),
        ("/r/aa11.json", "br, gzip", "r/aa11.json.gz", "gzip"),
        ("/en/feed.atom", "br, gzip", "en/feed.atom", None),
    ],
)
def test_a_compressed_form_is_sent_to_who_can_read_it(
    served: Served, path: str, accepted: str, file: str, encoding: str | None
) -> None:
    assert served.sent(path, accept_encoding=accepted) == file
    headers = served.ask(path, accept_encoding=accepted).headers
    assert headers.get("content-encoding") == encoding
    assert headers["vary"] == "accept-encoding"
    assert headers["content-type"] == dict(headers_of(path))["content-type"]


def test_who_has_it_already_is_told_so(served: Served) -> None:
    first = served.ask("/en/", accept_encoding="br")
    again = served.ask("/en/", accept_encoding="br", if_none_match=first.headers["etag"])
    assert (again.status, again.empty) == (304, True)
    assert again.headers["etag"] == first.headers["etag"]
    assert dict(ALWAYS).items() <= again.headers.items()


def test_the_tag_is_another_for_each_form_and_after_each_change(served: Served) -> None:
    tags = {served.ask("/en/", accept_encoding=each).headers["etag"] for each in ("br", "gzip", "")}
    assert len(tags) == 3
    old = served.ask("/en/").headers["etag"]
    (served.folder / "en/index.html").unlink()
    (served.folder / "en/index.html").write_text("home, changed")
    answer = served.ask("/en/", if_none_match=old)
    assert answer.status == 200
    assert answer.headers["etag"] != old


def test_head_is_get_without_the_body(served: Served) -> None:
    head, get = served.ask("/en/", "HEAD"), served.ask("/en/")
    assert (head.status, head.empty, head.headers) == (200, True, get.headers)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_nothing_can_be_written(served: Served, method: str) -> None:
    answer = served.ask("/en/", method)
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert answer.file == ""


def test_a_folder_without_its_slash_leads_to_it_under_every_host_name(served: Served) -> None:
    answer = served.ask("/en/search")
    assert (answer.status, answer.headers["location"]) == (308, "search/")
    assert served.ask("/en").headers["location"] == "en/"


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/en/nowhere/", "en/404.html"),
        ("/ur/case/none/", "ur/404.html"),
        ("/fr/nowhere/", "404.html"),
        ("/nowhere", "404.html"),
        ("/r/none.json", "404.html"),
    ],
)
def test_what_is_not_there_is_said_in_the_language_asked_in(served: Served, path: str, file: str) -> None:
    answer = served.ask(path)
    assert answer.status == 404
    assert answer.file == f"{served.folder}/{file}"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_a_404_is_never_called_unchanged(served: Served) -> None:
    tag = served.ask("/nowhere").headers["etag"]
    assert served.ask("/nowhere", if_none_match=tag).status == 404


def test_a_site_without_a_404_page_still_answers(tmp_path: Path) -> None:
    answer = Served(tmp_path).ask("/nowhere")
    assert (answer.status, answer.text) == (404, "Not found.\n")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/en/../../secret.txt",
        "/en/../index.html",
        "/../live-too/",
        "/./index.html",
        "/.part",
        "/en/.hidden/",
        "/en/.hidden/index.html",
        "\\..\\secret.txt",
        "/en\\..\\..\\secret.txt",
        "//../secret.txt",
        "/secret\0.txt",
        "/index.html/",
        "/r/",
        "/en/" + "a" * 5000,
        "index.html",
        "",
        "-too/index.html",
        "/\udcff",
    ],
)
def test_nothing_outside_the_site_and_nothing_hidden_is_sent(served: Served, path: str) -> None:
    answer = served.ask(path)
    assert answer.status == 404
    assert answer.file in ("", f"{served.folder}/404.html", f"{served.folder}/en/404.html")


def test_what_is_no_plain_file_is_not_there(served: Served) -> None:
    os.mkfifo(served.folder / "pipe.html")
    (served.folder / "en/index.html").unlink()
    (served.folder / "en/index.html").symlink_to("nowhere")
    assert served.ask("/pipe.html").status == 404
    assert served.ask("/en/").status == 404
