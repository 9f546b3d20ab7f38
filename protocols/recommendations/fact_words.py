"""Facts, their values and the conditions of rows in words."""

from typing import Any

from protocols.engine.cells import Cell, Compares, Equals, Within
from protocols.engine.facts import Facts, Members
from protocols.engine.tables import Row
from protocols.recommendations.words import cause_words, listed
from protocols.vocabulary.dictionary import fact_definitions
from protocols.vocabulary.vocabulary import Vocabulary

COMPARED = {">=": "{} or more", ">": "more than {}", "<=": "at most {}", "<": "less than {}"}


def label_words(name: str) -> str:
    """The label of a fact: patient.egfr -> eGFR."""
    return fact_definitions()[name].label if name in fact_definitions() else name


def value_words(value: Any, unit: str = "") -> str:
    """A plain value: 41 years, yes, folic acid."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = value.replace("_", " ") if isinstance(value, str) else f"{value:g}"
    return f"{text} {unit}".strip()


def cell_words(cell: Cell) -> str:
    """What a cell asks for: 4 to 6, less than 30, none of ssri and snri."""
    words = listed([_test_words(test) for test in cell.tests])
    return f"none of {words}" if cell.negated else words


def _test_words(test: Any) -> str:
    if isinstance(test, Compares):
        return COMPARED[test.operator].format(value_words(test.value))
    if isinstance(test, Within):
        low = value_words(test.low) if test.low_included else f"more than {value_words(test.low)}"
        return (
            f"{low} to {value_words(test.high)}" if test.high_included else f"{low} to below {value_words(test.high)}"
        )
    return value_words(test.value) if isinstance(test, Equals) else str(test)


def read_words(name: str, row: Row, facts: Facts, vocabulary: Vocabulary) -> str:
    """What a row found when it read a fact: 41 years, levothyroxine, not known."""
    named = _members(name, row, facts, vocabulary)
    if named:
        return ", ".join(named)
    if facts.missing(name):
        return "not known"
    value = facts.values[name]
    return "none of these" if isinstance(value, Members) else value_words(value, fact_definitions()[name].unit)


def _members(name: str, row: Row, facts: Facts, vocabulary: Vocabulary) -> list[str]:
    """The drugs, conditions or products behind the members of a list that the row names."""
    value = facts.values.get(name)
    if not isinstance(value, Members):
        return []
    causes = {cause for one in row.when[name].matching(value) for cause in facts.causes_of(name, one)}
    return [cause_words(dict([cause]), vocabulary) for cause in sorted(causes)]
