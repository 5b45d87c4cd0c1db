"""What can be wrong with a file, a mapping or a cell, each said in one clear sentence."""

from __future__ import annotations


class ImportProblem(Exception):
    """Nothing, or nothing more, can be imported. The text says what happened, where, and what to do."""


class CellProblem(ValueError):
    """One row cannot be imported: ``field`` is the mapping's target or the column, the text is the reason."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason
