"""The public room as snapshot files: shards of records, former versions, terms, settings, counts.

Only shards that hold something newer than the last publish are written anew; without a last publish to go by,
all of them are, and those that come out the same are left as they are.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec
from django.db.models import Count, Max, Q

from gawah import vocabulary
from gawah.feed.repository import Repository
from gawah.public.models import Accepted, Published, Withdrawn
from gawah.record import canonical
from gawah.record.model import Notice
from gawah.record.snapshot import SHARDS, VERSIONS, SiteSettings, Term, shard_of


@dataclass(frozen=True)
class Taken:
    """What a snapshot took in: the newest change (None: it cannot be told), and whether a text was taken back."""

    change: int | None
    taken_back: bool


def write(repository: Repository, settings: SiteSettings, since: int | None) -> Taken:
    """Stage the snapshot's files. ``since``: the newest change of the last publish, None = take everything."""
    newest = [model._default_manager.aggregate(top=Max("changed"))["top"] or 0 for model in (Published, Withdrawn)]
    prefixes = _all_prefixes(repository) if since is None else _changed_prefixes(since)
    for prefix in sorted(prefixes):
        _write_shard(repository, prefix)
    repository.put("site.json", msgspec.json.encode(settings, order="sorted"))
    repository.put("terms.ndjson", _terms())
    repository.put("counts.json", _counts())
    return Taken(int(max(newest)), _taken_back(since or 0))


def take_off(repository: Repository, gone: Mapping[str, datetime.date], change: int | None) -> Taken | None:
    """Stage what is served without these records (id -> day of withdrawal), and nothing that came since.

    ``change``: the newest one that what is served holds. None when none of the records is served.
    """
    names, left = repository.names(), Counter[str]()
    for prefix in sorted({shard_of(record_id) for record_id in gone}):
        if f"{SHARDS}{prefix}.ndjson" in names:
            left += _take_off_shard(repository, prefix, gone)
    if not left:
        return None
    counts = msgspec.json.decode(repository.read("counts.json"), type=_Counts)
    records = Counter(counts.records) - left
    repository.put("counts.json", _Counts(dict(sorted(records.items())), counts.withdrawn + left.total()).encoded())
    return Taken(change, taken_back=True)


def _take_off_shard(repository: Repository, prefix: str, gone: Mapping[str, datetime.date]) -> Counter[str]:
    """How many records of each kind left this shard."""
    name, former = f"{SHARDS}{prefix}.ndjson", f"{VERSIONS}{prefix}.ndjson"
    lines, left = [], Counter[str]()
    for line in repository.read(name).splitlines():
        record = canonical.decode(line)
        if record.id in gone and not isinstance(record, Notice):
            left[str(record.__struct_config__.tag)] += 1
            lines.append(canonical.encode(Notice(id=record.id, withdrawn=gone[record.id].isoformat())))
        else:
            lines.append(line)
    if left:
        _stage(repository, name, lines)
        texts = repository.read(former).splitlines() if former in repository.names() else []
        _stage(repository, former, [line for line in texts if canonical.decode(line).id not in gone])
    return left


def _taken_back(since: int) -> bool:
    """Whether a record was withdrawn, or one came whose chain says that a former version was redacted."""
    if Withdrawn.objects.filter(changed__gt=since).exists():
        return True
    redacted = Accepted.objects.filter(redacted=True).values("record_id")
    return Published.objects.filter(changed__gt=since, record_id__in=redacted).exists()


def _changed_prefixes(since: int) -> set[str]:
    return {
        shard_of(record_id)
        for model in (Published, Withdrawn)
        for record_id in model._default_manager.filter(changed__gt=since).values_list("record_id", flat=True)
    }


def _all_prefixes(repository: Repository) -> set[str]:
    """Every shard there is or was."""
    staged = {
        name.removesuffix(".ndjson").rpartition("/")[2]
        for name in repository.names()
        if name.startswith((SHARDS, VERSIONS))
    }
    return staged | _changed_prefixes(0)


def _write_shard(repository: Repository, prefix: str) -> None:
    """Stage one shard and its former versions."""
    lines = {
        record_id: content.encode()
        for record_id, content in Published.objects.filter(_shard(prefix)).values_list("record_id", "canonical")
    }
    for record_id, day in Withdrawn.objects.filter(_shard(prefix)).values_list("record_id", "day"):
        lines[record_id] = canonical.encode(Notice(id=record_id, withdrawn=day.isoformat()))
    former = (
        content.encode()
        for record_id, version, content in Accepted.objects.filter(_shard(prefix))
        .exclude(canonical="")
        .order_by("record_id", "version")
        .values_list("record_id", "version", "canonical")
        if not _is_current(lines.get(record_id, b""), content)
    )
    _stage(repository, f"{SHARDS}{prefix}.ndjson", (lines[each] for each in sorted(lines)))
    _stage(repository, f"{VERSIONS}{prefix}.ndjson", former)


def _is_current(line: bytes, content: str) -> bool:
    return line == content.encode()


def _shard(prefix: str) -> Q:
    """Rows of a shard. A range, since it can use the index: ids are hex digits, and "g" is above them all."""
    return Q(record_id__gte=prefix, record_id__lt=f"{prefix}g")


def _stage(repository: Repository, name: str, lines: Iterable[bytes]) -> None:
    data = b"".join(line + b"\n" for line in lines)
    if data:
        repository.put(name, data)
    else:
        repository.drop(name)


def _terms() -> bytes:
    return b"".join(msgspec.json.encode(term, order="sorted") + b"\n" for term in sorted(_all_terms()))


def _all_terms() -> Iterator[Term]:
    for name in vocabulary.lists():
        for code, term in vocabulary.terms(name).items():
            yield Term(list=name, code=code, labels=dict(term.labels), definition=dict(term.definition))


class _Counts(msgspec.Struct, frozen=True):
    """``counts.json``: how many records of each kind are public, and how many were withdrawn."""

    records: dict[str, int]
    withdrawn: int

    def encoded(self) -> bytes:
        return msgspec.json.encode(self, order="sorted")


def _counts() -> bytes:
    kinds = dict(Published.objects.values_list("kind").annotate(number=Count("record_id")).order_by("kind"))
    return _Counts(kinds, Withdrawn.objects.count()).encoded()
