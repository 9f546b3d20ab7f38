"""Which release applies, compiled. From the database once releases are published there, else from the shipped files."""

import json
from datetime import date
from pathlib import Path

from django.db import connection
from django.utils import timezone

from protocols.engine.rulebook import Rulebook
from protocols.rulebook.build import build_rulebook
from protocols.rulebook.errors import UnknownRelease
from protocols.rulebook.loading import shipped_codes, shipped_release
from protocols.rulebook.models import Release
from protocols.vocabulary.checks import suggestion

_compiled: dict[str, Rulebook] = {}
"""Compiled releases by the SHA-256 of their content; a few hundred kilobytes each."""


def rulebook(code: str | None = None, as_of: date | None = None) -> Rulebook:
    """The release of that code, whatever its dates; without a code the one in force on the day (default: today).

    Raises `UnknownRelease`, and `ReleaseErrors` when a release has been tampered with.
    """
    day = as_of or timezone.localdate()
    if _has_published():
        return _published(code, day)
    return _shipped(code, day)


def published_release(code: str) -> Release:
    """The database's copy of a release; raises `UnknownRelease` when it has not been published here."""
    release = Release.objects.filter(code=code).first()
    if release is None:
        raise UnknownRelease(f"Release {code} is not published here; run `manage.py publish_releases`.")
    return release


def _has_published() -> bool:
    """False in a checkout whose database was never made, or never filled."""
    settings = connection.settings_dict
    is_file = connection.vendor == "sqlite" and "memory" not in str(settings["NAME"])
    if is_file and not Path(settings["NAME"]).exists():
        return False
    if _table_is_there():
        return Release.objects.exists()
    return False


def _table_is_there() -> bool:
    return Release._meta.db_table in connection.introspection.table_names()


def _published(code: str | None, day: date) -> Rulebook:
    releases = Release.objects.filter(code=code) if code else Release.objects.filter(in_force_from__lte=day)
    found = releases.values_list("code", "sha256").first()
    if found is None:
        raise _unknown(code, day, list(Release.objects.values_list("code", flat=True)))
    if found[1] not in _compiled:
        content = Release.objects.values_list("content", flat=True).get(sha256=found[1])
        _compiled[found[1]] = build_rulebook(json.loads(content))
    return _compiled[found[1]]


def _shipped(code: str | None, day: date) -> Rulebook:
    if code:
        if code not in shipped_codes():
            raise _unknown(code, day, shipped_codes())
        return shipped_release(code)[1]
    every = [shipped_release(one)[1] for one in shipped_codes()]
    started = [one for one in every if one.catalogue.release.in_force_from <= day]
    if not started:
        raise _unknown(code, day, shipped_codes())
    return max(started, key=lambda one: (one.catalogue.release.in_force_from, one.code))


def _unknown(code: str | None, day: date, known: list[str] | tuple[str, ...]) -> UnknownRelease:
    there_are = f"there are {', '.join(sorted(known))}"
    if code is None:
        return UnknownRelease(f"no release was in force on {day.isoformat()}; {there_are}")
    return UnknownRelease(f'no release "{code}"{suggestion(code, known) or f"; {there_are}"}')
