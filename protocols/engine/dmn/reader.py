"""Reading a DMN model from XML. Entities are refused, so that nothing is fetched and nothing grows beyond its size."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from protocols.engine.dmn.errors import ModelError
from protocols.engine.dmn.model import (
    ANY_TYPE,
    ContextLogic,
    Decision,
    InputClause,
    InvocationLogic,
    ItemDefinition,
    Knowledge,
    LiteralLogic,
    Logic,
    Model,
    OutputClause,
    Rule,
    TableLogic,
    UnknownLogic,
)
from protocols.engine.dmn.names import WORD, one_space
from protocols.engine.tables import Aggregation, HitPolicy

VERSIONS = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
LARGEST = 10 * 1024 * 1024
"""The largest model that is read, in bytes."""

LOGIC = ("decisionTable", "literalExpression", "invocation", "context")
OTHER_LOGIC = ("relation", "list", "functionDefinition", "conditional", "filter", "for", "some", "every")


def read_model(data: bytes) -> Model:
    """The model in an XML document. Raises `ModelError` when it is no XML, not safe, or not DMN 1.1 to 1.5."""
    if len(data) > LARGEST:
        raise ModelError(f"the model is larger than {LARGEST // 1024 // 1024} MB")
    try:
        return _model(fromstring(data))
    except ParseError as error:
        raise ModelError(f"the model is not well-formed XML: {error}") from error
    except DefusedXmlException as error:
        raise ModelError("the model declares XML entities, which are not read") from error
    except (ValueError, LookupError) as error:
        raise ModelError(f"the model cannot be read as XML: {error}") from error
    except RecursionError as error:
        raise ModelError("the model is nested too deeply") from error


def _model(root: Element) -> Model:
    namespace, _, kind = root.tag.removeprefix("{").rpartition("}")
    if kind != "definitions" or namespace not in VERSIONS:
        versions = ", ".join(VERSIONS.values())
        raise ModelError(
            f"the document is a {kind!r} of {namespace or 'no namespace'!r}, not a model of DMN {versions}"
        )
    _check_language(root)
    decisions = [_decision(one) for one in _children(root, "decision")]
    inputs = {_name(one): _type(next(_children(one, "variable"), None)) for one in _children(root, "inputData")}
    knowledge = [_knowledge(one) for one in _children(root, "businessKnowledgeModel")]
    types = [_item_definition(one) for one in _children(root, "itemDefinition")]
    model = Model(
        name=_name(root),
        types={one.name: one for one in types},
        inputs=inputs,
        decisions={one.name: one for one in decisions},
        knowledge={one.name: one for one in knowledge},
    )
    inputs.update(_undeclared_inputs(model))
    return model


def _undeclared_inputs(model: Model) -> Iterator[tuple[str, str]]:
    """Inputs that only the columns of tables tell of, or tell the type of."""
    known = model.names()
    for decision in model.decisions.values():
        for clause in decision.logic.inputs if isinstance(decision.logic, TableLogic) else ():
            name = clause.expression.partition(".")[0].strip()
            if name == clause.expression and model.inputs.get(name) == ANY_TYPE:
                yield name, clause.type
            elif name not in known and re.fullmatch(WORD, name):
                yield name, clause.type if name == clause.expression else ANY_TYPE


def _children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if _local(child) == name)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _name(element: Element) -> str:
    return one_space(element.get("name", ""))


def _text(element: Element, child: str) -> str:
    """The text of an expression or of unary tests; empty when there is none."""
    for found in _children(element, child):
        _check_language(found)
        return "".join(text.text or "" for text in _children(found, "text")).strip()
    return ""


def _check_language(element: Element) -> None:
    language = element.get("expressionLanguage", "FEEL")
    if "feel" not in language.lower():
        raise ModelError(f"an expression is written in {language!r}; only FEEL is read")


def _type(element: Element | None) -> str:
    """The type an element refers to, by attribute or by child, without the prefix that DMN 1.1 puts before it."""
    if element is None:
        return ANY_TYPE
    text = element.get("typeRef") or "".join(child.text or "" for child in _children(element, "typeRef"))
    return one_space(text.rpartition(":")[2]) or ANY_TYPE


def _item_definition(element: Element) -> ItemDefinition:
    components = [_item_definition(one) for one in _children(element, "itemComponent")]
    return ItemDefinition(
        name=_name(element),
        base=_type(element),
        components={one.name: one for one in components},
        is_collection=element.get("isCollection") == "true",
        allowed=_text(element, "allowedValues"),
    )


def _decision(element: Element) -> Decision:
    name = _name(element)
    return Decision(name, _type(next(_children(element, "variable"), None)), _logic(element, f"decision {name}"))


def _knowledge(element: Element) -> Knowledge:
    name = _name(element)
    function = next(_children(element, "encapsulatedLogic"), None)
    if function is None:
        return Knowledge(name, (), UnknownLogic(""))
    parameters = tuple(_name(one) for one in _children(function, "formalParameter"))
    if function.get("kind", "FEEL") != "FEEL":
        return Knowledge(name, parameters, UnknownLogic(f"{function.get('kind')} function"))
    return Knowledge(name, parameters, _logic(function, f"knowledge model {name}"))


def _logic(parent: Element, place: str) -> Logic:
    """The boxed expression among the children of an element."""
    found = next((child for child in parent if _local(child) in (*LOGIC, *OTHER_LOGIC)), None)
    if found is None:
        return UnknownLogic("")
    kind = _local(found)
    if kind == "decisionTable":
        return _table(found, place)
    if kind == "literalExpression":
        return LiteralLogic(_text(parent, kind))
    if kind == "invocation":
        return InvocationLogic(_text(found, "literalExpression"), tuple(_bindings(found, place)))
    if kind == "context":
        return ContextLogic(tuple(_entries(found, place)))
    return UnknownLogic(kind)


def _bindings(element: Element, place: str) -> Iterator[tuple[str, Logic]]:
    for binding in _children(element, "binding"):
        yield next((_name(one) for one in _children(binding, "parameter")), ""), _logic(binding, place)


def _entries(element: Element, place: str) -> Iterator[tuple[str, Logic]]:
    for entry in _children(element, "contextEntry"):
        yield next((_name(one) for one in _children(entry, "variable")), ""), _logic(entry, place)


def _table(element: Element, place: str) -> TableLogic:
    inputs = tuple(_input(one) for one in _children(element, "input"))
    outputs = tuple(_output(one) for one in _children(element, "output"))
    if not outputs:
        raise ModelError("the decision table has no output", place)
    return TableLogic(
        inputs=inputs,
        outputs=outputs,
        rules=tuple(
            _rule(rule, len(inputs), len(outputs), f"{place}, row {number}")
            for number, rule in enumerate(_children(element, "rule"), 1)
        ),
        hit_policy=_hit_policy(element, place),
        aggregation=_aggregation(element, len(outputs), place),
    )


def _hit_policy(element: Element, place: str) -> HitPolicy:
    name = element.get("hitPolicy", "UNIQUE")
    try:
        return HitPolicy[name.replace(" ", "_")]
    except KeyError:
        raise ModelError(f"there is no hit policy {name!r}", place) from None


def _aggregation(element: Element, outputs: int, place: str) -> Aggregation:
    name = element.get("aggregation", "NONE")
    if name not in Aggregation.__members__:
        raise ModelError(f"there is no aggregation {name!r}", place)
    if outputs > 1 and name not in ("NONE", "COUNT"):
        raise ModelError(f"{name} over {outputs} outputs means nothing", place)
    return Aggregation[name]


def _input(element: Element) -> InputClause:
    expression = next(_children(element, "inputExpression"), None)
    return InputClause(
        expression=_text(element, "inputExpression"),
        type=_type(expression),
        label=one_space(element.get("label", "")),
        values=_text(element, "inputValues"),
    )


def _output(element: Element) -> OutputClause:
    return OutputClause(
        name=_name(element),
        type=_type(element),
        values=_text(element, "outputValues"),
        default=_text(element, "defaultOutputEntry"),
    )


def _rule(element: Element, inputs: int, outputs: int, place: str) -> Rule:
    cells = tuple(_entry(one) for one in _children(element, "inputEntry"))
    values = tuple(_entry(one) for one in _children(element, "outputEntry"))
    if (len(cells), len(values)) != (inputs, outputs):
        raise ModelError(
            f"the row has {len(cells)} input and {len(values)} output entries for {inputs} and {outputs} columns", place
        )
    return Rule(element.get("id", ""), cells, values)


def _entry(element: Element) -> str:
    _check_language(element)
    return "".join(text.text or "" for text in _children(element, "text")).strip()
