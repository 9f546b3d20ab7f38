"""Which release applies, compiled. From the database once releases are published there, else from the shipped files."""

import json
from datetime import date
from functools import cache
from pathlib import Path

from django.db import connection
from django.utils import timezone

from protocols.engine.rulebook import Rulebook
from protocols.rulebook.build import build_rulebook
from protocols.rulebook.errors import UnknownRelease
from protocols.rulebook.loading import shipped_codes, shipped_release, shipped_start
from protocols.rulebook.models import Release
from protocols.rulebook.release_files import Content
from protocols.vocabulary.checks import suggestion

_compiled: dict[str, Rulebook] = {}
"""Compiled releases by the SHA-256 of their content; a few hundred kilobytes each."""


def rulebook(code: str | None = None, as_of: date | None = None) -> Rulebook:
    """The release of that code, whatever its dates; without a code the one in force on the day (default: today).

    Raises `UnknownRelease`, and `ReleaseErrors` when a release has been tampered with.
    """
    day = as_of or timezone.localdate()
    if _database_is_there():
        releases = Release.objects.filter(code=code) if code else Release.objects.filter(in_force_from__lte=day)
        found = releases.values_list("sha256", flat=True).first()
        if found:
            return _compiled_copy(found)
        known = list(Release.objects.values_list("code", flat=True))
        if known:
            raise _unknown(code, day, known)
    return _shipped(code, day)


def release_content(code: str) -> Content:
    """The rows and texts of a release as plain values. Raises `UnknownRelease`."""
    if _database_is_there():
        text = Release.objects.filter(code=code).values_list("content", flat=True).first()
        if text:
            content: Content = json.loads(text)
            return content
    if code not in shipped_codes():
        raise _unknown(code, timezone.localdate(), shipped_codes())
    return shipped_release(code)[0]


def published_release(code: str) -> Release:
    """The database's copy of a release; raises `UnknownRelease` when it has not been published here."""
    release = Release.objects.filter(code=code).first()
    if release is None:
        raise UnknownRelease(f"Release {code} is not published here; run `manage.py publish_releases`.")
    return release


@cache
def _table_is_there() -> bool:
    return Release._meta.db_table in connection.introspection.table_names()


def _database_is_there() -> bool:
    """False in a checkout whose database was never made; asking must not make it."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and "memory" not in name and not Path(name).exists():
        return False
    if not _table_is_there():
        _table_is_there.cache_clear()  # the tables may be made while this process runs
        return False
    return True


def _compiled_copy(sha256: str) -> Rulebook:
    if sha256 not in _compiled:
        content = Release.objects.values_list("content", flat=True).get(sha256=sha256)
        _compiled[sha256] = build_rulebook(json.loads(content))
    return _compiled[sha256]


def _shipped(code: str | None, day: date) -> Rulebook:
    if code:
        if code not in shipped_codes():
            raise _unknown(code, day, shipped_codes())
        return shipped_release(code)[1]
    started = [one for one in shipped_codes() if shipped_start(one) <= day]
    if not started:
        raise _unknown(code, day, shipped_codes())
    return shipped_release(max(started, key=lambda one: (shipped_start(one), one)))[1]


def _unknown(code: str | None, day: date, known: list[str] | tuple[str, ...]) -> UnknownRelease:
    there_are = f"there are {', '.join(sorted(known))}"
    if code is None:
        return UnknownRelease(f"no release was in force on {day.isoformat()}; {there_are}")
    return UnknownRelease(f'no release "{code}"{suggestion(code, known) or f"; {there_are}"}')
