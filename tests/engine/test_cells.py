"""S-FEEL unary tests: what a cell says and which values it accepts."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.engine.cells import parse_cell
from protocols.engine.errors import CellError
from protocols.engine.facts import Members
from protocols.engine.truth import FALSE, TRUE, UNKNOWN, Truth

#        cell                 accepts                refuses
CASES: list[tuple[str, list[Any], list[Any]]] = [
    ("-", [0, "x", True, None], []),
    ("", [0, "x", True, None], []),
    ("4", [4, 4.0], [5, "4", True, None]),
    (">= 4", [4, 10], [3.9, "5", None, True]),
    ("< -1.5", [-2], [-1.5, 0]),
    ("[4..7)", [4, 6.9], [3.9, 7]),
    ("(4..7]", [4.1, 7], [4, 7.1]),
    ("]4..7[", [5], [4, 7]),
    ('"a"', ["a"], ["b", "A", None]),
    ('"a", "b"', ["a", "b"], ["c"]),
    ('not("a", "b")', ["c"], ["a", "b"]),
    ("not(< 18)", [18, 40], [17]),
    ("< 10, > 20", [5, 25], [10, 15, 20]),
    ("true", [True], [False, 1, "true"]),
    ("false", [False], [True, 0]),
    ("null", [None], [0, False, ""]),
    ('date("2026-01-01")', [date(2026, 1, 1)], [date(2026, 1, 2), "2026-01-01"]),
    ('>= date("2026-01-01")', [date(2027, 5, 5)], [date(2025, 12, 31), 3000]),
    ('["a".."c"]', ["a", "b", "c"], ["d", 1]),
]


@pytest.mark.parametrize(("text", "accepts", "refuses"), CASES)
def test_a_cell_decides(text: str, accepts: list[Any], refuses: list[Any]) -> None:
    cell = parse_cell(text)
    for value in accepts:
        assert cell.decide(value) is TRUE, f"{text} should accept {value!r}"
    for value in refuses:
        assert cell.decide(value) is FALSE, f"{text} should refuse {value!r}"


@pytest.mark.parametrize("text", [case[0] for case in CASES])
def test_a_cell_written_out_reads_back_the_same(text: str) -> None:
    cell = parse_cell(text)
    assert parse_cell(str(cell)) == cell


#       cell              list                       answers not complete   decision
LISTS: list[tuple[str, set[str], bool, Truth]] = [
    ('"ssri"', {"ssri", "maoi"}, False, TRUE),
    ('"ssri"', {"maoi"}, False, FALSE),
    ('"ssri"', set(), False, FALSE),
    ('"ssri"', {"ssri"}, True, TRUE),
    ('"ssri"', {"maoi"}, True, UNKNOWN),
    ('not("ssri")', {"maoi"}, False, TRUE),
    ('not("ssri")', {"ssri", "maoi"}, False, FALSE),
    ('not("ssri")', {"maoi"}, True, UNKNOWN),
    ('not("ssri")', {"ssri"}, True, FALSE),
]


@pytest.mark.parametrize(("text", "values", "open_end", "expected"), LISTS)
def test_a_list_matches_if_any_member_does(text: str, values: set[str], open_end: bool, expected: Truth) -> None:
    members = Members(frozenset(values), ("medications",) if open_end else ())
    assert parse_cell(text).decide(members) is expected


def test_release_files_may_write_codes_without_quotes() -> None:
    assert str(parse_cell("ssri, snri", bare_words=True)) == '"ssri", "snri"'
    assert str(parse_cell("not(ssri)", bare_words=True)) == 'not("ssri")'


@pytest.mark.parametrize(
    ("text", "character"),
    [
        ("4..", 2),
        ("[4..", 5),
        ("[7..4]", 1),
        ('["a"..4]', 1),
        ("ssri", 1),
        ("not(4", 6),
        ("4 5", 3),
        ("1e309", 1),
        ("~", 1),
    ],
)
def test_a_wrong_cell_is_refused_with_its_place(text: str, character: int) -> None:
    with pytest.raises(CellError, match=rf"at character {character}\b"):
        parse_cell(text)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        cell = parse_cell(text, bare_words=True)
    except CellError:
        return
    assert parse_cell(str(cell)) == cell
