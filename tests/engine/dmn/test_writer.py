"""Our tables as DMN models: well formed, and read back to the same decisions."""

from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from protocols.engine.cells import Cell, parse_cell
from protocols.engine.dmn.evaluation import Evaluator
from protocols.engine.dmn.reader import read_model
from protocols.engine.dmn.writer import LIST, NAMESPACE, entry_text, write_model
from protocols.engine.facts import Facts, Members
from protocols.engine.hit_policies import result
from protocols.engine.tables import CompiledTable, DecisionTable, HitPolicy, Output, Row

TYPES = {
    "patient.age": "number",
    "patient.sex": "string",
    "patient.pregnant": "boolean",
    "classes": LIST,
    "message": "string",
    "hours": "number",
    "slots": LIST,
    "with_food": "boolean",
}
INPUTS = ("patient.age", "patient.sex", "patient.pregnant", "classes")
OUTPUTS = tuple(map(Output, ("message", "hours", "slots", "with_food")))


def row(number: int, *cells: str, then: tuple[Any, ...] = ("Take care.", 4, ("morning",), True)) -> Row:
    when = {name: cell for name, text in zip(INPUTS, cells, strict=True) if (cell := parse_cell(text)).tests}
    names = (output.name for output in OUTPUTS)
    return Row(f"R-{number}", when, dict(zip(names, then, strict=True)), ("S1", "S2"), "V", "Because.")


def written(*rows: Row, policy: HitPolicy = HitPolicy.COLLECT) -> tuple[DecisionTable, bytes]:
    table = DecisionTable("advice", rows, INPUTS, OUTPUTS, policy)
    return table, write_model(table, TYPES, namespace="urn:test", description="A test.")


def part(root: Element, path: str) -> list[Element]:
    return root.findall("/".join(f"{{{NAMESPACE}}}{name}" for name in path.split("/")))


def test_a_row_keeps_its_id_sources_mark_and_note() -> None:
    _, xml = written(row(1, ">= 65", '"female"', "-", 'not("ssri", "snri")'))
    rule = part(fromstring(xml), "decision/decisionTable/rule")[0]
    texts = ["".join(entry.itertext()).strip() for entry in rule]
    assert texts[:4] == [">= 65", '"female"', "-", 'not(list contains(?, "ssri") or list contains(?, "snri"))']
    assert texts[4:8] == ['"Take care."', "4", '["morning"]', "true"]
    assert texts[8:] == ["R-1", "S1; S2", "V", "Because."]


def test_inputs_are_typed_and_required() -> None:
    root = fromstring(written(row(1, "-", "-", "-", "-"))[1])
    variables = {one.get("name"): one.get("typeRef") for one in part(root, "inputData/variable")}
    assert variables == {"patient": "tPatient", "classes": LIST}
    required = [one.get("href") for one in part(root, "decision/informationRequirement/requiredInput")]
    assert required == ["#input_patient", "#input_classes"]
    assert [one.get("typeRef") for one in part(root, "decision/variable")] == ["tAdviceResults"]


@pytest.mark.parametrize("text", ['< "m"', '["a".."b"]'])
def test_a_list_is_asked_only_for_its_members(text: str) -> None:
    with pytest.raises(ValueError, match="asks more of a list"):
        entry_text(parse_cell(text), is_list=True)


def test_an_empty_cell_is_a_dash() -> None:
    assert [entry_text(cell, is_list=True) for cell in (None, Cell())] == ["-", "-"]


def test_texts_survive_the_journey() -> None:
    message = 'µg \\ "quoted"\n<b>&amp; next line'
    _, xml = written(row(1, "-", "-", "-", "-", then=(message, 0.1, (), None)), policy=HitPolicy.FIRST)
    value = Evaluator(read_model(xml)).decide("advice", {}).value
    assert value == {"message": message, "hours": 0.1, "slots": [], "with_food": None}


CODES = ("ssri", "snri", "maoi")
ROWS = st.lists(
    st.builds(
        row,
        st.integers(1, 99),
        st.sampled_from(["-", "< 18", "[18..65)", "not(>= 65)", "40", "1e10"]),
        st.sampled_from(["-", '"female"', '"female", "other"', 'not("male")']),
        st.sampled_from(["-", "true", "false"]),
        st.sampled_from(["-", '"ssri"', '"ssri", "maoi"', 'not("snri")', 'not("ssri", "maoi")']),
    ),
    max_size=6,
)


@given(
    ROWS,
    st.sampled_from([HitPolicy.COLLECT, HitPolicy.FIRST, HitPolicy.ANY, HitPolicy.RULE_ORDER]),
    st.sampled_from([17, 18, 40, 64.9, 65]),
    st.sampled_from(["female", "male", "other"]),
    st.booleans(),
    st.frozensets(st.sampled_from(CODES)),
)
def test_a_table_read_back_decides_the_same(
    rows: list[Row], policy: HitPolicy, age: float, sex: str, pregnant: bool, classes: frozenset[str]
) -> None:
    table, xml = written(*rows, policy=policy)
    facts = Facts({"patient.age": age, "patient.sex": sex, "patient.pregnant": pregnant, "classes": Members(classes)})
    expected = result(table, CompiledTable(table).ask(facts).fired)
    inputs = {"patient": {"age": age, "sex": sex, "pregnant": pregnant}, "classes": sorted(classes)}
    assert Evaluator(read_model(xml)).decide("advice", inputs).value == as_json(expected)


def as_json(value: Any) -> Any:
    """The engine's value with lists where it has tuples."""
    if isinstance(value, (list, tuple)):
        return [as_json(one) for one in value]
    return {name: as_json(one) for name, one in value.items()} if isinstance(value, dict) else value
