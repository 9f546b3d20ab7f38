"""From JSON to FEEL values by the types of a model, and back (DMN 1.5, 10.3.2.9)."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from sys import float_info
from typing import Any

from protocols.engine.cells import Cell, parse_cell
from protocols.engine.dmn.errors import InputError, ModelError
from protocols.engine.dmn.model import ItemDefinition
from protocols.engine.errors import CellError
from protocols.engine.literals import EXAMPLES, Months, read_temporal, temporal_text
from protocols.engine.truth import TRUE

NUMBERS = ("number", "integer", "int", "long", "double", "decimal", "float")
"""The standard's number, and what other tools call it."""
LARGEST = float_info.max
TEMPORAL = {
    "date": "date",
    "time": "time",
    "date and time": "date and time",
    "dateTime": "date and time",
    "days and time duration": "duration",
    "dayTimeDuration": "duration",
    "years and months duration": "duration",
    "yearMonthDuration": "duration",
}
DURATIONS = {"day": timedelta, "yea": Months}
"""Which duration a type means, by the start of its name."""


class Context(dict[str, Any]):
    """A FEEL structure. It never changes, so it may stand where a value has to be hashable."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self))


class Types:
    """The types of one model. `notes` collects, in words, where a value became null."""

    def __init__(self, definitions: Mapping[str, ItemDefinition]) -> None:
        self.definitions = definitions
        self._cells: dict[str, Cell] = {}

    def read(self, value: Any, type_name: str, path: str, notes: list[str]) -> Any:
        """The FEEL value of a JSON value. Raises `InputError` when it is not of the type.

        A value of the type that is not among its allowed values is null, and noted.
        """
        if value is None:
            return None
        if type_name in self.definitions:
            return self._read_defined(value, self.definitions[type_name], path, notes)
        if type_name in NUMBERS:
            return _number(value, path)
        if type_name in TEMPORAL:
            return _temporal(value, type_name, path)
        if type_name == "string" and not isinstance(value, str):
            raise InputError(path, f"must be a string, not {_shown(value)}")
        if type_name == "boolean" and not isinstance(value, bool):
            raise InputError(path, f"must be true or false, not {_shown(value)}")
        return untyped(value, path)

    def _read_defined(self, value: Any, definition: ItemDefinition, path: str, notes: list[str]) -> Any:
        if not definition.is_collection:
            return self._read_one(value, definition, path, notes)
        if not isinstance(value, list):
            raise InputError(path, f"must be a list, not {_shown(value)}")
        return tuple(self._read_one(one, definition, f"{path}[{place}]", notes) for place, one in enumerate(value))

    def _read_one(self, value: Any, definition: ItemDefinition, path: str, notes: list[str]) -> Any:
        if definition.components:
            read: Any = self._read_structure(value, definition.components, path, notes)
        else:
            read = self.read(value, definition.base, path, notes)
        return self.allowed(read, definition.allowed, path, notes)

    def _read_structure(
        self, value: Any, components: Mapping[str, ItemDefinition], path: str, notes: list[str]
    ) -> Context | None:
        if value is None:
            return None
        if not isinstance(value, dict):
            raise InputError(path, f"must be an object, not {_shown(value)}")
        for name in value:
            if name not in components:
                raise InputError(f"{path}.{name}", f"the type has only {', '.join(components)}")
        return Context(
            (name, None if value.get(name) is None else self._read_defined(value[name], one, f"{path}.{name}", notes))
            for name, one in components.items()
        )

    def allowed(self, value: Any, tests: str, path: str, notes: list[str]) -> Any:
        """The value, or None with a note when the unary tests refuse it."""
        if value is None or not tests:
            return value
        if self.cell(tests, path).decide(value) is TRUE:
            return value
        notes.append(f"{path}: {_shown(to_json(value))} is not one of {tests}, so it is null")
        return None

    def conform(self, value: Any, type_name: str, path: str, notes: list[str]) -> Any:
        """A computed value, with None and a note where the allowed values of its type refuse it."""
        definition = self.definitions.get(type_name)
        return value if definition is None else self._conformed(value, definition, path, notes)

    def _conformed(self, value: Any, definition: ItemDefinition, path: str, notes: list[str]) -> Any:
        if isinstance(value, tuple):
            return tuple(self._conformed(one, definition, path, notes) for one in value)
        if isinstance(value, Context):
            parts = definition.components
            return Context(
                (name, self._conformed(one, parts[name], f"{path}.{name}", notes) if name in parts else one)
                for name, one in value.items()
            )
        return self.allowed(self.conform(value, definition.base, path, notes), definition.allowed, path, notes)

    def values(self, type_name: str, component: str = "") -> str:
        """The allowed values of a type, or of one of its components, as unary tests; empty when anything goes."""
        definition = self.definitions.get(type_name)
        if definition and component:
            definition = definition.components.get(component)
        if definition is None:
            return ""
        return definition.allowed or self.values(definition.base)

    def cell(self, tests: str, path: str) -> Cell:
        """The unary tests, read once. Raises `ModelError`."""
        if tests not in self._cells:
            try:
                self._cells[tests] = parse_cell(tests)
            except CellError as error:
                raise ModelError(f"the allowed values cannot be read: {error}", path) from error
        return self._cells[tests]


def _number(value: Any, path: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= LARGEST:
        raise InputError(path, f"must be a number, not {_shown(value)}")
    return int(value) if value == int(value) else value


def _temporal(value: Any, type_name: str, path: str) -> Any:
    kind = TEMPORAL[type_name]
    try:
        if not isinstance(value, str):
            raise ValueError(_shown(value))
        read = read_temporal(kind, value)
        if kind == "duration" and not isinstance(read, DURATIONS[type_name[:3]]):
            raise ValueError(value)
    except ValueError as error:
        raise InputError(path, f"must be a {type_name} such as {EXAMPLES[kind]}, not {_shown(value)}") from error
    return read


def untyped(value: Any, path: str) -> Any:
    """The FEEL value of JSON whose type no model declares."""
    if isinstance(value, list):
        return tuple(untyped(one, f"{path}[{place}]") for place, one in enumerate(value))
    if isinstance(value, dict):
        return Context((name, untyped(one, f"{path}.{name}")) for name, one in value.items())
    if isinstance(value, (bool, str)) or value is None:
        return value
    return _number(value, path)


def to_json(value: Any) -> Any:
    """The JSON of a FEEL value; dates, times and durations as their text."""
    if isinstance(value, (tuple, list)):
        return [to_json(one) for one in value]
    if isinstance(value, dict):
        return {name: to_json(one) for name, one in value.items()}
    if isinstance(value, (date, datetime, time, timedelta, Months)):
        return temporal_text(value)
    if callable(value):
        raise ModelError("a function is no value; call it with its arguments")
    return value


def _shown(value: Any) -> str:
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
