"""Faults of single tables, in words: gaps, overlaps, rows nobody reaches, cells that never match."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from protocols.engine.cells import Cell, Compares, Equals
from protocols.engine.rulebook import Rulebook
from protocols.engine.tables import DecisionTable
from protocols.engine.truth import FALSE
from protocols.engine.verification import Domain, Fault, FaultKind, TooManyCombinations, find_faults, find_gap
from protocols.rulebook.domains import domains_of
from protocols.rulebook.findings import Finding, Severity, about_row

ADULTS = {"patient.age": Cell((Compares(">=", 18),))}
"""Minors are never offered anything, so a table need not answer for them."""
LISTED = ("intervention", "outcome", "nutrient", "offer.form")
"""Facts whose values the release itself lists: naming all of them is no mistake, as the list may grow."""
SEVERITIES = {
    FaultKind.IDLE_PART: Severity.WARNING,
    FaultKind.NEEDLESS_CELL: Severity.WARNING,
    FaultKind.REDUNDANT: Severity.WARNING,
    FaultKind.DUPLICATE: Severity.WARNING,
}
"""Every other kind blocks."""
MESSAGES = {
    FaultKind.IMPOSSIBLE_CELL: "{part} can never match, so the row never fires.",
    FaultKind.IDLE_PART: "{part} adds nothing to the rest of the cell.",
    FaultKind.NEEDLESS_CELL: "{part} matches every value.",
    FaultKind.OVERLAP: "{first} and {others} can fire for the same patient, but only one row of this table may.",
    FaultKind.CONFLICT: "{first} and {others} can fire for the same patient and say different things.",
    FaultKind.MASKED: "{first} is never used: whenever it applies, {others} {goes} first.",
    FaultKind.REDUNDANT: "Whenever this row of {first} applies, another row of {first} applies as well.",
    FaultKind.DUPLICATE: "{first} has the same conditions and says the same as {others}.",
    FaultKind.UNFINISHED: "The rows combine in too many ways to check whether each of them is ever used.",
}
ADVICE = {
    FaultKind.IMPOSSIBLE_CELL: "Correct the cell, or remove the row.",
    FaultKind.IDLE_PART: "Remove this part, or correct it.",
    FaultKind.NEEDLESS_CELL: "Leave the cell empty, or correct it.",
    FaultKind.OVERLAP: "Narrow one of the rows until they exclude each other.",
    FaultKind.CONFLICT: "Narrow one of the rows until they exclude each other.",
    FaultKind.MASKED: "Move the row up, narrow the rows before it, or remove it.",
    FaultKind.REDUNDANT: "Remove the narrower row, or correct its conditions.",
    FaultKind.DUPLICATE: "Keep one of the two.",
    FaultKind.UNFINISHED: "Look through rows that overlap; fewer of them can be checked to the end.",
}


def table_findings(rulebook: Rulebook) -> Iterator[Finding]:
    """The faults of every table, and the gaps where a table must have an answer."""
    domains = domains_of(rulebook)
    for name, table in rulebook.tables.items():
        for fault in find_faults(table, domains):
            if fault.kind is not FaultKind.NEEDLESS_CELL or fault.column not in LISTED:
                yield _finding(fault, name)
    yield from _evidence_gaps(rulebook, domains)
    yield from _limit_gaps(rulebook, domains)
    yield from _dosing_gaps(rulebook, domains)


def _finding(fault: Fault, table: str) -> Finding:
    if not fault.rows:
        return Finding(Severity.WARNING, "unfinished", table, MESSAGES[fault.kind], ADVICE[fault.kind])
    first, *others = dict.fromkeys(row.id for row in fault.rows)
    words = {"first": first, "others": _listed(others), "part": fault.part, "goes": "go" if others[1:] else "goes"}
    return about_row(
        fault.rows[0],
        SEVERITIES.get(fault.kind, Severity.BLOCKING),
        fault.kind.name.lower(),
        table,
        MESSAGES[fault.kind].format(**words),
        ADVICE[fault.kind],
        column=f"when {fault.column}" if fault.column else "",
        example=fault.example,
    )


def _listed(ids: list[str], most: int = 4) -> str:
    if len(ids) > most:
        return f"{', '.join(ids[:most])} and {len(ids) - most} more"
    return " and ".join(filter(None, (", ".join(ids[:-1]), ids[-1] if ids else "")))


def rows_for(table: DecisionTable, **codes: str) -> DecisionTable:
    """The table with only the rows that can apply to the given intervention, outcome or nutrient."""
    rows = (row for row in table.rows if all(_applies(row.when.get(fact), code) for fact, code in codes.items()))
    return replace(table, rows=tuple(rows))


def _applies(cell: Cell | None, code: str) -> bool:
    return cell is None or cell.decide(code) is not FALSE


def _one_of(*values: str) -> Cell:
    return Cell(tuple(Equals(value) for value in values))


def _evidence_gaps(rulebook: Rulebook, domains: Mapping[str, Domain]) -> Iterator[Finding]:
    """What is indicated has an entry for every adult and every form that a dosing row offers."""
    pairs = {(row.then["intervention"], row.then["outcome"]) for row in rulebook.tables["indications"].rows}
    for code, outcome in sorted(pairs):
        forms = {row.then["form"] for row in rows_for(rulebook.tables["dosing"], intervention=code).rows}
        within = {"intervention": _one_of(code), "outcome": _one_of(outcome), "offer.form": _one_of(*sorted(forms))}
        yield from _gap(
            rows_for(rulebook.tables["evidence"], intervention=code, outcome=outcome),
            domains,
            {**within, **ADULTS},
            f"{code} for {outcome} has no entry for some patients.",
            "Add a row for them; no_evidence is an entry as well.",
        )


def _limit_gaps(rulebook: Rulebook, domains: Mapping[str, Domain]) -> Iterator[Finding]:
    """A nutrient that has an upper level at all has one for every adult in every jurisdiction."""
    for nutrient in rulebook.nutrient_units:
        table = rows_for(rulebook.tables["limits"], nutrient=nutrient)
        if table.rows:
            message = f"{nutrient} has no upper level for some adults."
            within = {"nutrient": _one_of(nutrient), **ADULTS}
            yield from _gap(table, domains, within, message, "Add a row for them; its levels may be empty.")


def _dosing_gaps(rulebook: Rulebook, domains: Mapping[str, Domain]) -> Iterator[Finding]:
    """Every intervention has a dose for everybody, whatever is known of them."""
    for code in rulebook.interventions:
        table = rows_for(rulebook.tables["dosing"], intervention=code)
        advice = "Let the last row of the intervention have no other conditions."
        yield from _gap(table, domains, {"intervention": _one_of(code)}, f"{code} has no dose for some.", advice)


def _gap(
    table: DecisionTable, domains: Mapping[str, Domain], within: Mapping[str, Cell], message: str, advice: str
) -> Iterator[Finding]:
    try:
        example = find_gap(table, domains, within)
    except TooManyCombinations:
        message = f"{message[:-1]}, perhaps: the rows combine in too many ways to be sure."
        yield Finding(Severity.WARNING, "unfinished", table.name, message, advice)
        return
    if example is not None:
        yield Finding(Severity.BLOCKING, "gap", table.name, message, advice, example=example)
