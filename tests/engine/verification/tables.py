"""Small tables to find faults in."""

from protocols.engine.cells import parse_cell
from protocols.engine.tables import DecisionTable, HitPolicy, Output, Row
from protocols.engine.verification import Choices, ListOf, Numbers

DOMAINS = {
    "age": Numbers(0, 9, whole=True),
    "egfr": Numbers(0, 9),
    "sex": Choices(("female", "male", "other")),
    "pregnant": Choices((False, True)),
    "drugs": ListOf(frozenset({"a", "b", "c"})),
    "conditions": ListOf(frozenset({"a", "b"})),
}


def row(row_id: str, then: object = None, **when: str) -> Row:
    """A row with cells as release files write them."""
    cells = {name: parse_cell(text, bare_words=True) for name, text in when.items()}
    return Row(row_id, {name: cell for name, cell in cells.items() if cell.tests}, {"out": then})


def table(*rows: Row, policy: HitPolicy = HitPolicy.COLLECT, values: tuple[object, ...] = ()) -> DecisionTable:
    """A table with one output."""
    return DecisionTable("t", rows, outputs=(Output("out", values),), hit_policy=policy)
