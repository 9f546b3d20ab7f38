"""What the worked cases say about a release: which of them fail, and which rules none of them fires."""

from collections.abc import Iterator, Sequence

from protocols.engine.rulebook import Rulebook
from protocols.rulebook.case_runs import CaseRun, run_case
from protocols.rulebook.cases import Case
from protocols.rulebook.content_findings import unasked_evidence
from protocols.rulebook.findings import Finding, Severity
from protocols.vocabulary.checks import IntakeErrors

CASES = "cases"


def case_findings(rulebook: Rulebook) -> Iterator[Finding]:
    """Cases that fail or cannot be run, cases about rows that do not exist, and rules without a case."""
    known = {row.id for table in rulebook.tables.values() for row in table.rows}
    runs = []
    for case in rulebook.catalogue.cases:
        for row in sorted(case.expect.rows - known):
            advice = "Correct the row, or remove the expectation."
            yield _finding(case, "unknown_row", f"expects {row}, which no table has.", advice)
        try:
            runs.append(run_case(case, rulebook))
        except IntakeErrors as errors:
            yield _finding(case, "invalid_intake", f"The intake is not valid: {errors}.", "Correct the intake.")
            continue
        for complaint in runs[-1].complaints:
            yield _finding(case, "failing_case", f"{complaint}.", f"The case says: {case.why}")
    yield from _untried(runs, rulebook)


def _finding(case: Case, check: str, message: str, advice: str) -> Finding:
    return Finding(Severity.BLOCKING, check, CASES, message, advice, row=case.name, place=case.place)


def _untried(runs: Sequence[CaseRun], rulebook: Rulebook) -> Iterator[Finding]:
    """One note for each table; without any case there is only one."""
    if not runs:
        advice = "Write cases in the folder cases of the release."
        yield Finding(Severity.WARNING, "no_cases", CASES, "The release has no worked cases.", advice)
        return
    fired = {row for run in runs for row in run.outcome["trace"]["fired"]}
    unasked = {row.id for row in unasked_evidence(rulebook)}
    for name, table in rulebook.tables.items():
        ids = list(dict.fromkeys(row.id for row in table.rows if row.id not in unasked))
        untried = [one for one in ids if one not in fired]
        if untried:
            message = f"No case fires {len(untried)} of {len(ids)} rules: {', '.join(untried)}."
            advice = "Write a case for those that would hurt somebody if they were wrong."
            yield Finding(Severity.NOTE, "untried_rules", name, message, advice)
