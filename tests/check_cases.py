"""Files and messages of the shared cases, built from what ``cases.json`` says of them."""

from __future__ import annotations

import base64
import gzip
import io
import json
import tarfile
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from gawah.checks.files import check_bytes
from gawah.checks.findings import Report
from gawah.checks.indicators import NONE, Indicators
from gawah.checks.loading import parse
from gawah.checks.passages import check_link, check_text

Spec = dict[str, Any]

FILE: dict[str, Any] = json.loads((Path(__file__).parent / "checks" / "cases.json").read_text(encoding="utf-8"))
CASES: list[Spec] = [*FILE["disguised"], *FILE["genuine"], *FILE["listed"]]


def content(spec: Spec) -> bytes:
    """The bytes that one specification stands for: ``{"is": "exe"}``, ``{"zip": {name: specification}}`` …"""
    ((kind, value),) = ((key, each) for key, each in spec.items() if key not in ("encrypted", "times"))
    made = _MAKERS[kind](value) * spec.get("times", 1)
    return _marked_encrypted(made) if spec.get("encrypted") else made


def _zip(members: dict[str, Spec]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, spec in members.items():
            archive.writestr(zipfile.ZipInfo(name), content(spec), zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _marked_encrypted(data: bytes) -> bytes:
    """A ZIP whose first file says that it is encrypted."""
    at = data.index(b"PK\x01\x02")
    return data[:6] + b"\x01\x00" + data[8 : at + 8] + b"\x01\x00" + data[at + 10 :]


def _tar(members: dict[str, Spec]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, spec in members.items():
            data, entry = content(spec), tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return file.getvalue()


def _nested(depth: int) -> bytes:
    data = content({"is": "text"})
    for level in range(depth):
        data = _zip({f"{level}.zip" if level else "a.txt": {"base64": base64.b64encode(data).decode()}})
    return data


def _message(parts: Spec) -> bytes:
    message = EmailMessage()
    for name, value in parts["headers"].items():
        message[name] = value
    message.set_content(parts.get("text", "Please see the attached."))
    if "html" in parts:
        message.add_alternative(parts["html"], subtype="html")
    for name, spec in parts.get("attached", {}).items():
        message.add_attachment(content(spec), "application", "octet-stream", filename=name)
    return message.as_bytes()


_MAKERS = {
    "is": lambda name: base64.b64decode(FILE["contents"][name]),
    "base64": base64.b64decode,
    "text": str.encode,
    "utf16": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "joined": lambda specs: b"".join(map(content, specs)),
    "zeros": bytes,
    "zip": _zip,
    "tar": _tar,
    "gz": lambda spec: gzip.compress(content(spec), mtime=0),
    "nested": _nested,
    "message": _message,
}


def listed(case: Spec) -> Indicators:
    """The list that a case compares with."""
    return parse("\n".join(case["list"]).encode(), "list.txt").indicators if "list" in case else NONE


def report(case: Spec) -> Report:
    """What Python says of a case."""
    against = listed(case)
    if "file" in case:
        return check_bytes(content(case["content"]), case["file"], against)
    if "message" in case:
        return check_bytes(content({"message": case["message"]}), "letter.eml", against)
    return check_link(case["link"], against) if "link" in case else check_text(case["text"], against)
