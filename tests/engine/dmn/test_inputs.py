"""What JSON may stand for each type of a model, and what is refused or becomes null."""

from typing import Any

import pytest

from protocols.engine.dmn.errors import InputError
from tests.engine.dmn.models import decide, expression, model, table

TYPES = (
    '<itemDefinition name="tGrade"><typeRef>string</typeRef><allowedValues><text>"A", "B"</text></allowedValues>'
    '</itemDefinition><itemDefinition name="tGrades" isCollection="true"><typeRef>tGrade</typeRef></itemDefinition>'
    '<itemDefinition name="tPerson"><itemComponent name="age"><typeRef>number</typeRef>'
    "<allowedValues><text>[0..130]</text></allowedValues></itemComponent>"
    '<itemComponent name="grades" isCollection="true"><typeRef>tGrade</typeRef></itemComponent></itemDefinition>'
)

#   type            JSON                                value (the expression gives the input back)
READ: list[tuple[str, Any, Any]] = [
    ("number", 18.0, 18),
    ("number", 1.5, 1.5),
    ("integer", 3, 3),
    ("string", "x", "x"),
    ("boolean", False, False),
    ("date", "2026-01-31", "2026-01-31"),
    ("time", "16:11:00.250+01:00", "16:11:00.25+01:00"),
    ("date and time", "2026-01-31T16:11:00+00:00", "2026-01-31T16:11:00Z"),
    ("dateTime", "2026-01-31T16:11:00@Europe/Paris", "2026-01-31T16:11:00@Europe/Paris"),
    ("dayTimeDuration", "PT36H", "P1DT12H"),
    ("dayTimeDuration", "-PT0.5S", "-PT0.5S"),
    ("yearMonthDuration", "P18M", "P1Y6M"),
    ("yearMonthDuration", "P0M", "P0M"),
    ("Any", {"a": [1, None, {"b": "c"}]}, {"a": [1, None, {"b": "c"}]}),
    ("feel:number", 2, 2),
    ("tGrades", ["A", "B"], ["A", "B"]),
    ("tPerson", {"age": 40}, {"age": 40, "grades": None}),
    ("tPerson", None, None),
]


@pytest.mark.parametrize(("kind", "given", "value"), READ)
def test_an_input_of_every_type(kind: str, given: Any, value: Any) -> None:
    xml = model({"Same": expression("Given")}, {"Given": kind}, types=TYPES)
    assert decide(xml, "Same", Given=given).value == value


#   type            JSON                       error
WRONG_INPUTS: list[tuple[str, Any, str]] = [
    ("number", "18", 'input Given: must be a number, not "18"'),
    ("number", True, "input Given: must be a number, not True"),
    ("number", float("inf"), "input Given: must be a number, not inf"),
    ("number", 10**400, "input Given: must be a number, not 1000"),
    ("string", 1, "input Given: must be a string, not 1"),
    ("boolean", "true", 'input Given: must be true or false, not "true"'),
    ("date", "31.01.2026", 'input Given: must be a date such as 2026-01-31, not "31.01.2026"'),
    ("date", 20260131, "input Given: must be a date such as 2026-01-31, not 20260131"),
    ("date", "2026-01-31T00:00:00", "must be a date such as"),
    ("time", "4 pm", "must be a time such as 16:11:00"),
    ("dateTime", "2026-01-31T16:11:00@Europe", "must be a dateTime such as"),
    ("dayTimeDuration", "P1Y", "must be a dayTimeDuration such as"),
    ("yearMonthDuration", "P1D", "must be a yearMonthDuration such as"),
    ("yearMonthDuration", "P", "must be a yearMonthDuration such as"),
    ("tGrades", "A", 'input Given: must be a list, not "A"'),
    ("tGrades", ["A", 1], r"input Given\[1\]: must be a string, not 1"),
    ("tPerson", "Maya", 'input Given: must be an object, not "Maya"'),
    ("tPerson", {"aeg": 4}, "input Given.aeg: the type has only age, grades"),
    ("tPerson", {"age": "4"}, 'input Given.age: must be a number, not "4"'),
    ("tPerson", {"grades": ["A", 2]}, r"input Given.grades\[1\]: must be a string, not 2"),
]


@pytest.mark.parametrize(("kind", "given", "message"), WRONG_INPUTS)
def test_an_input_of_the_wrong_type_is_refused(kind: str, given: Any, message: str) -> None:
    xml = model({"Same": expression("Given")}, {"Given": kind}, types=TYPES)
    with pytest.raises(InputError, match=message):
        decide(xml, "Same", Given=given)


#   type        JSON                            value                       note
OUTSIDE: list[tuple[str, Any, Any, str]] = [
    ("tGrade", "Z", None, 'Given: "Z" is not one of "A", "B", so it is null'),
    ("tGrades", ["A", "Z"], ["A", None], 'Given[1]: "Z" is not one of "A", "B", so it is null'),
    ("tPerson", {"age": 200}, {"age": None, "grades": None}, "Given.age: 200 is not one of [0..130], so it is null"),
]


@pytest.mark.parametrize(("kind", "given", "value", "note"), OUTSIDE)
def test_a_value_outside_the_allowed_ones_is_null(kind: str, given: Any, value: Any, note: str) -> None:
    verdict = decide(model({"Same": expression("Given")}, {"Given": kind}, types=TYPES), "Same", Given=given)
    assert (verdict.value, verdict.notes) == (value, (note,))


def test_input_values_of_a_column_are_allowed_values_too() -> None:
    values = '<inputValues><text>"low", "high"</text></inputValues>'
    logic = table({"Risk": "string"}, ['not("low") => 1', "- => 2"], policy="COLLECT", values=values)
    verdict = decide(model({"D": logic}, {"Risk": "string"}), "D", Risk="none")
    assert verdict.value == [1, 2]
    assert verdict.notes == ('decision D, column Risk: "none" is not one of "low", "high", so it is null',)


def test_a_computed_value_outside_the_allowed_ones_is_null() -> None:
    xml = model({"D": expression('"Z"')}, types=TYPES, decision_types={"D": "tGrade"})
    assert decide(xml, "D").value is None


def test_an_input_that_is_not_given_is_null() -> None:
    logic = table({"Age": "number"}, ["null => 0", ">= 18 => 1"])
    assert decide(model({"D": logic}, {"Age": "number"}), "D").value == 0
