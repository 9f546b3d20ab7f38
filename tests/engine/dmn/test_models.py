"""Whole models: decisions that need decisions, knowledge models, and everything that is refused."""

from typing import Any

import pytest

from protocols.engine.dmn.errors import InputError, ModelError
from protocols.engine.dmn.evaluation import Evaluator
from protocols.engine.dmn.reader import VERSIONS, read_model
from tests.engine.dmn.models import decide, expression, model, table

DRINKS = model(
    {
        "Dish": table({"Season": "string", "Guests": "number"}, ['"Winter" | <= 8 => "Stew"', '- | > 8 => "Roast"']),
        "Drinks": table(
            {"Dish": "string", "Children": "boolean"},
            ['"Stew" | - => "Red"', '"Roast" | - => "Cider"', "- | true => Juice"],
            policy="COLLECT",
        ),
        "Juice": expression('"Juice for " + string(Guests)'),
        "Order": expression('count(Drinks) + if Dish = "Stew" then 1 else 0'),
    },
    {"Season": "string", "Guests": "number", "Children": "boolean"},
)


def test_a_decision_may_need_other_decisions() -> None:
    given = {"Season": "Winter", "Guests": 4, "Children": True}
    evaluator = Evaluator(read_model(DRINKS))
    assert evaluator.decide("Drinks", given).value == ["Red", "Juice for 4"]
    assert evaluator.decide("Order", {**given, "Children": False}).value == 2
    assert evaluator.decide("Drinks", {**given, "Dish": "Roast"}).value == ["Cider", "Juice for 4"]


def test_inputs_may_be_told_by_the_columns_alone() -> None:
    xml = model({"Dish": table({"season": "string", "guests": "integer"}, ['"Winter" | > 8 => "Roast"'])})
    assert decide(xml, "Dish", season="Winter", guests=9).value == "Roast"
    with pytest.raises(InputError, match='input guests: must be a number, not "9"'):
        decide(xml, "Dish", season="Winter", guests="9")


RISK_GROUP = table({"Score": "number", "New.customer": "boolean"}, ['< 50 | - => "high"', '>= 50 | true => "medium"'])
KNOWLEDGE = (
    '<businessKnowledgeModel name="Risk group"><encapsulatedLogic>'
    '<formalParameter name="Score" typeRef="number"/><formalParameter name="New.customer" typeRef="boolean"/>'
    f"{RISK_GROUP}</encapsulatedLogic></businessKnowledgeModel>"
    '<businessKnowledgeModel name="endless"><encapsulatedLogic><formalParameter name="n"/>'
    f"{expression('endless(n)')}</encapsulatedLogic></businessKnowledgeModel>"
    '<businessKnowledgeModel name="java"><encapsulatedLogic kind="Java"><context/></encapsulatedLogic>'
    "</businessKnowledgeModel>"
)
INVOCATION = (
    "<invocation><literalExpression><text>Risk group</text></literalExpression>"
    '<binding><parameter name="Score"/><literalExpression><text>Points / 2</text></literalExpression></binding>'
    '<binding><parameter name="New.customer"/><literalExpression><text>true</text></literalExpression></binding>'
    "</invocation>"
)
CONTEXT = (
    '<context><contextEntry><variable name="half"/><literalExpression><text>Points / 2</text></literalExpression>'
    '</contextEntry><contextEntry><variable name="group of half"/>'
    + table({"half": "number"}, ['< 50 => "low"', '>= 50 => "high"'])
    + "</contextEntry>"
)
RESULT = "<contextEntry><literalExpression><text>group of half</text></literalExpression></contextEntry></context>"
OLD_FEEL = expression("1").replace(">", ' expressionLanguage="http://www.omg.org/spec/FEEL/20140401">', 1)
BOXES = model(
    {
        "Invoked": INVOCATION,
        "Called": expression("Risk group(Points / 4, false)"),
        "Context": f"{CONTEXT}</context>",
        "Result": CONTEXT + RESULT,
        "Endless": expression("endless(1)"),
        "Function": expression("endless"),
        "Few": expression("Risk group(1)"),
        "Java": expression("java()"),
        "Strange": INVOCATION.replace("Risk group", "Riskgroup"),
        "Stray": INVOCATION.replace('name="Score"', 'name="Scores"'),
        "Relation": "<relation/>",
        "Empty": "",
        "Egg": expression("Hen"),
        "Hen": expression("Egg + 1"),
        "Old FEEL": OLD_FEEL,
    },
    {"Points": "number"},
    more=KNOWLEDGE,
)

