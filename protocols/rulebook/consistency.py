"""Checks across the tables of a release: what the decision relies on and no single cell can promise."""

from collections.abc import Iterator, Mapping
from typing import Any

from protocols.engine.rulebook import Rulebook
from protocols.engine.tables import Row
from protocols.engine.truth import FALSE
from protocols.rulebook.errors import Place, Problems

DOSE = ("start", "usual_low", "usual_high", "maximum")


def check_consistency(rulebook: Rulebook, problems: Problems) -> None:
    """Report every promise that the tables break together."""
    for name, check in CHECKS.items():
        for row, message in check(rulebook):
            place = Place(row.place, 0, row.id) if row else Place(f"{name}.csv")
            problems.add(place, message)


def _dosing_rows(rulebook: Rulebook) -> Iterator[tuple[Row | None, str]]:
    """Every intervention has a dose for everybody, and nothing stands behind it that can never be reached."""
    for code, table in rulebook.dosing.items():
        general = next((number for number, row in enumerate(table.rows) if not row.when), None)
        if general is None:
            yield None, f"{code} has no row without conditions; its last row must apply to everybody"
            continue
        for row in table.rows[general + 1 :]:
            yield row, f"is never reached for {code}: {table.rows[general].id} before it applies to everybody"
    for row in rulebook.tables["dosing"].rows:
        yield from ((row, message) for message in _dose(row.then))


def _dose(then: Mapping[str, Any]) -> Iterator[str]:
    """Either a whole dose in rising order, or none."""
    given = [name for name in DOSE if then[name] is not None]
    if given and len(given) < len(DOSE):
        yield f"gives {', '.join(given)} only; a dose needs {', '.join(DOSE)}"
    elif given:
        start, low, high, maximum = (then[name] for name in DOSE)
        highest = then["override_maximum"]
        if not (0 < start <= maximum and low <= high <= maximum) or (highest is not None and highest < maximum):
            yield "the dose does not rise from start and usual to maximum and override_maximum"
        if not then["unit"]:
            yield "a dose needs a unit"


def _indicated_pairs(rulebook: Rulebook) -> Iterator[tuple[Row | None, str]]:
    """What is indicated has evidence, and a sentence that tells the patient why."""
    for row in rulebook.tables["indications"].rows:
        code, outcome = row.then["intervention"], row.then["outcome"]
        if not rulebook.evidence[code][outcome].rows:
            yield row, f"{code} for {outcome} has no row in evidence"
        for language, text in rulebook.catalogue.interventions[code].patient.items():
            if not text.why_for(outcome):
                yield row, f"interventions.toml has no {code}.patient.{language}.why.{outcome}"


def _evidence(rulebook: Rulebook) -> Iterator[tuple[Row | None, str]]:
    """A certainty rests on references; only the absence of evidence does without."""
    for row in rulebook.tables["evidence"].rows:
        if row.then["certainty"] != "no_evidence" and not row.then["references"]:
            yield row, f"certainty {row.then['certainty']} needs references"


def _limits(rulebook: Rulebook) -> Iterator[tuple[Row | None, str]]:
    """Limits are in the nutrient's own unit, the warning not above the block."""
    for row in rulebook.tables["limits"].rows:
        for code, unit in rulebook.nutrient_units.items():
            cell = row.when.get("nutrient")
            if (cell is None or cell.decide(code) is not FALSE) and row.then["unit"] != unit:
                yield row, f"is in {row.then['unit']}, but amounts of {code} are kept in {unit}"
        warn, block = row.then["warn"], row.then["block"]
        if warn is not None and block is not None and warn > block:
            yield row, "warns above the amount at which it blocks"


def _safety(rulebook: Rulebook) -> Iterator[tuple[Row | None, str]]:
    """Keeping things apart needs hours."""
    for row in rulebook.tables["safety"].rows:
        if row.then["action"] == "separate" and row.then["hours_before"] is None and row.then["hours_after"] is None:
            yield row, "action separate needs hours_before or hours_after"


CHECKS = {
    "dosing": _dosing_rows,
    "indications": _indicated_pairs,
    "evidence": _evidence,
    "limits": _limits,
    "safety": _safety,
}
