"""What the worked cases say about a release: which of them fail, and which rules none of them fires."""

from collections.abc import Iterator, Sequence

from protocols.engine.rulebook import Rulebook
from protocols.rulebook.case_runs import CaseRun, run_case
from protocols.rulebook.content_findings import unasked_evidence
from protocols.rulebook.findings import Finding, Severity

CASES = "cases"


def case_findings(rulebook: Rulebook) -> Iterator[Finding]:
    """Failing cases, cases about rows that do not exist, and rules without a case."""
    runs = [run_case(case, rulebook) for case in rulebook.catalogue.cases]
    yield from _unknown_rows(runs, {row.id for table in rulebook.tables.values() for row in table.rows})
    for run in runs:
        for complaint in run.complaints:
            yield _finding(Severity.BLOCKING, "failing_case", run, f"{complaint}.", f"The case says: {run.case.why}")
    yield from _untried(runs, rulebook)


def _finding(severity: Severity, check: str, run: CaseRun, message: str, advice: str) -> Finding:
    return Finding(severity, check, CASES, message, advice, row=run.case.name, place=run.case.place)


def _unknown_rows(runs: Sequence[CaseRun], known: set[str]) -> Iterator[Finding]:
    for run in runs:
        for row in sorted(run.case.expect.rows - known):
            advice = "Correct the row, or remove the expectation."
            yield _finding(Severity.BLOCKING, "unknown_row", run, f"expects {row}, which no table has.", advice)


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
