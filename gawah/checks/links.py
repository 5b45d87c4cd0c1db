"""What an address leads to, and what it makes a reader believe. The same as frontend/checks/links.ts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gawah.checks.findings import Finding, found
from gawah.checks.hosts import Host, read_host
from gawah.checks.letters import imitation_of, in_letters, scripts_of, taken_for
from gawah.checks.tables import imitated, letters

LONGEST = 8_192  # characters of a link that are read

_DEFANGED = (
    (re.compile(r"\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)|\{dot\}|\[。\]", re.I), "."),
    (re.compile(r"\[:\]"), ":"),
    (re.compile(r"\[/\]"), "/"),
    (re.compile(r"\[://\]"), "://"),
    (re.compile(r"\[@\]|\(@\)|\[at\]|\(at\)|\{at\}", re.I), "@"),
    (re.compile(r"^(\s*)h(?:xx|\*\*|__|tt)p", re.I), r"\1http"),
    (re.compile(r"^(\s*)fxp", re.I), r"\1ftp"),
)
_DROPPED = re.compile(r"[\t\r\n]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.S)
_INNOCENT = ("mailto", "tel", "sms", "xmpp", "sip", "geo", "magnet", "urn")
# Of the schemes that are followed by a host: the port where none is written.
_PORTS = {"http": "80", "https": "443", "ftp": "21", "ws": "80", "wss": "443"}
_PORT = re.compile(r"[0-9]{0,5}")


@dataclass(frozen=True, slots=True)
class Link:
    """An address taken apart. ``rest`` is path and query, as written, ``/`` for none; ``host`` None where it has none.

    ``email`` is the mailbox of a mailto: link or an email address, in lower case.
    """

    given: str
    scheme: str
    host: Host | None = None
    userinfo: str = ""
    port: str = ""
    rest: str = "/"
    email: str = ""

    @property
    def address(self) -> str:
        """Host, port and rest: what is compared with the addresses of a list; empty without a host."""
        return f"{self.host.name}{self.port and ':' + self.port}{self.rest}" if self.host else ""


def refang(text: str) -> str:
    """``text`` with hxxp, [.] and the like as the address they stand for."""
    for pattern, meant in _DEFANGED:
        text = pattern.sub(meant, text)
    return text


def read_link(given: str) -> Link:
    """Take an address apart. Whatever cannot be read has no host; nothing is an error."""
    text = _DROPPED.sub("", refang(given[:LONGEST])).strip()
    scheme, rest, named = _scheme(text)
    if scheme == "mailto" or (not named and _is_email(rest)):
        return _mailbox(given, rest.split("?")[0] if named else rest)
    if scheme not in _PORTS:
        return Link(given, scheme)
    rest = rest.replace("\\", "/").lstrip("/")
    authority, tail = _cut(rest)
    userinfo, at, host_port = authority.rpartition("@")
    name, port = _port(host_port, _PORTS[scheme])
    host = read_host(name)
    return Link(given, scheme, host, userinfo=userinfo if at else "", port=port, rest=tail)


def _scheme(text: str) -> tuple[str, str, bool]:
    """The scheme, http where none is written; what follows it; whether it is written."""
    match = _SCHEME.fullmatch(text)
    if not match:
        return "http", text, False
    scheme, rest = match[1].lower(), match[2]
    known = scheme in _PORTS or scheme in _INNOCENT
    if rest.startswith("//") or known or not ("." in scheme or re.match("[0-9]", rest)):
        return scheme, rest, True
    return "http", text, False


def _cut(rest: str) -> tuple[str, str]:
    """Authority, and path with query; the fragment goes."""
    at = min((at for mark in "/?#" if (at := rest.find(mark)) >= 0), default=len(rest))
    tail = rest[at:].split("#", maxsplit=1)[0]
    return rest[:at], tail if tail.startswith("/") else f"/{tail}"


def _port(host_port: str, usual: str) -> tuple[str, str]:
    name, colon, port = host_port.rpartition(":")
    if not colon or "]" in port or not _PORT.fullmatch(port):
        return host_port, ""
    port = port.lstrip("0")
    return name, "" if port == usual else port


def _is_email(text: str) -> bool:
    local, at, domain = text.rpartition("@")
    return bool(at and local and domain) and not re.search(r"[/\s:?#]", text)


def _mailbox(given: str, text: str) -> Link:
    local, _, domain = text.strip("<> ").rpartition("@")
    host = read_host(domain)
    return Link(given, "mailto", host, email=f"{local.lower()}@{host.name}" if host and local else "")


def in_link(given: str, where: str) -> Iterator[Finding]:
    """Everything about one address; ``where`` is how it is called in findings."""
    yield from in_letters(given, where)
    link = read_link(given)
    if link.scheme not in _PORTS and link.scheme not in _INNOCENT:
        yield found("link.scheme", where, scheme=f"{link.scheme}:")
    if link.userinfo and link.host:
        yield found("link.userinfo", where, host=link.host.name, userinfo=link.userinfo)
    if link.host:
        yield from in_host(link.host, where)
    elif link.scheme in _PORTS:
        yield found("link.unreadable", where, link=given)


def in_host(host: Host, where: str) -> Iterator[Finding]:
    """What a host's name makes a reader believe."""
    if host.trailing_dot:
        yield found("link.trailing_dot", where, host=host.given)
    if host.number:
        yield found("link.number", where, host=host.given, number=host.name)
        return
    if host.punycode:
        yield found("link.punycode", where, host=host.given, letters=host.name)
        yield from in_letters(host.name, where)
    yield from _scripts(host, where)
    yield from _looks_like(host, where)
    yield from _in_front(host, where)


def _scripts(host: Host, where: str) -> Iterator[Finding]:
    """Labels of two scripts that no language writes together, where one of them is not European."""
    table = letters()
    for label in host.labels:
        names = scripts_of(label)
        if len(names) > 1 and not names <= table.together and not names <= table.european:
            yield found("letters.mixed", where, scripts=", ".join(sorted(names)), word=label)


def _looks_like(host: Host, where: str) -> Iterator[Finding]:
    """Labels that are written in other letters than they look, or nearly as a well-known name is."""
    known = imitated().names
    for label in host.labels:
        looks = taken_for(label) if host.labels[-1].isascii() else ""
        meant = imitation_of(label)
        if meant in known and meant != label:
            yield found("link.imitates", where, label=label, name=meant)
        elif looks:
            yield found("link.lookalike", where, label=label, looks=looks)


def _in_front(host: Host, where: str) -> Iterator[Finding]:
    """A well-known name with its ending in front of another domain."""
    table, labels = imitated(), host.labels
    for at, label in enumerate(labels[:-1]):
        after = labels[at + 2 :]
        if (
            label in table.names
            and labels[at + 1] in table.endings
            and after
            and not (len(after) == 1 and len(after[0]) == 2)
        ):
            yield found("link.in_front", where, domain=".".join(after), name=f"{label}.{labels[at + 1]}")
