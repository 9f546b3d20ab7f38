"""Cells of foreign models: every kind of value, names in cells, and what null does."""

from typing import Any

import pytest

from tests.engine.dmn.models import decide, model, table

#  type     cell     values it accepts     values it refuses
CELLS: list[tuple[str, str, list[Any], list[Any]]] = [
    ("number", "10", [10, 10.0], [11, None]),
    ("number", "-", [10, None], []),
    ("number", "> 10", [10.5], [10, None]),
    ("number", "[1..5], > 10", [1, 5, 11], [0, 10, None]),
    ("number", "(1..5)", [1.5], [1, 5]),
    ("number", "]1..5[", [1.5], [1, 5]),
    ("number", "not(5)", [4, None], [5]),
    ("number", "not(> 5)", [5], [6, None]),
    ("number", "not(null)", [4], [None]),
    ("number", "null", [None], [0]),
    ("number", "-1.5", [-1.5], [1.5]),
    ("number", "1e2", [100], [99]),
    ("string", '"a", "b"', ["a", "b"], ["A", "", None]),
    ("string", 'not("a", "b")', ["c"], ["a"]),
    ("string", '> "b"', ["c"], ["a", "b"]),
    ("string", '"caf\\u00e9 \\"x\\""', ['café "x"'], ["cafe"]),
    ("boolean", "true", [True], [False, None]),
    ("boolean", "not(true)", [False], [True]),
    ("date", 'date("2026-01-31")', ["2026-01-31"], ["2026-01-30", None]),
    ("date", '< date("2026-01-31")', ["2026-01-30"], ["2026-01-31"]),
    ("date", '[@"2026-01-01"..@"2026-12-31"]', ["2026-06-01"], ["2027-01-01"]),
    ("time", '>= time("16:00:00")', ["16:00:00", "17:30:00"], ["15:59:59"]),
    ("time", '> time("16:00:00Z")', ["16:00:00-01:00"], ["16:00:00+01:00", "17:00:00"]),
    (
        "date and time",
        '> date and time("2026-01-31T16:00:00Z")',
        ["2026-01-31T16:00:00-01:00"],
        ["2026-01-31T15:00:00Z"],
    ),
    ("dateTime", '@"2026-01-31T16:00:00@Europe/Paris"', ["2026-01-31T15:00:00Z"], ["2026-01-31T16:00:00Z"]),
    ("dayTimeDuration", '>= duration("PT36H")', ["P1DT12H", "P2D"], ["P1D"]),
    ("days and time duration", 'duration("-PT1.5S")', ["-PT1.5S"], ["PT1.5S"]),
    ("years and months duration", '< duration("P1Y")', ["P11M"], ["P12M", "P2Y"]),
]


@pytest.mark.parametrize(("kind", "cell", "accepted", "refused"), CELLS)
def test_a_cell_of_every_type(kind: str, cell: str, accepted: list[Any], refused: list[Any]) -> None:
    xml = model({"Match": table({"Value": kind}, [f"{cell} => true"], policy="FIRST")}, {"Value": kind})
    for value in accepted:
        assert decide(xml, "Match", Value=value).value is True, f"{cell} should accept {value!r}"
    for value in refused:
        assert decide(xml, "Match", Value=value).value is None, f"{cell} should refuse {value!r}"


TYPES = (
    '<itemDefinition name="tTexts" isCollection="true"><typeRef>string</typeRef></itemDefinition>'
    '<itemDefinition name="tPerson"><itemComponent name="age"><typeRef>number</typeRef></itemComponent>'
    '<itemComponent name="birth day"><typeRef>date</typeRef></itemComponent>'
    '<itemComponent name="member"><typeRef>boolean</typeRef></itemComponent></itemDefinition>'
)
NAMES = {
    "Years of Service": "number",
    "low": "number",
    "high": "number",
    "Approved/Declined": "string",
    "Flu symptoms": "tTexts",
    "Person": "tPerson",
    "date": "date",
    "Codes": "tTexts",
}
GIVEN = {
    "Years of Service": 5,
    "low": 1,
    "high": 9,
    "Approved/Declined": "yes",
    "Flu symptoms": ["cough", "fever"],
    "Person": {"age": 40, "birth day": "1986-01-31", "member": False},
    "date": "2026-01-31",
    "Codes": ["ssri", "snri"],
}
#   input expression    cell                                                   matches
NAMED: list[tuple[str, str, bool]] = [
    ("Years of Service", "> low", True),
    ("Years of Service", "[low..high]", True),
    ("Years of Service", "(5..high]", False),
    ("Years of Service", "not(high, low)", True),
    ("Years of Service", "> Person.age", False),
    ("Years of Service", "Years  of\nService", True),
    ("Years of Service + 35", "Person . age", True),
    ("Person.age - low", "39", True),
    ("Person.birth day", '< date("2000-01-01")', True),
    ("Person.birth day", "< date", True),
    ("date", '> date("2026-01-30")', True),
    ("Person.member", "not(Person.member)", False),
    ("Person.member", "false", True),
    ("Person.wife", "null", True),
    ("Approved/Declined", '"yes"', True),
    ("Approved/Declined", "not(Approved/Declined)", False),
    ('"cough"', "Flu symptoms", True),
    ('"cold"', "Flu symptoms", False),
    ('"cold"', "not(Flu symptoms)", True),
    ("Flu symptoms", "Flu symptoms", True),
    ("Codes", '"ssri"', False),
    ("Codes", 'list contains(?, "ssri")', True),
    ("Codes", 'list contains(?, "maoi") or list contains(?, "snri")', True),
    ("Codes", 'not(list contains(?, "maoi") or list contains(?, "snri"))', False),
    ("Codes", 'not(list contains(?, "maoi"), list contains(?, "nri"))', True),
    ("Years of Service", "> Person.age - 36, 3", True),
    ("Years of Service", "[low + 5 .. high - 1]", False),
    ("Years of Service", "]low + 4 .. high - 1]", False),
    ("Years of Service", "? > low and ? < high", True),
    ("Years of Service", "!= 5", False),
    ("Years of Service", "= 2 + 3", True),
    ("Years of Service", "low + 4", True),
    ("Years of Service", "[5..1]", False),
    ("Approved/Declined", 'starts with(?, "y"), "no"', True),
]


@pytest.mark.parametrize(("text", "cell", "matches"), NAMED)
def test_names_and_conditions_in_cells(text: str, cell: str, matches: bool) -> None:
    xml = model({"Match": table({text: "Any"}, [f"{cell} => true", "- => false"], policy="FIRST")}, NAMES, types=TYPES)
    verdict = decide(xml, "Match", **GIVEN)
    assert (verdict.value, verdict.notes) == (matches, ())


def test_two_columns_may_ask_the_same_input() -> None:
    logic = table({"Age": "number", " Age ": "number"}, [">= 18 | < 65 => true"])
    assert decide(model({"Match": logic}, {"Age": "number"}), "Match", Age=70).value is None
    assert decide(model({"Match": logic}, {"Age": "number"}), "Match", Age=40).value is True
