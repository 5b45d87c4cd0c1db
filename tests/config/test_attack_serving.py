"""The public surface against what a stranger may ask, and what somebody may have left in the folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_public_surface import Served, served  # noqa: F401 - a fixture

PAGE = "en/index.html"


@pytest.mark.parametrize("accepted", ["br;q=0", "gzip;q=0, br; q=0", "br;q=0.000,gzip;q=0.0"])
def test_a_form_that_the_client_refuses_is_not_sent(served: Served, accepted: str) -> None:  # noqa: F811
    assert served.sent("/en/", accept_encoding=accepted) == PAGE


@pytest.mark.parametrize(
    ("accepted", "form"), [("gzip, br;q=0.5", ".br"), ("gzip;q=1.0, br;q=0", ".gz"), ("deflate, gzip", ".gz")]
)
def test_a_form_that_it_takes_is(served: Served, accepted: str, form: str) -> None:  # noqa: F811
    assert served.sent("/en/", accept_encoding=accepted) == PAGE + form


def test_a_page_that_the_client_has_is_not_sent_again(served: Served) -> None:  # noqa: F811
    tag = served.ask("/en/").headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        assert served.ask("/en/", if_none_match=known).status == 304
    for other in ('"other"', tag.strip('"'), served.ask("/en/", accept_encoding="br").headers["etag"], ""):
        assert served.ask("/en/", if_none_match=other).status == 200


def test_a_link_leads_nowhere(served: Served, tmp_path: Path) -> None:  # noqa: F811
    (served.folder / "en/secret.txt").symlink_to(tmp_path / "secret.txt")
    (served.folder / "out").mkdir()
    (served.folder / "out/index.html").symlink_to(tmp_path / "live-too/index.html")
    for path in ("/en/secret.txt", "/out/"):
        assert served.ask(path).status == 404


@pytest.mark.parametrize("linked", ["en/more", "more", "en/deep/er"])
def test_a_folder_that_is_a_link_leads_nowhere(served: Served, tmp_path: Path, linked: str) -> None:  # noqa: F811
    """Wherever it stands on the way, with or without its last slash, and whatever lies behind it."""
    (tmp_path / "live-too/inner").mkdir()
    for page in ("secret.txt", "inner/index.html", "inner/page.html"):
        (tmp_path / "live-too" / page).write_text("outside")
    (served.folder / linked).parent.mkdir(exist_ok=True)
    (served.folder / linked).symlink_to(tmp_path / "live-too", target_is_directory=True)
    for path in ("", "/", "/index.html", "/secret.txt", "/inner", "/inner/", "/inner/page.html", "//inner/"):
        assert served.ask(f"/{linked}{path}").status == 404, path
    inside = served.folder / linked
    inside.unlink()
    inside.mkdir()
    (inside / "index.html").write_text("inside")
    assert served.sent(f"/{linked}/") == f"{linked}/index.html"
    assert served.ask(f"/{linked}").status == 308


def test_a_compressed_form_that_is_a_link_is_not_sent(served: Served, tmp_path: Path) -> None:  # noqa: F811
    (served.folder / "en/404.html.br").symlink_to(tmp_path / "secret.txt")
    assert served.sent("/en/404.html", accept_encoding="br") == "en/404.html"
    assert served.sent("/en/", accept_encoding="br") == f"{PAGE}.br"


def test_a_file_is_no_folder(served: Served) -> None:  # noqa: F811
    assert served.ask("/en/index.html/").status == served.ask("/en/index.html/x").status == 404


def test_a_site_that_is_a_link_is_served(served: Served, tmp_path: Path) -> None:  # noqa: F811
    link = tmp_path / "link"
    link.symlink_to(served.folder)
    assert Served(link).ask("/").status == 200
