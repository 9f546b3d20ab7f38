"""`manage.py publish_releases [FOLDER ...]`: check releases and keep them in the database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from protocols.rulebook.errors import ReleaseConflict, ReleaseErrors
from protocols.rulebook.services import publish_folder, publish_shipped


class Command(BaseCommand):
    help = "Publish release folders into the database; without one, the releases that come with the product."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")

    def handle(self, *, folders: list[Path], **options: Any) -> None:
        try:
            done = [publish_folder(folder=folder) for folder in folders] if folders else publish_shipped()
        except (ReleaseErrors, ReleaseConflict) as error:
            raise CommandError(str(error)) from error
        for one in done:
            state = "published" if one.is_new else "is published already"
            self.stdout.write(f"Release {one.release.code} {state} ({one.release.sha256[:12]}).")
