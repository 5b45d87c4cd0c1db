"""A file may be asked to go more than once: when all is drawn anew, and by the partition that no longer has it."""

from __future__ import annotations

from pathlib import Path

from build_support import case, run, snapshot

from gawah.site.output import Output


def test_what_is_removed_twice_is_gone_once(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tree / "en").mkdir(parents=True)
    for name in ("kept", "gone"):
        (tree / "en" / name).write_text(name)
    output = Output(tree, tmp_path / "made", lambda paths: None, compressed=False)
    output.remove("en/gone")
    output.remove("en/gone")
    output.remove("en/never")
    output.flush()
    output.close()
    assert output.deleted == 1
    assert [file.name for file in (tree / "en").iterdir()] == ["kept"]


def test_a_search_can_be_drawn_anew_over_another(tmp_path: Path) -> None:
    """Without its cache, as after ``--full``, the whole of the former search goes, and each partition's too."""
    tree = tmp_path / "tree"
    run(snapshot([case(1), case(2)]), tree, tmp_path / "cache", searched=True)
    run(snapshot([case(2, title={"en": "Otherwise"})]), tree, tmp_path / "other", number=2, searched=True)
    found = list((tree / "search/en").rglob("*.pf_fragment"))
    assert len(found) == 1
