"""Pagefind's indexer, driven through the service its Python package bundles.

The package's own client waits a tenth of a second for each answer, so that 5,000 records take eight minutes; this
one sends without waiting and takes nine seconds. What passes is the same: JSON in base64, each ended by a comma.
The files come back through the pipe: asked to write them to a folder, the program answers before its last bytes are
there, and drops them when it is ended soon after.
"""

from __future__ import annotations

import base64
import contextlib
import subprocess
import threading
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import IO, Any

import msgspec

_ENDED = "Pagefind's program ended before its time; publish again."


class SearchFailed(RuntimeError):
    """No search index could be made; the message says why."""


class Indexer:
    """One index in one process of Pagefind. Records are added, then the files of the whole are asked for."""

    def __init__(self) -> None:
        from pagefind.service import get_executable  # brings asyncio: only when something is indexed

        program = get_executable()
        if program is None:
            raise SearchFailed("Pagefind's program is not installed: install requirements/run.txt again.")
        self._process = subprocess.Popen(  # noqa: S603 - a program of ours, no argument from outside
            [str(program), "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._failures: list[str] = []
        self._files: dict[str, bytes] = {}
        self._answered = 0
        self._sent = 0
        self._ended = threading.Event()  # the last answer is here, or there will be none
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._send({"type": "NewIndex", "config": {"write_playground": False}})

    def __enter__(self) -> Indexer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            # What was not flushed goes nowhere any more: nobody reads it, and nobody needs to.
            with contextlib.suppress(BrokenPipeError):
                if pipe is not None:
                    pipe.close()

    def add(
        self, url: str, content: str, language: str, meta: Mapping[str, str], filters: Mapping[str, Sequence[str]]
    ) -> None:
        """Add one record. ``content`` is what is searched, ``meta`` what a result shows."""
        self._send(
            {
                "type": "AddRecord",
                "index_id": 0,
                "url": url,
                "content": content,
                "language": language,
                "meta": meta,
                "filters": filters,
                "sort": None,
            }
        )

    def files(self) -> dict[str, bytes]:
        """The files of the bundle by path. Raises :class:`SearchFailed` when any record was refused."""
        self._send({"type": "GetFiles", "index_id": 0})
        self._flush()
        self._ended.wait()
        if self._failures or self._answered != self._sent:
            why = self._failures[0] if self._failures else f"{self._answered} of {self._sent} steps were answered"
            raise SearchFailed(f"Pagefind made no search index: {why}. Publish again.")
        if not all(self._files.values()):
            raise SearchFailed("Pagefind made a search index with empty files. Publish again.")
        return self._files

    def _stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    def _send(self, payload: Mapping[str, Any]) -> None:
        self._sent += 1
        message = msgspec.json.encode({"message_id": self._sent, "payload": payload})
        try:
            self._stdin().write(base64.b64encode(message) + b",")
        except BrokenPipeError as error:
            raise SearchFailed(_ENDED) from error

    def _flush(self) -> None:
        try:
            self._stdin().flush()
        except BrokenPipeError as error:
            raise SearchFailed(_ENDED) from error

    def _read(self) -> None:
        """Take every answer, or the service would wait for us while we wait for it."""
        assert self._process.stdout is not None
        try:
            self._read_answers(self._process.stdout)
        finally:
            self._ended.set()

    def _read_answers(self, stdout: IO[bytes]) -> None:
        begun: list[bytes] = []  # pieces of the answer that is coming
        while data := stdout.read1(1 << 20):  # type: ignore[attr-defined]  # a pipe of bytes is buffered
            first, *more = data.split(b",")
            begun.append(first)
            for piece in more:
                self._answer(b"".join(begun))
                begun = [piece]

    def _answer(self, line: bytes) -> None:
        payload = msgspec.json.decode(base64.b64decode(line))["payload"]
        self._answered += 1
        if payload["type"] == "Error":
            self._failures.append(str(payload.get("message", "")))
        if payload["type"] == "GetFiles":
            self._files = {each["path"]: base64.b64decode(each["content"]) for each in payload["files"]}
        if payload["type"] in ("GetFiles", "Error"):
            self._ended.set()