#   decision   value for 160 points
BOXED: list[tuple[str, Any]] = [
    ("Invoked", "medium"),
    ("Called", "high"),
    ("Context", {"half": 80, "group of half": "high"}),
    ("Result", "high"),
    ("Old FEEL", 1),
]


@pytest.mark.parametrize(("decision", "value"), BOXED)
def test_boxed_expressions_around_tables(decision: str, value: Any) -> None:
    assert decide(BOXES, decision, Points=160).value == value


#   decision   error
NOT_EVALUATED: list[tuple[str, str]] = [
    ("Nobody", 'the model has no decision "Nobody"; it has "Called", "Context"'),
    ("Relation", "decision Relation: it is not a decision table but a relation, which is not evaluated here"),
    ("Empty", "decision Empty: it has no logic; give its value as an input"),
    ("Egg", "decision Egg: it needs its own value: Egg > Hen > Egg"),
    ("Endless", "the model is nested too deeply, or a function or a type of it needs itself"),
    ("Function", "a function is no value; call it with its arguments"),
    ("Few", "knowledge model Risk group: it takes 2 arguments, not 1"),
    ("Java", "knowledge model java: it is not a decision table but a Java function"),
    ("Strange", 'decision Strange: there is no knowledge model "Riskgroup" to invoke'),
    ("Stray", 'knowledge model Risk group: it has no parameter "Scores"'),
]


@pytest.mark.parametrize(("decision", "message"), NOT_EVALUATED)
def test_what_cannot_be_evaluated_says_why(decision: str, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        decide(BOXES, decision, Points=160)


def test_an_input_that_the_model_does_not_name_is_refused() -> None:
    with pytest.raises(InputError, match='input Point: the model does not name it; its inputs are "Points"'):
        decide(BOXES, "Called", Point=1)
    with pytest.raises(InputError, match="input Called: the model does not name it"):
        decide(BOXES, "Called", Called=1)


#   cell or expression, as rule      place and reason
WRONG_RULES: list[tuple[str, str]] = [
    ("> old => 1", "decision D, row 2, column Age: cell '. > old': no name 'old' is known here"),
    ("4 5 => 1", "decision D, row 2, column Age: cell '4 5': '5' is not expected here"),
    ("not(-) => 1", "decision D, row 2, column Age"),
    ("18 => 1 +", "decision D, row 2, output: cell '1 .': the expression ends too early"),
]


@pytest.mark.parametrize(("rule", "message"), WRONG_RULES)
def test_an_error_names_decision_row_and_column(rule: str, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        decide(model({"D": table({"Age": "number"}, ["- => 0", rule])}, {"Age": "number"}), "D", Age=1)


@pytest.mark.parametrize("namespace", VERSIONS)
def test_every_version_of_the_standard_is_read(namespace: str) -> None:
    assert decide(model({"D": expression("Age")}, {"Age": "number"}, namespace=namespace), "D", Age=7).value == 7


BOMB = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><definitions>&c;</definitions>'
#   document                                            reason
NO_MODELS: list[tuple[bytes, str]] = [
    (b"", "not well-formed XML"),
    (b"<definitions><a></definitions>", "not well-formed XML"),
    (b"\x00\xff\x01", "not well-formed XML"),
    (b'<?xml version="1.0" encoding="klingon"?><a/>', "cannot be read as XML"),
    (b"<html/>", "the document is a 'html' of 'no namespace', not a model of DMN 1.1, 1.2, 1.3, 1.4, 1.5"),
    (model({}, namespace="urn:x"), "the document is a 'definitions' of 'urn:x'"),
    (BOMB, "declares XML entities"),
    (
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><definitions>&b;</definitions>',
        "declares XML entities",
    ),
    (
        model({"D": '<literalExpression expressionLanguage="juel"><text>1</text></literalExpression>'}),
        "only FEEL is read",
    ),
    (model({"D": "<context><contextEntry>" * 3000 + "</contextEntry></context>" * 3000}), "nested too deeply"),
    (b" " * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
]


@pytest.mark.parametrize(("data", "reason"), NO_MODELS)
def test_what_is_no_model_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(ModelError, match=reason):
        read_model(data)
