"""What the tables of a release leave out or leave over, held against its catalogue and vocabulary."""

from collections import Counter
from collections.abc import Iterable, Iterator

from protocols.engine.cells import Equals
from protocols.engine.rulebook import Rulebook
from protocols.engine.tables import Row
from protocols.rulebook.findings import Finding, Severity, about_row
from protocols.rulebook.table_findings import rows_for
from protocols.vocabulary.document import LIFE_STAGES

UNVERIFIED = ("GK", "PROP")
"""Sources that stand for professional knowledge and for proposals of this product; nothing can be verified in them."""


def content_findings(rulebook: Rulebook) -> Iterator[Finding]:
    """Everything that is missing, unused or said without ground."""
    yield from _citations(rulebook)
    yield from _interventions(rulebook)
    yield from _outcomes(rulebook)
    yield from _unasked(rulebook)
    yield from _classes(rulebook)
    yield from _conditions(rulebook)
    yield from _groups(rulebook)


def _citations(rulebook: Rulebook) -> Iterator[Finding]:
    for name, table in rulebook.tables.items():
        for row in table.rows:
            if not row.sources:
                message, advice = "The row cites no source.", "Cite the document it was written from."
                yield about_row(row, Severity.BLOCKING, "uncited", name, message, advice, column="sources")
            elif row.mark == "V" and set(row.sources) <= set(UNVERIFIED):
                message = f"The row is marked V, verified, but cites only {' and '.join(row.sources)}."
                advice = "Name the document it was verified in, or mark it G or P."
                yield about_row(row, Severity.WARNING, "unverifiable", name, message, advice, column="mark")


def _interventions(rulebook: Rulebook) -> Iterator[Finding]:
    """Each intervention has evidence and safety rows; one without an indication is never considered."""
    indicated = {row.then["intervention"] for row in rulebook.tables["indications"].rows}
    for code in rulebook.interventions:
        for name in ("evidence", "safety"):
            if not rows_for(rulebook.tables[name], intervention=code).rows:
                message = f"{code} has no row in {name}."
                advice = "Write at least one, or take the intervention out of interventions.toml."
                yield Finding(Severity.BLOCKING, f"no_{name}", name, message, advice)
        if code not in indicated:
            message = f"{code} has no indication, so no patient will ever be offered it."
            yield Finding(Severity.WARNING, "no_indication", "indications", message, "Write one, or take it out.")


def _outcomes(rulebook: Rulebook) -> Iterator[Finding]:
    for code in rulebook.catalogue.outcomes:
        if not rows_for(rulebook.tables["evidence"], outcome=code).rows:
            message, advice = f"The outcome {code} has no row in evidence.", "Write one, or take the outcome out."
            yield Finding(Severity.WARNING, "no_evidence", "evidence", message, advice)


def unasked_evidence(rulebook: Rulebook) -> list[Row]:
    """Rows of evidence about an outcome for which no indication considers the intervention."""
    pairs = {(row.then["intervention"], row.then["outcome"]) for row in rulebook.tables["indications"].rows}
    table = rulebook.tables["evidence"]
    asked = {id(row) for code, outcome in pairs for row in rows_for(table, intervention=code, outcome=outcome).rows}
    return [row for row in table.rows if id(row) not in asked]


def _unasked(rulebook: Rulebook) -> Iterator[Finding]:
    what = "No indication asks for these rows, so no outcome shows them"
    yield from _left_over("unasked", "evidence", (row.id for row in unasked_evidence(rulebook)), what, Severity.NOTE)


def _named(rulebook: Rulebook, fact: str) -> set[str]:
    """Every code that some cell about the fact names."""
    cells = (row.when[fact] for table in rulebook.tables.values() for row in table.rows if fact in row.when)
    return {test.value for cell in cells for test in cell.tests if isinstance(test, Equals)}


def _left_over(check: str, table: str, codes: Iterable[str], what: str, severity: Severity) -> Iterator[Finding]:
    """One finding for all codes together; nothing when there are none."""
    found = sorted(codes)
    if found:
        message = f"{what}: {', '.join(found)}."
        advice = "Nothing to do if they need no rule; otherwise write one."
        yield Finding(severity, check, table, message, advice)


def _classes(rulebook: Rulebook) -> Iterator[Finding]:
    """Drug classes without a rule, and rules about classes without a drug."""
    classes = set(rulebook.vocabulary.medication_classes)
    members = Counter(name for one in rulebook.vocabulary.medications.values() for name in one.classes)
    named = _named(rulebook, "medication_classes")
    what = "No rule reads these drug classes"
    yield from _left_over("unused_class", "medication_classes", classes - named, what, Severity.NOTE)
    for name in sorted(named - set(members)):
        message = f"Rules read the drug class {name}, but no medication belongs to it."
        advice = "Add it to the classes of its medications."
        yield Finding(Severity.WARNING, "empty_class", "medications", message, advice, row=name)


def _conditions(rulebook: Rulebook) -> Iterator[Finding]:
    read = set().union(*(_named(rulebook, fact) for fact in ("conditions", "allergies", "alarm_features")))
    known = set(rulebook.vocabulary.conditions) - set(LIFE_STAGES)
    what = "No rule reads these conditions"
    yield from _left_over("unused_condition", "conditions", known - read, what, Severity.NOTE)


def _groups(rulebook: Rulebook) -> Iterator[Finding]:
    read = {name for row in rulebook.tables["stack"].rows for name in row.when}
    unused = {group for group in rulebook.groups if f"plan.{group}" not in read}
    yield from _left_over("unused_group", "groups", unused, "No combination rule reads these groups", Severity.WARNING)
