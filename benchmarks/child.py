"""``python -m benchmarks.child TASK {arguments}``: one measured piece of work. Prints its answer as JSON."""

from __future__ import annotations

import importlib
import json
import sys

TASKS = {
    "snapshot": "site_tasks",
    "build": "site_tasks",
    "publish": "site_tasks",
    "change": "site_tasks",
    "compare": "site_tasks",
    "list_pages": "site_tasks",
    "nothing": "site_tasks",
    "follow": "following",
    "plain_loop": "plain_loop",
    "hugo_texts": "hugo",
    "table": "import_tasks",
    "import_rows": "import_tasks",
    "bare_insert": "import_tasks",
    "verify": "verify_tasks",
    "hash_files": "verify_tasks",
    "weigh": "weight_tasks",
}


def main() -> None:
    name, given = sys.argv[1], json.loads(sys.argv[2])
    module = importlib.import_module(f"benchmarks.{TASKS[name]}")
    print(json.dumps(getattr(module, name)(**given) or {}))


main()
