"""Faults and gaps of random tables, found by trying every patient of a small world."""

from itertools import chain, combinations, product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.engine.facts import Members
from protocols.engine.tables import DecisionTable, HitPolicy, Row
from protocols.engine.truth import TRUE
from protocols.engine.verification import Choices, FaultKind, ListOf, Numbers, find_faults, find_gap
from tests.engine.verification.tables import row, table

DOMAINS = {
    "age": Numbers(0, 4, whole=True),
    "egfr": Numbers(0, 4),
    "sex": Choices(("female", "male", "other")),
    "drugs": ListOf(frozenset({"a", "b", "c"})),
}


def lists(codes: str) -> list[Members]:
    """Every list of the codes."""
    chosen = chain.from_iterable(combinations(codes, size) for size in range(len(codes) + 1))
    return [Members(frozenset(one)) for one in chosen]


WORLD: list[dict[str, Any]] = [
    dict(zip(("age", "egfr", "sex", "drugs"), values, strict=True))
    for values in product(range(5), [half / 2 for half in range(9)], ("female", "male", "other"), lists("abc"))
]

number = st.integers(0, 4)
number_test = st.one_of(
    st.builds(">= {}".format, number),
    st.builds("< {}".format, number),
    st.tuples(number, number).map(lambda ends: f"({min(ends)}..{max(ends)}]"),
    st.builds(str, number),
)
number_cell = st.one_of(st.just("-"), number_test, st.tuples(number_test, number_test).map(", ".join))


def code_cell(codes: str | tuple[str, ...]) -> st.SearchStrategy[str]:
    listed = st.lists(st.sampled_from(codes), min_size=1, max_size=3, unique=True).map(", ".join)
    return st.one_of(st.just("-"), listed, listed.map("not({})".format))


cells = st.fixed_dictionaries(
    {"age": number_cell, "egfr": number_cell, "sex": code_cell(("female", "male", "other")), "drugs": code_cell("abc")}
)
tables = st.lists(st.tuples(st.sampled_from(["A", "B", "C", "D"]), cells), min_size=1, max_size=6)


def build(drawn: list[tuple[str, dict[str, str]]], policy: HitPolicy) -> DecisionTable:
    return table(*(row(row_id, row_id, **when) for row_id, when in drawn), policy=policy)


def as_patient(example: dict[str, Any]) -> dict[str, Any]:
    return {name: Members(frozenset(value)) if isinstance(value, tuple) else value for name, value in example.items()}


def fires(one: Row, patient: dict[str, Any]) -> bool:
    return all(cell.decide(patient[name]) is TRUE for name, cell in one.when.items())


def firing(rows: tuple[Row, ...]) -> list[frozenset[int]]:
    """For every patient of the world, the places of the rows that fire."""
    return [frozenset(place for place, one in enumerate(rows) if fires(one, patient)) for patient in WORLD]


def places(checked: DecisionTable, kind: FaultKind) -> set[int]:
    """The places of the rows that a kind of fault is about."""
    by_identity = {id(one): place for place, one in enumerate(checked.rows)}
    return {by_identity[id(fault.rows[0])] for fault in find_faults(checked, DOMAINS) if fault.kind is kind}


@settings(max_examples=40, deadline=None)
@given(tables)
def test_masked_rows_of_a_first_table(drawn: list[tuple[str, dict[str, str]]]) -> None:
    checked = build(drawn, HitPolicy.FIRST)
    everywhere = firing(checked.rows)
    reached = {min(fired) for fired in everywhere if fired}
    able = set().union(*everywhere)
    assert places(checked, FaultKind.MASKED) == able - reached


@settings(max_examples=40, deadline=None)
@given(tables)
def test_clashes_of_a_unique_table(drawn: list[tuple[str, dict[str, str]]]) -> None:
    checked = build(drawn, HitPolicy.UNIQUE)
    rows = checked.rows
    expected = {
        (one, other)
        for fired in firing(rows)
        for one, other in combinations(sorted(fired), 2)
        if rows[one].id != rows[other].id
    }
    by_identity = {id(one): place for place, one in enumerate(rows)}
    faults = [one for one in find_faults(checked, DOMAINS) if one.kind is FaultKind.CONFLICT]
    assert {tuple(by_identity[id(one)] for one in fault.rows) for fault in faults} == expected
    for fault in faults:
        patient = {**WORLD[0], "drugs": Members(frozenset()), **as_patient(fault.example)}
        assert all(fires(one, patient) for one in fault.rows)


@settings(max_examples=40, deadline=None)
@given(tables)
def test_impossible_and_needless_cells(drawn: list[tuple[str, dict[str, str]]]) -> None:
    checked = build(drawn, HitPolicy.COLLECT)
    faults = find_faults(checked, DOMAINS)
    for one in checked.rows:
        for name, cell in one.when.items():
            accepted = {cell.decide(patient[name]) is TRUE for patient in WORLD}
            kinds = {fault.kind for fault in faults if fault.rows[0] is one and fault.column == name}
            assert (FaultKind.IMPOSSIBLE_CELL in kinds) == (accepted == {False})
            assert (FaultKind.NEEDLESS_CELL in kinds) == (accepted == {True})


@settings(max_examples=40, deadline=None)
@given(tables, cells)
def test_gaps(drawn: list[tuple[str, dict[str, str]]], within: dict[str, str]) -> None:
    checked, asked = build(drawn, HitPolicy.UNIQUE), row("", **within)
    open_patients = [
        patient for patient in WORLD if fires(asked, patient) and not any(fires(one, patient) for one in checked.rows)
    ]
    example = find_gap(checked, DOMAINS, asked.when)
    assert (example is None) == (not open_patients)
    if example is not None:
        shown = as_patient(example)
        assert any(all(patient[name] == value for name, value in shown.items()) for patient in open_patients)
        assert all(patient in open_patients for patient in WORLD if shown.items() <= patient.items())
