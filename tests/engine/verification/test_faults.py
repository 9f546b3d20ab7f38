"""Each fault is found with an example that shows it, and a sound table beside it gives none."""

import time

import pytest

from protocols.engine.tables import DecisionTable, HitPolicy
from protocols.engine.verification import FaultKind, find_faults, find_gap
from tests.engine.verification.tables import DOMAINS, row, table

UNIQUE, ANY, FIRST, PRIORITY = HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST, HitPolicy.PRIORITY


def found(checked: DecisionTable) -> list[tuple[str, list[str], dict[str, object]]]:
    """(kind, ids of rows, example) of every fault."""
    return [(one.kind.name, [row.id for row in one.rows], one.example) for one in find_faults(checked, DOMAINS)]


def test_a_sound_table_has_no_faults() -> None:
    assert found(table(row("R1", age="< 4"), row("R2", age=">= 4", drugs="a, b"), policy=FIRST)) == []


@pytest.mark.parametrize(
    ("cell", "kind", "part"),
    [
        ({"age": "> 9"}, "IMPOSSIBLE_CELL", "> 9"),
        ({"age": "(3..4)"}, "IMPOSSIBLE_CELL", "(3..4)"),
        ({"age": "2.5"}, "IMPOSSIBLE_CELL", "2.5"),
        ({"sex": "not(female, male, other)"}, "IMPOSSIBLE_CELL", 'not("female", "male", "other")'),
        ({"drugs": "unheard_of"}, "IMPOSSIBLE_CELL", '"unheard_of"'),
        ({"age": ">= 0"}, "NEEDLESS_CELL", ">= 0"),
        ({"pregnant": "true, false"}, "NEEDLESS_CELL", "true, false"),
        ({"age": "< 4, < 2"}, "IDLE_PART", "< 2"),
        ({"drugs": "a, unheard_of"}, "IDLE_PART", '"unheard_of"'),
        ({"egfr": "(3..4)"}, None, ""),
        ({"drugs": "not(a, b, c)"}, None, ""),
        ({"drugs": "a, b, c"}, None, ""),
        ({"age": "< 2, > 4"}, None, ""),
    ],
)
def test_cells(cell: dict[str, str], kind: str | None, part: str) -> None:
    faults = find_faults(table(row("R1", **cell)), DOMAINS)
    assert [(one.kind.name, one.part) for one in faults] == ([(kind, part)] if kind else [])


def test_rows_of_a_unique_table_must_exclude_each_other() -> None:
    rows = row("R1", "x", age="< 5"), row("R2", "y", age=">= 4", drugs="a")
    assert found(table(*rows, policy=UNIQUE)) == [("CONFLICT", ["R1", "R2"], {"age": 4, "drugs": ("a",)})]
    assert found(table(*rows)) == []  # Collect tables may overlap


def test_alternatives_of_one_rule_may_overlap() -> None:
    assert found(table(row("R1", "x", age="< 5"), row("R1", "x", drugs="a"), policy=UNIQUE)) == []


def test_lists_exclude_each_other_only_by_not() -> None:
    assert found(table(row("R1", "x", drugs="a"), row("R2", "y", drugs="b"), policy=UNIQUE)) == [
        ("CONFLICT", ["R1", "R2"], {"drugs": ("a", "b")})
    ]
    assert found(table(row("R1", "x", drugs="a"), row("R2", "y", drugs="not(a, b)"), policy=UNIQUE)) == []


def test_an_any_table_may_overlap_while_it_says_the_same() -> None:
    rows = row("R1", "x", age="< 5"), row("R2", "x", age=">= 4"), row("R3", "y", age="9")
    assert found(table(*rows, policy=ANY)) == [("CONFLICT", ["R2", "R3"], {"age": 9})]
    assert found(table(*rows[:2], policy=UNIQUE)) == [("OVERLAP", ["R1", "R2"], {"age": 4})]


def test_a_row_of_a_first_table_is_masked_by_several_together() -> None:
    rows = row("R1", age="< 5"), row("R2", age=">= 7"), row("R3", age="[5..6]"), row("R4", drugs="a")
    assert found(table(*rows, policy=FIRST)) == [("MASKED", ["R4", "R1", "R2", "R3"], {"drugs": ("a",)})]
    assert found(table(*rows[:2], rows[3], policy=FIRST)) == []


def test_a_row_of_a_priority_table_is_masked_by_graver_ones() -> None:
    rows = row("R1", "minor", drugs="a, b"), row("R2", "major", drugs="b"), row("R3", "minor", drugs="b", age="< 3")
    faults = found(table(*rows, policy=PRIORITY, values=("major", "minor")))
    assert faults == [("MASKED", ["R3", "R2"], {"age": 1, "drugs": ("b",)})]


def test_an_alternative_within_another_is_redundant() -> None:
    rows = row("R1", age="< 5", drugs="a"), row("R1", age="< 5"), row("R2", age="< 2")
    assert found(table(*rows)) == [("REDUNDANT", ["R1", "R1"], {"age": 1, "drugs": ("a",)})]
    twice = find_faults(table(row("R1", age="< 5"), row("R1", age="< 5")), DOMAINS)
    assert [one.kind for one in twice] == [FaultKind.REDUNDANT]


def test_two_rules_that_say_the_same() -> None:
    assert found(table(row("R1", "x", drugs="a"), row("R2", "x", drugs="a"))) == [("DUPLICATE", ["R2", "R1"], {})]
    assert found(table(row("R1", "x", drugs="a"), row("R2", "y", drugs="a"))) == []


def test_gaps_are_shown_by_a_patient() -> None:
    complete = [row("R1", age="< 5"), row("R2", age=">= 5", drugs="a"), row("R3", age=">= 5", drugs="not(a)")]
    assert find_gap(table(*complete), DOMAINS, {}) is None
    assert find_gap(table(*complete[:2]), DOMAINS, {}) == {"age": 5, "drugs": ()}
    assert find_gap(table(*complete[1:]), DOMAINS, row("", age="< 3").when) == {"age": 1}
    assert find_gap(table(*complete[:2]), DOMAINS, row("", age="< 3").when) is None
    assert find_gap(table(), DOMAINS, row("", sex="male").when) == {"sex": "male"}


def test_whole_numbers_leave_no_gap_between_neighbours() -> None:
    assert find_gap(table(row("R1", age="<= 4"), row("R2", age=">= 5")), DOMAINS, {}) is None
    assert find_gap(table(row("R1", egfr="<= 4"), row("R2", egfr=">= 5")), DOMAINS, {}) == {"egfr": 4.5}


def test_a_search_that_takes_too_long_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [row(f"R{number}", age=str(number), pregnant="true") for number in range(9)]
    checked = table(*rows, row("LAST", age="< 9"), policy=FIRST)
    assert found(checked) == []
    monkeypatch.setattr("protocols.engine.verification.space.MOST_STEPS", 5)
    assert found(checked) == [("UNFINISHED", [], {})]


@pytest.mark.parametrize("policy", [UNIQUE, FIRST])
def test_two_thousand_rows_take_seconds_not_minutes(policy: HitPolicy) -> None:
    codes = frozenset(f"drug_{number}" for number in range(2000))
    domains = {**DOMAINS, "drugs": type(DOMAINS["drugs"])(codes), "egfr": type(DOMAINS["egfr"])(0, 2000)}
    rows = [
        row(f"R{number}", number, drugs=f"drug_{number}", egfr=f"[{number}..{number + 1})", age=">= 4")
        for number in range(2000)
    ]
    started = time.process_time()
    assert find_faults(table(*rows, policy=policy), domains) == []
    assert time.process_time() - started < 2.5
