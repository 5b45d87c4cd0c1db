"""What ``gawah verify`` says of a site in a folder."""

from __future__ import annotations

from signed_site import Site


def what(report) -> dict[str, str]:
    return {problem.path: problem.what.partition(":")[0] for problem in report.problems}


def test_a_site_as_it_was_signed_is_ok(site: Site) -> None:
    report = site.verify()
    assert (report.status, report.problems, report.version) == ("ok", [], 1)
    assert report.key == site.keys.fingerprint


def test_one_flipped_byte_is_named(site: Site) -> None:
    file = site.tree / "en/case/aa11/index.html"
    data = bytearray(file.read_bytes())
    data[3] ^= 1
    file.write_bytes(data)
    report = site.verify()
    assert (report.status, what(report)) == ("altered", {"en/case/aa11/index.html": "altered"})
