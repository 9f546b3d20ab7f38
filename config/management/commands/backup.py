"""`manage.py backup`: a copy of the embedded installation's data that can be carried away."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.backup import CannotBackUp, back_up


class Command(BaseCommand):
    help = "Copy the SQLite database and the handouts into a new folder. Axis may go on running."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, help="a new folder (var/backups/<time>)")

    def handle(self, *, folder: Path | None, **options: object) -> None:
        try:
            self.stdout.write(f"Copied to {back_up(folder)}")
        except CannotBackUp as problem:
            raise CommandError(str(problem)) from problem
