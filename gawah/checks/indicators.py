"""Lists of addresses, hosts and hashes that somebody published, and whether a thing is on one.

A host is on it label by label: ``x.bad.example`` is on a list that holds ``bad.example``, ``notbad.example`` is not.
The same as frontend/checks/indicators.ts, which gets ``Indicators`` whole, as JSON, and asks nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from gawah.checks.findings import Finding, found
from gawah.checks.links import Link, read_link

FORMAT = "gawah/indicators/1"


class Indicators(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is looked for, in the form it is compared in. Hosts hold no public suffix (``suffixes``).

    ``hosts``: names and numbers of hosts (``hosts.Host.name``); ``addresses``: host, port, path and query
    (``links.Link.address``); ``emails`` in lower case; ``hashes`` in lower-case hexadecimal.
    """

    format: str = FORMAT
    hosts: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    hashes: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self.hosts) + len(self.addresses) + len(self.emails) + len(self.hashes)

    def __or__(self, other: Indicators) -> Indicators:
        return Indicators(
            hosts=self.hosts | other.hosts,
            addresses=self.addresses | other.addresses,
            emails=self.emails | other.emails,
            hashes=self.hashes | other.hashes,
        )

    def canonical(self) -> bytes:
        """The list as a browser gets it: JSON, each part sorted."""
        lists = {name: sorted(getattr(self, name)) for name in ("hosts", "addresses", "emails", "hashes")}
        return msgspec.json.encode({"format": self.format, **lists})


NONE = Indicators()


def of_link(given: str, where: str, listed: Indicators) -> Iterator[Finding]:
    """Whether an address is on the list, and by what."""
    link = read_link(given)
    if link.email and link.email in listed.emails:
        yield found("indicator.email", where, indicator=link.email)
    if link.host:
        if not link.email and link.address in listed.addresses:
            yield found("indicator.address", where, indicator=link.address)
        yield from _of_host(link, where, listed)


def _of_host(link: Link, where: str, listed: Indicators) -> Iterator[Finding]:
    assert link.host is not None  # the caller looked
    labels = link.host.labels
    for at in range(len(labels)):
        if (name := ".".join(labels[at:])) in listed.hosts:
            yield found("indicator.host", where, host=link.host.name, indicator=name)
            return


def of_hashes(hashes: Iterable[str], where: str, listed: Indicators) -> Iterator[Finding]:
    """Which of a file's hashes are on the list."""
    for each in hashes:
        if each in listed.hashes:
            yield found("indicator.hash", where, indicator=each)
