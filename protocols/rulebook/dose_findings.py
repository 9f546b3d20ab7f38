"""Doses against upper levels, and rules about doses or forms that nobody offers."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from protocols.engine.cells import ANY
from protocols.engine.rulebook import Rulebook
from protocols.engine.tables import Row
from protocols.engine.truth import TRUE
from protocols.engine.verification import Domain, Numbers, Space, TooManyCombinations
from protocols.engine.verification.axes import axis_of
from protocols.rulebook.domains import FORM_TABLES, domains_of
from protocols.rulebook.findings import Finding, Severity, about_row
from protocols.rulebook.table_findings import ADULTS, rows_for


def dose_findings(rulebook: Rulebook) -> Iterator[Finding]:
    """Doses over an upper level that applies to the same adults, and rows that wait for an offer nobody gets."""
    for code, intervention in rulebook.interventions.items():
        for nutrient, share in intervention.nutrients.items():
            yield from _OverLimits(rulebook, code, nutrient, share).findings()
    for name in FORM_TABLES:
        for row in rulebook.tables[name].rows:
            yield from _form_never_offered(name, row, rulebook)
            yield from _amount_never_offered(name, row, rulebook)


class _OverLimits:
    """The dosing rows of one intervention against the upper levels of one nutrient in it."""

    def __init__(self, rulebook: Rulebook, code: str, nutrient: str, share: float) -> None:
        self.code, self.nutrient, self.share = code, nutrient, share
        self.unit = rulebook.nutrient_units[nutrient]
        self.doses = rows_for(rulebook.tables["dosing"], intervention=code).rows
        self.levels = rows_for(rulebook.tables["limits"], nutrient=nutrient).rows
        self.space = self._space(domains_of(rulebook))

    def _space(self, domains: dict[str, Domain]) -> Space:
        """Intervention and nutrient are settled; what is left are facts of the patient."""
        rows = (*self.doses, *self.levels, Row("", ADULTS, {}))
        return Space([_about_the_patient(row) for row in rows], domains)

    def findings(self) -> Iterator[Finding]:
        for place, dose in enumerate(self.doses):
            for number, level in enumerate(self.levels, start=len(self.doses)):
                part = self._too_much(dose, level)
                if part:
                    yield from self._finding(part, place, number, dose, level)

    def _too_much(self, dose: Row, level: Row) -> str:
        """The part of the dose that exceeds the level, the gravest first; empty when none does."""
        block = level.then["block"]
        for part in ("start", "maximum", "override_maximum"):
            amount = dose.then[part]
            if block is not None and amount is not None and amount * self.share > block:
                return part
        return ""

    def _finding(self, part: str, place: int, number: int, dose: Row, level: Row) -> Iterator[Finding]:
        """A finding when some adult gets this very dose and has this very level."""
        regions = self.space.regions
        region, adults = regions[place], regions[-1]
        for other in (regions[number], adults):
            region = None if region is None or other is None else self.space.both(region, other)
        if region is None:
            return
        try:
            free = self.space.uncovered(region, [one for one in regions[:place] if one is not None])
        except TooManyCombinations:
            free = region
        if free is not None:
            amount = f"{dose.then[part] * self.share:g} {self.unit}"
            allowed = f"the {level.then['block']:g} {self.unit} that {level.id} allows the same patient"
            yield about_row(
                dose,
                Severity.WARNING if part == "override_maximum" else Severity.BLOCKING,
                "dose_over_limit",
                "dosing",
                f"{amount} of {self.nutrient} is more than {allowed}.",
                "Lower the dose, or put a row with a lower one before it.",
                column=f"then {part}",
                example=self.space.example(free),
            )


def _about_the_patient(row: Row) -> Row:
    when = {name: cell for name, cell in row.when.items() if name not in ("intervention", "nutrient")}
    return Row(row.id, when, row.then)


def _offering(row: Row, rulebook: Rulebook) -> Sequence[Row]:
    """The dosing rows of every intervention that the row is about."""
    cell = row.when.get("intervention", ANY)
    codes = [code for code in rulebook.interventions if cell.decide(code) is TRUE]
    return [one for code in codes for one in rows_for(rulebook.tables["dosing"], intervention=code).rows]


def _form_never_offered(table: str, row: Row, rulebook: Rulebook) -> Iterator[Finding]:
    """A form is what a dosing row calls it; a negated cell is the row for all other forms and may wait."""
    cell = row.when.get("offer.form", ANY)
    if not cell.tests or cell.negated:
        return
    forms = sorted({one.then["form"] for one in _offering(row, rulebook)})
    if any(cell.decide(form) is TRUE for form in forms):
        return
    near = sorted({match for form in cell.literals() or () for match in get_close_matches(form, forms, cutoff=0.8)})
    hint = f"; did you mean {' or '.join(near)}?" if near else "."
    yield about_row(
        row,
        Severity.WARNING if near else Severity.NOTE,
        "never_offered",
        table,
        f"No dosing row offers {cell}, so the row never fires; offered: {', '.join(forms)}{hint}",
        "Nothing to do if the row is kept for a form that may be offered later.",
        column="when offer.form",
    )


def _amount_never_offered(table: str, row: Row, rulebook: Rulebook) -> Iterator[Finding]:
    cell = row.when.get("offer.maximum", ANY)
    if not cell.tests:
        return
    amounts = [one.then["maximum"] for one in _offering(row, rulebook) if one.then["maximum"] is not None]
    if not amounts or axis_of(Numbers(0, max(amounts)), [cell]).extent(cell):
        return
    yield about_row(
        row,
        Severity.NOTE,
        "never_offered",
        table,
        f"No dosing row offers {cell}; the highest is {max(amounts):g}. The row can fire only for an amount that a "
        "practitioner chooses above what is offered.",
        "Nothing to do if that is what the row is for.",
        column="when offer.maximum",
    )
