"""`manage.py check_rulebook [RELEASE]`: everything that is wrong or odd in a release, before it is published.

RELEASE is a code, or the path of a release folder that is still being written. The exit status is 1 when a finding
blocks publishing, 2 when there is no such release.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from protocols.engine import canonical
from protocols.rulebook.errors import ReleaseErrors, UnknownRelease
from protocols.rulebook.findings import Finding, Severity
from protocols.rulebook.loading import load_release
from protocols.rulebook.queries import rulebook
from protocols.rulebook.verification import blocks, check, findings_of

PLURALS = {Severity.BLOCKING: "blocking", Severity.WARNING: "warnings", Severity.NOTE: "notes"}


class Command(BaseCommand):
    help = "Check a release: gaps, overlaps, rows nobody reaches, doses over limits, cases that fail, and more."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("release", nargs="?", metavar="RELEASE", help="code or folder; default: the one in force")
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *, release: str | None, format: str, **options: Any) -> None:
        name, findings = _check(release)
        if format == "json":
            document = {"release": name, "findings": [one.as_document() for one in findings]}
            self.stdout.write(canonical.dumps(document))
        else:
            for finding in findings:
                self.stdout.write(f"{finding}\n")
            self.stdout.write(f"Release {name}: {_summary(findings)}.")
        if blocks(findings):
            sys.exit(1)


def _check(release: str | None) -> tuple[str, Sequence[Finding]]:
    """The code of the release and its findings."""
    try:
        if release and Path(release).is_dir():
            _, found = load_release(Path(release).resolve())
        else:
            found = rulebook(code=release)
    except UnknownRelease as error:
        raise CommandError(f"{error}, and no such folder", returncode=2) from error
    except ReleaseErrors as errors:
        return errors.release, findings_of(errors)
    return found.code, check(found)


def _summary(findings: Sequence[Finding]) -> str:
    counts = Counter(one.severity for one in findings)
    words = [
        f"{number} {severity.value if number == 1 else plural}"
        for severity, plural in PLURALS.items()
        if (number := counts[severity])
    ]
    return ", ".join(words) or "nothing found"
