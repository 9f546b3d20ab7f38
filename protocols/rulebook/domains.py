"""The values that facts can have in a release, for the checks of its tables."""

from collections.abc import Mapping

from protocols.engine.cells import ANY, Equals
from protocols.engine.rulebook import Rulebook
from protocols.engine.verification import Choices, Domain, ListOf, Numbers
from protocols.engine.verification.domains import YES_OR_NO
from protocols.vocabulary.dictionary import FactDefinition, fact_definitions

WHOLE = ("patient.age", "symptoms.", "scales.", "plan.")
"""Facts, or groups of facts, that are whole numbers."""
FORM_TABLES = fact_definitions()["offer.form"].scope
"""The tables that read which form is on offer."""


def domains_of(rulebook: Rulebook) -> dict[str, Domain]:
    """The domain of every fact that a table of the release may read."""
    codes = _codes(rulebook)
    found = {name: _domain(fact, codes) for name, fact in fact_definitions().items()}
    found |= {f"plan.{group}": Numbers(0, len(some), whole=True) for group, some in rulebook.groups.items()}
    found["offer.form"] = Choices(tuple(sorted(_forms(rulebook))))
    return found


def _forms(rulebook: Rulebook) -> set[str]:
    """Every form that is dosed or named by a row; whether a named one is ever offered is another question."""
    cells = (row.when.get("offer.form", ANY) for name in FORM_TABLES for row in rulebook.tables[name].rows)
    named = {test.value for cell in cells for test in cell.tests if isinstance(test, Equals)}
    return named | {row.then["form"] for row in rulebook.tables["dosing"].rows}


def _domain(fact: FactDefinition, codes: Mapping[str, frozenset[str]]) -> Domain:
    if fact.type == "boolean":
        return YES_OR_NO
    if fact.type == "codes":
        return ListOf(codes[fact.name])
    if fact.type == "code":
        return Choices(fact.values or tuple(sorted(codes.get(fact.name, ()))))
    return Numbers(fact.minimum or 0, float(fact.maximum or 0), fact.name.startswith(WHOLE))


def _codes(rulebook: Rulebook) -> dict[str, frozenset[str]]:
    """The codes of every fact that has some; a condition counts only in its home list."""
    vocabulary = rulebook.vocabulary
    homes: dict[str, set[str]] = {}
    for condition in vocabulary.conditions.values():
        homes.setdefault(condition.home, set()).add(condition.code)
    return {
        **{home: frozenset(homes.get(home, ())) for home in ("conditions", "allergies", "alarm_features")},
        "medications": frozenset(vocabulary.medications),
        "medication_classes": frozenset(vocabulary.medication_classes),
        "substances": frozenset(vocabulary.substances) | frozenset(vocabulary.nutrients),
        "intervention": frozenset(rulebook.interventions),
        "outcome": frozenset(rulebook.catalogue.outcomes),
        "nutrient": frozenset(rulebook.nutrient_units),
    }
