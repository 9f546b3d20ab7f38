"""The FEEL around cells: output entries, input expressions, literal expressions."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.engine.dmn.expressions import parse_expression
from protocols.engine.dmn.names import Names
from protocols.engine.dmn.types import to_json
from protocols.engine.errors import CellError

SCOPE = {
    "a": 1,
    "a b": 2,
    "Age": 41,
    "Years of Service": 5,
    "Approved/Declined": "yes",
    "Pre-bureau risk": 3,
    "Person": {"Name": "Maya", "birth day": "1986", "address": {"zip code": "123"}},
    "Person.Gender": "f",
    "codes": ("ssri", "snri"),
    "nothing": None,
    "date": "a name that is also a function",
    "double": lambda number: number * 2,
}
NAMES = Names(frozenset(SCOPE), frozenset({"birth day", "zip code"}))

EXPRESSIONS: list[tuple[str, Any]] = [
    ("0.1 + 0.2", 0.3),
    ("7 - 2 - 1", 4),
    ("2 + 3 * 4 ** 2", 50),
    ("(2 + 3) * -4", -20),
    ("-2 ** 2", 4),
    ("2 ** -1", 0.5),
    ("10 / 4", 2.5),
    ("1 / 0", None),
    ("10 ** 400", None),
    ("9 ** 9 ** 9 ** 9", None),
    ("1 + null", None),
    ('1 + "1"', None),
    ("true + 1", None),
    ("codes + codes", None),
    ('"a" + "b"', "ab"),
    ('"a" - "b"', None),
    ("a b + a", 3),
    ("a  b", 2),
    ("Age-a", 40),
    ('Approved/Declined + "!"', "yes!"),
    ("Pre-bureau risk * 2", 6),
    ("Years of Service > a", True),
    ("Person.Name", "Maya"),
    ("Person.birth  day", "1986"),
    ("Person . address . zip code", "123"),
    ("Person.Gender", "f"),
    ("Person.unknown", None),
    ("nothing.part", None),
    ("double(Age)", 82),
    ("Age(1)", None),
    ('if Age >= 18 then "adult" else "child"', "adult"),
    ('if nothing then "adult" else "child"', "child"),
    ("null = null", True),
    ("nothing = 1", False),
    ('1 = "1"', None),
    ("1 != 2", True),
    ('1 < "2"', None),
    ("true and null", None),
    ("false and null", False),
    ("true or null", True),
    ("null or false", None),
    ("not(null)", None),
    ("not(a = 2)", True),
    ('list contains(codes, "ssri") and not(list contains(codes, "maoi"))', True),
    ("list contains([1, null], null)", True),
    ("min(3, a, 2)", 1),
    ("max([3, 7])", 7),
    ('max(1, "a")', None),
    ("sum(0.1, 0.2)", 0.3),
    ("count(codes)", 2),
    ("decimal(2.5, 0)", 2),
    ("decimal(1.005, 2)", 1),
    ("floor(-1.5)", -2),
    ("ceiling(1.2)", 2),
    ("floor(1, 2, 3)", None),
    ("abs(-3)", 3),
    ("string(18.50)", "18.5"),
    ("string(true)", "true"),
    ("upper case(Person.Name)", "MAYA"),
    ('starts with("abc", "ab")', True),
    ('contains(nothing, "a")', None),
    ("flatten([1, [2, [3]]])", [1, 2, 3]),
    ("[1, a b, null]", [1, 2, None]),
    ("[]", []),
    ('date("2026-01-31") + duration("P1M")', "2026-02-28"),
    ('date("2026-03-31") - duration("P1Y1M")', "2025-02-28"),
    ('date("2026-01-31") - date("2026-01-01")', "P30D"),
    ('date("2026-01-02") - duration("PT1H")', "2026-01-01"),
    ('duration("PT36H") + @"2026-01-31T12:00:00Z"', "2026-02-02T00:00:00Z"),
    ('time("23:30:00") + duration("PT1H")', "00:30:00"),
    ('time("10:00:00.500Z") - time("09:00:00Z")', "PT1H0.5S"),
    ('duration("P1Y") * 1.5', "P1Y6M"),
    ('duration("P1D") * duration("P1D")', None),
    ('date("2026-01-31") + 1', None),
    ('"\\u00b5g \\\\ \\"x\\"\\n"', 'µg \\ "x"\n'),
]


@pytest.mark.parametrize(("text", "value"), EXPRESSIONS)
def test_an_expression(text: str, value: Any) -> None:
    assert to_json(parse_expression(text, NAMES).evaluate(SCOPE)) == value


#   expression          reason                                character
WRONG: list[tuple[str, str, int]] = [
    ("1 +", "the expression ends too early", 4),
    ("(1", "')' is missing", 3),
    ("1 2", "'2' is not expected here", 3),
    ("weight + 1", "no name 'weight' is known here", 1),
    ("if 1 then 2", "'else' is missing", 12),
    ('"open', "unexpected '\"'", 1),
    ("{a: 1}", "unexpected '{'", 1),
    ("Age..2", "a name must follow the dot", 4),
    ("for x in codes return x", "no name 'for' is known here", 1),
    ('date("2026-02-30")', '"2026-02-30" is not a date such as 2026-01-31', 1),
    ("1e999", "1e999 is too large a number", 1),
    ("(" * 20_000, "the expression is nested too deeply", 1),
]


@pytest.mark.parametrize(("text", "reason", "character"), WRONG)
def test_a_wrong_expression_is_refused_with_its_place(text: str, reason: str, character: int) -> None:
    with pytest.raises(CellError) as raised:
        parse_expression(text, NAMES)
    assert (raised.value.reason, raised.value.position + 1) == (reason, character)


@given(st.text(alphabet='ab 1.+-*/()[]<>="?,@', max_size=25))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        expression = parse_expression(text, NAMES)
    except CellError:
        return
    expression.evaluate({**SCOPE, "?": 1})
