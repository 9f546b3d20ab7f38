"""What a DMN model holds, as written: types, inputs, decisions and the knowledge they call (DMN 1.5, chapter 7)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from protocols.engine.tables import Aggregation, HitPolicy

ANY_TYPE = "Any"


@dataclass(frozen=True)
class ItemDefinition:
    """A type of the model: another type, narrowed to the allowed values, or a structure of components."""

    name: str
    base: str = ANY_TYPE
    components: Mapping[str, "ItemDefinition"] = field(default_factory=dict)
    is_collection: bool = False
    allowed: str = ""
    """Unary tests, of each member where the type is a collection."""


@dataclass(frozen=True)
class InputClause:
    """An input column. `values` are unary tests that the value has to pass."""

    expression: str
    type: str = ANY_TYPE
    label: str = ""
    values: str = ""


@dataclass(frozen=True)
class OutputClause:
    """An output column; `values` are in order of priority."""

    name: str = ""
    type: str = ANY_TYPE
    values: str = ""
    default: str = ""


@dataclass(frozen=True)
class Rule:
    """One row: a cell for every input column and an expression for every output column."""

    id: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True)
class TableLogic:
    """A decision table."""

    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[Rule, ...]
    hit_policy: HitPolicy = HitPolicy.UNIQUE
    aggregation: Aggregation = Aggregation.NONE


@dataclass(frozen=True)
class LiteralLogic:
    """A FEEL expression."""

    text: str


@dataclass(frozen=True)
class InvocationLogic:
    """A call of a knowledge model, each parameter bound to the value of an expression."""

    function: str
    bindings: tuple[tuple[str, "Logic"], ...]


@dataclass(frozen=True)
class ContextLogic:
    """Values computed one after the other; the one without a name is the result, or else all of them are."""

    entries: tuple[tuple[str, "Logic"], ...]


@dataclass(frozen=True)
class UnknownLogic:
    """A kind of boxed expression that is not evaluated here; `kind` is the standard's name for it, empty for none."""

    kind: str


Logic: TypeAlias = TableLogic | LiteralLogic | InvocationLogic | ContextLogic | UnknownLogic


@dataclass(frozen=True)
class Decision:
    """A decision: its name, the type of its value and its logic."""

    name: str
    type: str
    logic: Logic


@dataclass(frozen=True)
class Knowledge:
    """A business knowledge model: a function with named parameters."""

    name: str
    parameters: tuple[str, ...]
    logic: Logic


@dataclass(frozen=True)
class Model:
    """A whole model. Names are unique within each of the mappings."""

    name: str
    types: Mapping[str, ItemDefinition]
    inputs: Mapping[str, str]
    """Input name -> type."""
    decisions: Mapping[str, Decision]
    knowledge: Mapping[str, Knowledge]

    def names(self) -> frozenset[str]:
        """Every name that an expression of the model may use."""
        return frozenset((*self.inputs, *self.decisions, *self.knowledge))

    def components(self) -> frozenset[str]:
        """Every name that may follow a dot."""
        typed = {name for one in self.types.values() for name in _component_names(one)}
        tables = (one.logic for one in self.decisions.values() if isinstance(one.logic, TableLogic))
        return frozenset(typed | {output.name for table in tables for output in table.outputs if output.name})


def _component_names(definition: ItemDefinition) -> Iterator[str]:
    for name, component in definition.components.items():
        yield name
        yield from _component_names(component)
