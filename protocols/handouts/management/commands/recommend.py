"""`manage.py recommend INTAKE.json`: the decision on the command line. It stores nothing and needs no database.

The command stands in this room because `--pdf` prints a draft handout.
"""

import os
import sys
from argparse import ArgumentTypeError
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import get_terminal_size
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from protocols.engine import canonical
from protocols.engine.outcome import Document
from protocols.engine.rulebook import Rulebook
from protocols.handouts.phrases import languages
from protocols.recommendations.decide import decide, parse_day
from protocols.recommendations.intake_json import MAX_BYTES, DocumentTooLarge, parse_intake
from protocols.recommendations.outcome_text import UNPRINTABLE, WIDTH, outcome_text
from protocols.rulebook.errors import ReleaseErrors, UnknownRelease
from protocols.rulebook.queries import rulebook
from protocols.vocabulary.checks import suggestion
from protocols.vocabulary.document import IntakeErrors

INVALID = 2
"""Exit status when an intake or an option is not valid."""


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error


def _language(text: str) -> str:
    if text not in languages():
        raise ArgumentTypeError(
            f'no texts in "{text}"{suggestion(text, languages())}; there are {", ".join(languages())}'
        )
    return text


class Command(BaseCommand):
    help = "Print graded, safety-checked options for an intake document."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("intake", metavar="INTAKE", help='intake document, or "-" for standard input')
        parser.add_argument("--release", metavar="CODE", help="default: the release in force on the day")
        parser.add_argument("--as-of", type=_day, metavar="DATE", help="the day to decide for, such as 2026-11-23")
        parser.add_argument("--format", choices=("json", "text"), help="default: text on a terminal, else json")
        parser.add_argument("--pdf", type=Path, metavar="OUT", help="also print a draft handout into this file")
        parser.add_argument(
            "--lang", type=_language, default="en", metavar="CODE", help="language of the draft handout"
        )
        parser.add_argument("--lines", action="store_true", help="INTAKE is JSON Lines: one intake, one outcome a line")

    def handle(self, **options: Any) -> None:
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8")
        day = options["as_of"] or timezone.localdate()
        if options["lines"] and (options["pdf"] or options["format"] == "text"):
            self._stop("--lines prints JSON only: leave out --pdf and --format text")
        release = self._rulebook(options["release"], day)
        try:
            with self._open(options["intake"]) as source:
                if options["lines"]:
                    self._many(source, release, day)
                else:
                    self._one(source, release, day, options)
        except BrokenPipeError:
            # The reader has seen enough; Python must not complain about it while it ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _rulebook(self, code: str | None, day: date) -> Rulebook:
        try:
            return rulebook(code=code, as_of=day)
        except UnknownRelease as error:
            return self._stop(str(error))
        except ReleaseErrors as error:
            raise CommandError(f"Release {error.release} is damaged:\n{error}") from error
        except DatabaseError as error:
            raise CommandError(f"The database cannot be read: {error}") from error

    def _open(self, name: str) -> BinaryIO:
        if name == "-":
            return sys.stdin.buffer
        try:
            return open(name, "rb")
        except OSError as error:
            return self._stop(f"{name}: {error.strerror}")

    def _one(self, source: BinaryIO, release: Rulebook, day: date, options: dict[str, Any]) -> None:
        try:
            document = parse_intake(source.read(MAX_BYTES + 1))
            outcome = decide(document, release, day)
        except (DocumentTooLarge, IntakeErrors) as error:
            self._stop(*_messages(error))
        except OSError as error:
            self._stop(f"{options['intake']}: {error.strerror}")
        if options["pdf"]:
            self._write_pdf(options["pdf"], outcome, document, release, options["lang"])
        if (options["format"] or ("text" if self.stdout.isatty() else "json")) == "json":
            self.stdout.write(canonical.dumps(outcome))
        else:
            width = max(40, min(WIDTH, get_terminal_size((WIDTH, 24)).columns))
            self.stdout.write(outcome_text(outcome, release, width=width), ending="")

    def _many(self, source: BinaryIO, release: Rulebook, day: date) -> None:
        """One outcome a line; a bad line is reported by its number and the next one is read."""
        bad = 0
        for number, line in _numbered_lines(source):
            try:
                outcome = decide(parse_intake(line), release, day)
            except (DocumentTooLarge, IntakeErrors) as error:
                bad += 1
                self._complain(*(f"line {number}: {message}" for message in _messages(error)))
                continue
            self.stdout.write(canonical.dumps(outcome))
        if bad:
            sys.exit(INVALID)

    def _write_pdf(self, path: Path, outcome: Document, intake: Document, release: Rulebook, language: str) -> None:
        from protocols.handouts.services import render_outcome_pdf  # slow to import, and most calls print no PDF

        if not path.absolute().parent.is_dir():
            self._stop(f"{path}: there is no folder {path.parent}")
        try:
            path.write_bytes(render_outcome_pdf(outcome, intake, rulebook=release, language=language))
        except OSError as error:
            self._stop(f"{path}: {error.strerror or error}")

    def _complain(self, *messages: str) -> None:
        for message in messages:
            self.stderr.write(UNPRINTABLE.sub("?", message).replace("\n", " "))

    def _stop(self, *messages: str) -> Any:
        """Say what is wrong, one thing a line, and end."""
        self._complain(*messages)
        sys.exit(INVALID)


def _messages(error: DocumentTooLarge | IntakeErrors) -> list[str]:
    return [str(one) for one in error.errors] if isinstance(error, IntakeErrors) else [str(error)]


def _numbered_lines(source: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """(number from 1, line) of every line with something in it; of a line that is too long, only its beginning."""
    number = 0
    while line := source.readline(MAX_BYTES + 1):
        number += 1
        rest = line
        while len(rest) > MAX_BYTES and not rest.endswith(b"\n"):
            rest = source.readline(MAX_BYTES + 1)
        if line.strip() or len(line) > MAX_BYTES:
            yield number, line.rstrip(b"\r\n")
