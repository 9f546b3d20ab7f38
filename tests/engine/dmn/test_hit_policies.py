"""Every hit policy of the standard over one table of dosing advice."""

from typing import Any

import pytest

from protocols.engine.dmn.errors import ModelError
from tests.engine.dmn.models import decide, model, table

AGE = {"Age": "number"}
WORDS = ['>= 18 => "adult"', '< 18 => "child"', '>= 65 => "older"']
AMOUNTS = [">= 18 => 100.5", ">= 40 => 0.1", ">= 65 => 0.2"]
PRIORITIES = '<output><outputValues><text>"older", "adult", "child"</text></outputValues></output>'
PAIR = '<output name="form"/><output name="daily dose"/>'
PAIRS = ['>= 18 => "tablet" | 200', '>= 65 => "syrup" | 100']
PAIR_PRIORITIES = (
    '<output name="form"/><output name="daily dose"><outputValues><text>100, 200</text></outputValues></output>'
)
DEFAULT = '<output><defaultOutputEntry><text>"nobody"</text></defaultOutputEntry></output>'

#   policy          aggregation  outputs           rules    age   value
CASES: list[tuple[str, str, str, list[str], int, Any]] = [
    ("UNIQUE", "", "<output/>", WORDS, 40, "adult"),
    ("FIRST", "", "<output/>", WORDS, 70, "adult"),
    ("PRIORITY", "", PRIORITIES, WORDS, 70, "older"),
    ("RULE ORDER", "", "<output/>", WORDS, 70, ["adult", "older"]),
    ("OUTPUT ORDER", "", PRIORITIES, WORDS, 70, ["older", "adult"]),
    ("COLLECT", "", "<output/>", WORDS, 70, ["adult", "older"]),
    ("COLLECT", "", "<output/>", WORDS, 17, ["child"]),
    ("COLLECT", "SUM", "<output/>", AMOUNTS, 70, 100.8),
    ("COLLECT", "MIN", "<output/>", AMOUNTS, 70, 0.1),
    ("COLLECT", "MAX", "<output/>", AMOUNTS, 70, 100.5),
    ("COLLECT", "COUNT", "<output/>", AMOUNTS, 70, 3),
    ("COLLECT", "COUNT", "<output/>", AMOUNTS, 3, 0),
    ("COLLECT", "SUM", "<output/>", AMOUNTS, 3, None),
    ("COLLECT", "MIN", "<output/>", WORDS, 70, "adult"),
    ("ANY", "", "<output/>", ['>= 18 => "yes"', '>= 65 => "yes"'], 70, "yes"),
    ("UNIQUE", "", PAIR, PAIRS, 40, {"form": "tablet", "daily dose": 200}),
    ("FIRST", "", PAIR, PAIRS, 70, {"form": "tablet", "daily dose": 200}),
    ("PRIORITY", "", PAIR_PRIORITIES, PAIRS, 70, {"form": "syrup", "daily dose": 100}),
    ("COLLECT", "", PAIR, PAIRS, 70, [{"form": "tablet", "daily dose": 200}, {"form": "syrup", "daily dose": 100}]),
    ("UNIQUE", "", "<output/>", AMOUNTS, 3, None),
    ("COLLECT", "", "<output/>", AMOUNTS, 3, None),
    ("RULE ORDER", "", "<output/>", AMOUNTS, 3, None),
    ("UNIQUE", "", DEFAULT, WORDS[:1], 3, "nobody"),
    ("COLLECT", "SUM", "<output><defaultOutputEntry><text>0</text></defaultOutputEntry></output>", AMOUNTS, 3, 0),
]


@pytest.mark.parametrize(("policy", "aggregation", "outputs", "rules", "age", "value"), CASES)
def test_a_hit_policy(policy: str, aggregation: str, outputs: str, rules: list[str], age: int, value: Any) -> None:
    logic = table(AGE, rules, policy=policy, aggregation=aggregation, outputs=outputs)
    verdict = decide(model({"Group": logic}, AGE), "Group", Age=age)
    assert (verdict.value, verdict.notes) == (value, ())


#   policy      aggregation  rules                                    note
BROKEN: list[tuple[str, str, list[str], str]] = [
    ("UNIQUE", "", WORDS, "rows 1, 3 all fire, but the hit policy is Unique"),
    ("ANY", "", WORDS, "rows 1, 3 fire with different outputs, but the hit policy is Any"),
    ("COLLECT", "SUM", WORDS, "the outputs of rows 1, 3 have no sum"),
    ("COLLECT", "MAX", ["- => 1", '- => "a"'], "the outputs of rows 1, 2 have no max"),
    ("COLLECT", "SUM", ["- => 1", "- => null"], "the outputs of rows 1, 2 have no sum"),
]


@pytest.mark.parametrize(("policy", "aggregation", "rules", "note"), BROKEN)
def test_a_broken_hit_policy_gives_null_and_a_note(policy: str, aggregation: str, rules: list[str], note: str) -> None:
    xml = model({"Group": table(AGE, rules, policy=policy, aggregation=aggregation)}, AGE)
    verdict = decide(xml, "Group", Age=70)
    assert verdict.value is None
    assert verdict.notes == (f"decision Group: {note}, so its value is null",)


ENUMERATION = (
    '<itemDefinition name="tGroup"><typeRef>string</typeRef><allowedValues><text>"older", "adult", "child"</text>'
    '</allowedValues></itemDefinition><itemDefinition name="tAdvice">'
    '<itemComponent name="group"><typeRef>tGroup</typeRef></itemComponent>'
    '<itemComponent name="dose"><typeRef>number</typeRef></itemComponent></itemDefinition>'
)


@pytest.mark.parametrize(
    ("outputs", "decision_type", "rules", "value"),
    [
        ('<output typeRef="tGroup"/>', "Any", WORDS, "older"),
        ("<output/>", "tGroup", WORDS, "older"),
        (
            '<output name="group"/><output name="dose"/>',
            "tAdvice",
            ['>= 18 => "adult" | 1', '>= 65 => "older" | 2'],
            {"group": "older", "dose": 2},
        ),
    ],
)
def test_priorities_come_from_the_allowed_values_of_the_type(
    outputs: str, decision_type: str, rules: list[str], value: Any
) -> None:
    logic = table(AGE, rules, policy="PRIORITY", outputs=outputs)
    xml = model({"Group": logic}, AGE, types=ENUMERATION, decision_types={"Group": decision_type})
    assert decide(xml, "Group", Age=70).value == value


@pytest.mark.parametrize(
    ("logic", "message"),
    [
        (table(AGE, WORDS, policy="PRIORITY"), "decision Group: the hit policy priority needs output values"),
        (table(AGE, WORDS, policy="BEST"), "decision Group: there is no hit policy 'BEST'"),
        (table(AGE, WORDS, policy="COLLECT", aggregation="MEAN"), "there is no aggregation 'MEAN'"),
        (table(AGE, PAIRS, policy="COLLECT", aggregation="SUM", outputs=PAIR), "SUM over 2 outputs means nothing"),
        (table(AGE, PAIRS, outputs="<output/><output/>"), "one of several outputs has no name"),
        (table(AGE, PAIRS), "decision Group, row 1: the row has 1 input and 2 output entries for 1 and 1 columns"),
        (table(AGE, [], outputs=""), "the decision table has no output"),
    ],
)
def test_a_table_put_together_wrongly_is_refused(logic: str, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        decide(model({"Group": logic}, AGE), "Group", Age=70)
