"""Publishing releases. A published release is a frozen copy in the database and never changes."""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from protocols.engine import canonical
from protocols.engine.rulebook import Rulebook
from protocols.rulebook.build import build_rulebook
from protocols.rulebook.errors import ReleaseConflict
from protocols.rulebook.loading import load_release, shipped_codes, shipped_release
from protocols.rulebook.models import Release
from protocols.rulebook.release_files import Content


@dataclass(frozen=True)
class Published:
    """A release in the database, and whether it was put there just now."""

    release: Release
    is_new: bool


def publish(*, content: Content) -> Published:
    """Keep a release for ever. Publishing the same content again changes nothing.

    Raises `ReleaseErrors` when anything in it is wrong, `ReleaseConflict` when its code is taken by other content.
    """
    return _keep(content, build_rulebook(content))


def publish_folder(*, folder: Path) -> Published:
    """Publish a release folder; errors name file, line, row and column."""
    return _keep(*load_release(folder))


def publish_shipped() -> list[Published]:
    """Publish the releases that come with the product, oldest first."""
    return [_keep(*shipped_release(code)) for code in shipped_codes()]


@transaction.atomic
def _keep(content: Content, rulebook: Rulebook) -> Published:
    about = rulebook.catalogue.release
    release, is_new = Release.objects.get_or_create(
        code=rulebook.code,
        defaults={
            "title": about.title,
            "sha256": rulebook.sha256,
            "content": canonical.dumps(content),
            "in_force_from": about.in_force_from,
        },
    )
    if release.sha256 != rulebook.sha256:
        raise ReleaseConflict(
            f"Release {release.code} is already published with other content "
            f"({release.sha256[:12]} there, {rulebook.sha256[:12]} here). A published release never changes: "
            "give the changed one a code of its own."
        )
    return Published(release, is_new)
