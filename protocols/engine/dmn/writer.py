"""Writing one of our tables as a DMN 1.5 model that other engines evaluate to the same values.

A fact `patient.age` becomes the component `age` of an input `patient`. S-FEEL has no test for "any member of a list",
so the cells of list-valued facts are written in full FEEL: `list contains(?, "ssri") or list contains(?, "snri")`.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from protocols.engine.cells import Cell
from protocols.engine.literals import literal_text
from protocols.engine.tables import DecisionTable, HitPolicy, Row

NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"
FEEL = "https://www.omg.org/spec/DMN/20230324/FEEL/"
LIST = "tTexts"
"""The type of list-valued facts and outputs: a collection of strings."""
ANNOTATIONS = ("id", "sources", "mark", "note")
MANY = (HitPolicy.COLLECT, HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER)


def write_model(table: DecisionTable, types: Mapping[str, str], *, namespace: str, description: str) -> bytes:
    """The table as DMN 1.5 XML. `types` gives number, string, boolean or `LIST` for every input and output column."""
    root = Element(
        "definitions",
        {"xmlns": NAMESPACE, "expressionLanguage": FEEL, "typeLanguage": FEEL}
        | {"id": "model", "name": table.name, "namespace": namespace, "exporter": "Axis"},
    )
    SubElement(root, "description").text = description
    groups = _groups(table.inputs)
    _write_types(root, table, groups, types)
    for group in groups:
        data = SubElement(root, "inputData", id=f"input_{group}", name=group)
        SubElement(data, "variable", name=group, typeRef=_input_type(group, groups, types))
    decision = SubElement(root, "decision", id="decision", name=table.name)
    SubElement(decision, "variable", name=table.name, typeRef=_result_type(table))
    for group in groups:
        requirement = SubElement(decision, "informationRequirement", id=f"requirement_{group}")
        SubElement(requirement, "requiredInput", href=f"#input_{group}")
    _write_table(decision, table, types)
    indent(root)
    xml: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return xml + b"\n"


def _groups(inputs: Iterable[str]) -> dict[str, list[str]]:
    """The inputs of the model, each with the facts that are its components; a fact without a dot has none."""
    groups: dict[str, list[str]] = {}
    for name in inputs:
        group, _, component = name.partition(".")
        groups.setdefault(group, []).extend([component] if component else [])
    return groups


def _input_type(group: str, groups: Mapping[str, list[str]], types: Mapping[str, str]) -> str:
    return _type_name(group) if groups[group] else types[group]


def _type_name(name: str) -> str:
    return "t" + "".join(word.capitalize() for word in name.split("_"))


def _result_type(table: DecisionTable) -> str:
    return _type_name(f"{table.name}_{'results' if table.hit_policy in MANY else 'result'}")


def _write_types(
    root: Element, table: DecisionTable, groups: Mapping[str, list[str]], types: Mapping[str, str]
) -> None:
    texts = SubElement(root, "itemDefinition", name=LIST, isCollection="true")
    SubElement(texts, "typeRef").text = "string"
    for group, components in groups.items():
        if components:
            _write_structure(root, _type_name(group), {one: types[f"{group}.{one}"] for one in components})
    result = _type_name(f"{table.name}_result")
    _write_structure(root, result, {output.name: types[output.name] for output in table.outputs})
    if _result_type(table) != result:
        results = SubElement(root, "itemDefinition", name=_result_type(table), isCollection="true")
        SubElement(results, "typeRef").text = result


def _write_structure(root: Element, name: str, components: Mapping[str, str]) -> None:
    definition = SubElement(root, "itemDefinition", name=name)
    for component, type_name in components.items():
        SubElement(SubElement(definition, "itemComponent", name=component), "typeRef").text = type_name


def _write_table(decision: Element, table: DecisionTable, types: Mapping[str, str]) -> None:
    policy = table.hit_policy.name.replace("_", " ")
    element = SubElement(decision, "decisionTable", id="table", hitPolicy=policy, outputLabel=table.name)
    for name in table.inputs:
        expression = SubElement(SubElement(element, "input", label=name), "inputExpression", typeRef=types[name])
        SubElement(expression, "text").text = name
    for output in table.outputs:
        SubElement(element, "output", name=output.name, typeRef=types[output.name])
    for annotation in ANNOTATIONS:
        SubElement(element, "annotation", name=annotation)
    for number, row in enumerate(table.rows, 1):
        _write_rule(SubElement(element, "rule", id=f"row_{number}"), row, table, types)


def _write_rule(rule: Element, row: Row, table: DecisionTable, types: Mapping[str, str]) -> None:
    for name in table.inputs:
        _write_text(rule, "inputEntry", entry_text(row.when.get(name), is_list=types[name] == LIST))
    for output in table.outputs:
        _write_text(rule, "outputEntry", literal_text(row.then[output.name]))
    for text in (row.id, "; ".join(row.sources), row.mark, row.note):
        _write_text(rule, "annotationEntry", text)


def _write_text(parent: Element, name: str, text: str) -> None:
    SubElement(SubElement(parent, name), "text").text = text


def entry_text(cell: Cell | None, *, is_list: bool) -> str:
    """The FEEL of a cell. Raises `ValueError` for a cell of a list-valued fact that does more than list values."""
    if cell is None or not cell.tests:
        return "-"
    if not is_list:
        return str(cell)
    text = " or ".join(f"list contains(?, {literal_text(value)})" for value in _listed(cell))
    return f"not({text})" if cell.negated else text


def _listed(cell: Cell) -> tuple[Any, ...]:
    values = Cell(cell.tests).literals()
    if values is None:
        raise ValueError(f"{cell} asks more of a list than which values it has")
    return values
