"""The search page's script folds by the same tables as the index."""

from __future__ import annotations

import json
from pathlib import Path

from gawah.core.folding import DROPPED, REPLACED

TABLE = Path(__file__).parents[2] / "frontend" / "folding.json"


def test_the_script_has_the_tables_of_the_index() -> None:
    assert json.loads(TABLE.read_text(encoding="utf-8")) == {"dropped": DROPPED, "replaced": REPLACED}
