"""What a page hands to its script: words, and how numbers and days are written, as a data block that is no script."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from markupsafe import Markup

from gawah.people.shell import data_block, locale
from gawah.site.locale import Locale
from gawah.site.messages import load


def page_data(request: HttpRequest, *folders: Path, **more: Any) -> Markup:
    """JSON for ``<script type="application/json">``: ``locale`` for ``Intl``, ``words`` of the folders, ``more``."""
    own = locale(request, folders[0])
    return data_block(
        {
            "locale": f"{_tag(own, folders[0])}-u-ca-gregory-nu-{own.numbering}",
            "words": {key: text for folder in folders for key, text in texts(own.language, folder).items()},
            **more,
        }
    )


def _tag(own: Locale, folder: Path) -> str:
    """The language in the form of the site's country, unless its words are of a region themselves."""
    tag = load(own.language, folder).language.locale
    return tag if "-" in tag or not own.settings.country else f"{tag}-{own.settings.country.upper()}"


def texts(language: str, folder: Path) -> Mapping[str, str | dict[str, str]]:
    """The words of a folder with their places left in them: a text, or one for each plural category."""
    words = load(language, folder)
    plain: dict[str, str | dict[str, str]] = {
        key: message.bare(**{name: f"{{{name}}}" for name in message.names}) for key, message in words.messages.items()
    }
    for key, forms in words.counted.items():
        plain[key] = {
            category: form.bare(**{name: f"{{{name}}}" for name in form.names}) for category, form in forms.items()
        }
    return plain
