"""Language tags (BCP 47): a language of CLDR's or of ISO 639-3, with a script and a region where they are needed.

Written in one way ("ur", "ur-Latn", "pt-BR"), since a site finds a text by comparing tags letter by letter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

from babel import Locale

from gawah.vocabulary.terms import LANGUAGES, folded

_TAG: Final = re.compile(r"([a-z]{2,3})(?:-([A-Z][a-z]{3}))?(?:-([A-Z]{2}|[0-9]{3}))?")


@lru_cache(maxsize=1024)
def is_language(tag: str) -> bool:
    """Whether ``tag`` is a language tag whose every part is known; "und", "mul" and "zxx" are."""
    match = _TAG.fullmatch(tag)
    if match is None:
        return False
    language, script, region = match.groups()
    known = Locale("en")
    return (
        (language in known.languages or _in_iso(language))
        and (script is None or script in known.scripts)
        and (region is None or region in known.territories)
    )


@lru_cache(maxsize=1024)
def find_language(text: str) -> str | None:
    """The tag of a language given by its name in any of our languages, or by a tag written otherwise ("pt_br")."""
    language, *rest = re.split(r"[-_]", text.strip())
    parts = [each.upper() if len(each) < 4 else each.capitalize() for each in rest]
    tag = "-".join([language.lower(), *parts])
    return tag if is_language(tag) else _by_name().get(folded(text))


@cache
def _by_name() -> Mapping[str, str]:
    """Folded name -> tag. The first of our languages that uses a name decides."""
    index: dict[str, str] = {}
    for ours in LANGUAGES:
        for code, name in Locale(ours).languages.items():
            index.setdefault(folded(name), code.replace("_", "-"))
    return MappingProxyType(index)


def _in_iso(code: str) -> bool:
    import pycountry

    return len(code) == 3 and pycountry.languages.get(alpha_3=code) is not None
