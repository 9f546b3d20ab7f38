"""`manage.py compare_rulebooks A B`: what differs between two releases, and whose outcome does.

A and B are codes, or paths of release folders that are still being written. The command stands in this room because
`--history` reads the evaluations that are kept here; it names them by their public id and never a patient.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from protocols.engine import canonical
from protocols.engine.rulebook import Rulebook
from protocols.recommendations.queries import newest_evaluations
from protocols.rulebook.comparison import compare
from protocols.rulebook.errors import ReleaseErrors, UnknownRelease
from protocols.rulebook.loading import load_release
from protocols.rulebook.outcome_changes import Subject
from protocols.rulebook.queries import rulebook


class Command(BaseCommand):
    help = "Compare two releases: rules and entries that differ, cases and intakes that come out differently."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("before", metavar="A", help="code or folder of a release")
        parser.add_argument("after", metavar="B", help="code or folder of another")
        parser.add_argument("--history", action="store_true", help="decide every stored intake with both as well")
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *, before: str, after: str, history: bool, format: str, **options: Any) -> None:
        comparison = compare(_release(before), _release(after), _stored_intakes() if history else ())
        if format == "json":
            self.stdout.write(canonical.dumps(comparison.as_document()))
            return
        for line in comparison.lines():
            self.stdout.write(line)


def _release(name: str) -> Rulebook:
    try:
        return load_release(Path(name).resolve())[1] if Path(name).is_dir() else rulebook(code=name)
    except UnknownRelease as error:
        raise CommandError(f"{error}, and no such folder", returncode=2) from error
    except ReleaseErrors as error:
        raise CommandError(f"Release {error.release} does not load:\n{error}") from error


def _stored_intakes() -> Iterator[Subject]:
    """The newest evaluation of every intake, by its public id."""
    for evaluation in newest_evaluations().iterator():
        jurisdiction = evaluation.intake.patient.practice.jurisdiction
        yield Subject(f"evaluation {evaluation.public_id}", evaluation.document, jurisdiction)
