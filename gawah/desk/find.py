"""The cases a person means: by the case's own id, its record's, or the address of the record's page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from gawah.desk.models import Case

_ID_IN_PATH = re.compile(r"(?<![0-9a-f])[0-9a-f]{20}(?![0-9a-f])")


class NoSuchRecord(LookupError):
    """No case or record has this id."""


def find(given: Sequence[str]) -> list[Case]:
    """Cases by id or address, each once; raises NoSuchRecord for the first that is neither."""
    ids = {each: _id_in(each) for each in given}
    found = {case.id: case for case in Case.objects.filter(id__in=ids.values())}
    found |= {str(case.record_id): case for case in Case.objects.filter(record_id__in=ids.values())}
    for each, id_ in ids.items():
        if id_ not in found:
            raise NoSuchRecord(f"there is no case or record {each!r}; `gawah cases` lists them")
    return list({found[id_].id: found[id_] for id_ in ids.values()}.values())


def _id_in(given: str) -> str:
    """The id that an address has in its path, of whichever page or file of the record; any other text as it is.

    An older page of a list is no record's, though a record's id ends its address.
    """
    if "/" not in given:
        return given.strip()
    try:
        path = urlsplit(given).path
    except ValueError:  # no address either
        return given
    ids = _ID_IN_PATH.findall(path)
    return ids[-1] if ids and "/page/" not in path else given
