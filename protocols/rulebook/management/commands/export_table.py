"""`manage.py export_table RELEASE TABLE --format dmn|xlsx|csv > FILE`: a rule table for other tools."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from protocols.rulebook.errors import ReleaseErrors, UnknownRelease
from protocols.rulebook.exports import FORMATS, UnknownTable, read_export


class Command(BaseCommand):
    help = "Write a rule table of a release to standard output, as DMN 1.5, as a workbook or as CSV."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("release", metavar="RELEASE", help="for example 2026.1")
        parser.add_argument("table", metavar="TABLE", help="for example safety")
        parser.add_argument("--format", required=True, choices=sorted(FORMATS))

    def handle(self, *, release: str, table: str, format: str, **options: Any) -> None:
        if format == "xlsx" and sys.stdout.isatty():
            raise CommandError("A workbook is no text; send it to a file with > FILE.", returncode=2)
        try:
            data = FORMATS[format](read_export(release=release, table=table))
        except (UnknownRelease, UnknownTable, ReleaseErrors) as error:
            raise CommandError(str(error), returncode=2) from error
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
