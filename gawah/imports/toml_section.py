"""One table of a TOML file, read key by key; every error names file, table and key, and what to do."""

from __future__ import annotations

import datetime
import difflib
import re
from typing import Any, TypeVar

from gawah.imports.problems import ImportProblem

_Choice = TypeVar("_Choice", bound=str)
# What a suggested mapping leaves for a person to fill in: published, it would be a lie about a source.
_PLACEHOLDERS = {"…", "...", "https://…"}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class Section:
    """A table with its place in the file. ``done`` refuses keys that nobody asked for."""

    def __init__(self, found: dict[str, Any], file: str, title: str) -> None:
        self._found = found
        self._file = file
        self._asked: list[str] = []
        self.title = title

    def wrong(self, key: str, what: str) -> ImportProblem:
        place = f"{self._file}, {self.title}, {key}" if self.title else f"{self._file}, {key}"
        return ImportProblem(f"{place}: {key} {what}.")

    def _get(self, key: str) -> Any:
        self._asked.append(key)
        return self._found.get(key)

    def text(self, key: str, *, required: bool = False, strip: bool = True) -> str:
        """The key's text; a TOML date gives its ISO form, a number its digits."""
        value = self._get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, datetime.date):
            value = value.isoformat()
        if value is None and not required:
            return ""
        if not isinstance(value, str) or (required and not value.strip()):
            raise self.wrong(key, f'has to be a text in quotation marks, such as {key} = "…"')
        # A column may be headed so; one that no table has is told by its name.
        if value.strip() in _PLACEHOLDERS and key != "column":
            raise self.wrong(
                key, f"still has the placeholder {value.strip()}: write what it stands for, or take it out"
            )
        return value.strip() if strip else value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single text is a list of one."""
        value = self._get(key)
        if value is None:
            return ()
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
            raise self.wrong(key, f'has to be a list of texts, such as {key} = ["…", "…"]')
        return tuple(each.strip() for each in values)

    def language(self, key: str) -> str:
        text = self.text(key)
        if text and not _LANGUAGE.fullmatch(text):
            raise self.wrong(key, f'has to be a language code such as "en" or "ur", not "{text}"')
        return text

    def number(self, key: str) -> int | None:
        value = self._get(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        raise self.wrong(key, f"has to be a whole number, such as {key} = 1")

    def flag(self, key: str) -> bool:
        value = self._get(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        raise self.wrong(key, "has to be true or false")

    def choice(self, key: str, choices: tuple[_Choice, ...]) -> _Choice | None:
        text = self.text(key)
        if not text:
            return None
        for choice in choices:
            if text == choice:
                return choice
        raise self.wrong(key, f'is "{text}"; it has to be one of {", ".join(choices)}')

    def table_of_texts(self, key: str) -> dict[str, str]:
        value = self._get(key)
        if value is None:
            return {}
        if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
            raise self.wrong(key, 'has to be a table of texts, such as "Physical Attack" = "assault"')
        return dict(value)

    def is_table(self, key: str) -> bool:
        return isinstance(self._found.get(key), dict)

    def section(self, key: str) -> Section | None:
        value = self._get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.wrong(key, f"has to be a table: a line [{key}] with its keys under it")
        return Section(value, self._file, f"[{key}]")

    def sections(self, key: str) -> list[Section]:
        value = self._get(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self.wrong(key, f"has to be written [[{key}]], in double brackets, once for each field")
        return [Section(each, self._file, f"[[{key}]] {at}") for at, each in enumerate(value, start=1)]

    def done(self) -> None:
        for key in self._found:
            if key not in self._asked:
                near = difflib.get_close_matches(key, self._asked, 1)
                hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(sorted(self._asked))}"
                raise self.wrong(key, f"is not known here; {hint.rstrip('.')}")
