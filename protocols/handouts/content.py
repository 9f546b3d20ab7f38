"""The frozen content of a handout: every word and number that will be printed, as plain JSON values.

Rendering reads nothing else, so a later edit of a rule, a text or a phrase cannot change a page that a patient holds.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from protocols.handouts import sections
from protocols.handouts.phrases import phrases
from protocols.handouts.source import Form, Source
from protocols.handouts.texts import ReleaseTexts

TEMPLATE_VERSION = "1"
"""Rises with every change of the printed layout or of the shape of the content."""

MAX_ITEMS = 40
MAX_TEXT = 2000
"""Characters in any one text."""
MAX_TOTAL = 60_000
"""Characters in the whole handout."""

UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
"""Control characters, and invisible marks that could reorder or hide text."""


class ContentRefused(ValueError):
    """The content is larger than a handout may be; the message names the place."""


def build_content(source: Source, texts: ReleaseTexts, form: Form) -> dict[str, Any]:
    """Freeze the handout.

    :returns: plain dicts, lists, strings and numbers, ready for a JSON column and for `pdf.render`
    :raises LanguageMissing: there are no phrases in the language
    :raises ContentRefused: too many items or too long a text
    """
    words = phrases(form.language)
    writer = sections.Writer(source, texts, words)
    content = {
        "template_version": TEMPLATE_VERSION,
        "language": form.language,
        "direction": words.section("direction"),
        "paper_size": form.paper_size,
        "print_size": form.print_size,
        "labels": words.section("labels"),
        **writer.head(),
        **writer.plan(),
        **writer.foot(TEMPLATE_VERSION),
    }
    cleaned: dict[str, Any] = clean(content)
    check_limits(cleaned)
    return cleaned


def clean(value: Any) -> Any:
    """The same content with composed letters and without characters that cannot be seen."""
    if isinstance(value, str):
        return UNPRINTABLE.sub("", unicodedata.normalize("NFC", value))
    if isinstance(value, Mapping):
        return {key: clean(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean(one) for one in value]
    return value


def check_limits(content: Mapping[str, Any]) -> None:
    """Refuse what would make an endless page, before any layout is tried; raises `ContentRefused`."""
    count = len(content["items"]) + len(content["steps"])
    if count > MAX_ITEMS:
        raise ContentRefused(f"items: {count} of at most {MAX_ITEMS}")
    total = 0
    for place, text in strings(content):
        total += len(text)
        if len(text) > MAX_TEXT:
            raise ContentRefused(f"{place}: {len(text)} characters of at most {MAX_TEXT}")
    if total > MAX_TOTAL:
        raise ContentRefused(f"whole handout: {total} characters of at most {MAX_TOTAL}")


def strings(value: Any, place: str = "") -> Iterable[tuple[str, str]]:
    """Every text of the content with its place: ("sender.name", "Harbour Practice")."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from strings(one, f"{place}.{key}" if place else key)
    elif isinstance(value, (list, tuple)):
        for index, one in enumerate(value):
            yield from strings(one, f"{place}[{index}]")
