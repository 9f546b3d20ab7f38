"""The check of a release before it is published: everything that can be found without a patient, in one call."""

from collections.abc import Sequence

from protocols.engine.rulebook import Rulebook
from protocols.rulebook.build import build_rulebook
from protocols.rulebook.case_findings import case_findings
from protocols.rulebook.content_findings import content_findings
from protocols.rulebook.dose_findings import dose_findings
from protocols.rulebook.errors import ReleaseError, ReleaseErrors
from protocols.rulebook.findings import Finding, Severity
from protocols.rulebook.release_files import Content
from protocols.rulebook.table_findings import table_findings

CHECKS = (table_findings, dose_findings, content_findings, case_findings)


def check(rulebook: Rulebook) -> list[Finding]:
    """Every finding about a release that loads, the gravest first."""
    return sorted((finding for one in CHECKS for finding in one(rulebook)), key=lambda finding: finding.order)


def check_content(content: Content) -> list[Finding]:
    """The same for the content of a release; of one that does not load, what keeps it from loading."""
    try:
        return check(build_rulebook(content))
    except ReleaseErrors as errors:
        return findings_of(errors)


def findings_of(errors: ReleaseErrors) -> list[Finding]:
    """The errors of a release that does not load, as findings."""
    return [_finding(error) for error in errors.errors]


def blocks(findings: Sequence[Finding]) -> bool:
    """Whether the release must not be published."""
    return any(one.severity is Severity.BLOCKING for one in findings)


def _finding(error: ReleaseError) -> Finding:
    place = error.place
    return Finding(
        severity=Severity.BLOCKING,
        check="does_not_load",
        table=place.file.split("/")[0].rsplit(".", 1)[0],
        message=error.message if error.message.endswith("?") else f"{error.message}.",
        advice="Correct it; nothing else can be checked before.",
        row=place.row,
        column=place.column,
        place=f"{place.file}, line {place.line}" if place.line else place.file,
    )
