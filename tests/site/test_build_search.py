"""Search bundles: what is found, what is rebuilt, what is gone."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from build_support import case, contents, number_id, run, snapshot

from gawah.record.model import Notice, Page
from gawah.site import search
from gawah.site.pagefind import Indexer, SearchFailed


def fragments(tree: Path, language: str = "en") -> dict[str, dict[str, object]]:
    """What the bundles hold of each record, by address."""
    found = {}
    for path in (tree / "search" / language).rglob("*.pf_fragment"):
        data = json.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd"))
        found[data["url"]] = data
    return found


def test_what_is_indexed_is_folded_and_what_is_shown_is_not(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    record = case(1, title={"en": "A Título", "ur": "كتاب"}, narrative={"en": "Told AT LENGTH"})
    page = Page(id=number_id(2), version=1, versions=[], released="2026-01-02", slug="us", body={"ur": "ہم"})
    ran = run(snapshot([record, page], languages=["en", "ur"]), tree, tmp_path / "cache", searched=True)
    assert ran.partitions == 2
    found = fragments(tree)
    assert list(found) == [f"/en/case/{record.id}/"]
    assert "told at length" in str(found[f"/en/case/{record.id}/"]["content"])
    assert search.fold("كتاب") in str(found[f"/en/case/{record.id}/"]["content"])
    assert found[f"/en/case/{record.id}/"]["meta"]["title"] == "A Título"  # type: ignore[index]
    assert set(fragments(tree, "ur")) == {f"/ur/case/{record.id}/", "/ur/us/"}
    assert not [path for path in contents(tree) if "pagefind-ui" in path or "worker" in path]


def test_a_change_rebuilds_one_partition_and_a_withdrawal_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_RECORDS", 5)
    tree, cache = tmp_path / "tree", tmp_path / "cache"
    records = [case(number) for number in range(10)]
    assert run(snapshot(records), tree, cache, searched=True).partitions == 2
    assert len(fragments(tree)) == 10
    assert run(snapshot(records), tree, cache, number=2, searched=True).partitions == 0
    gone = records[4]
    state = [Notice(id=gone.id, withdrawn="2026-02-03") if each is gone else each for each in records]
    assert run(snapshot(state), tree, cache, number=3, searched=True).partitions == 1
    assert set(fragments(tree)) == {f"/en/case/{each.id}/" for each in records if each is not gone}
    assert not (cache / "search").exists()


def test_partitions_are_as_many_as_records_and_text_ask_and_stay_while_they_fit() -> None:
    assert search._bits(5_000, 0, None) == 0
    assert search._bits(5_001, 0, None) == 1
    assert search._bits(100, 4 * search.MOST_TEXT, None) == 2
    assert search._bits(4_999, 0, 1) == 1
    assert search._bits(2_000, 0, 1) == 0


@pytest.mark.parametrize("bits", [0, 1, 3, 4, 5, 8])
def test_every_id_is_in_one_partition(bits: int) -> None:
    parts = {f"{number:x}": search._prefixes(f"{number:x}", bits) for number in range(2**bits)}
    for number in range(200):
        record_id = number_id(number)
        held = [part for part, prefixes in parts.items() if record_id.startswith(tuple(prefixes))]
        assert held == [search._part(record_id, bits)]


def test_a_refused_record_is_told() -> None:
    with Indexer() as indexer:
        indexer._send({"type": "AddRecord", "index_id": 7, "url": "/", "content": "", "language": "en"})
        with pytest.raises(SearchFailed, match="no search index"):
            indexer.files()
