"""From the decision table of a model to the engine's own: its cells, its index and its hit policies decide."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from protocols.engine.dmn.errors import ModelError
from protocols.engine.dmn.expressions import NOTES, Evaluate, Scope, parse_expression
from protocols.engine.dmn.input_entries import needs_names, read_entry
from protocols.engine.dmn.model import InputClause, OutputClause, TableLogic
from protocols.engine.dmn.names import Names
from protocols.engine.dmn.types import Context, Types
from protocols.engine.errors import CellError, HitPolicyError
from protocols.engine.facts import Facts
from protocols.engine.hit_policies import result
from protocols.engine.tables import CompiledTable, DecisionTable, HitPolicy, Output, Row

BY_PRIORITY = (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)


@dataclass(frozen=True)
class _Column:
    """An input column; `key` tells it from the others of the table."""

    key: str
    evaluate: Evaluate
    allowed: str


class Table:
    """A decision table of a model, ready to be asked.

    Raises `ModelError`, naming table, row and column, for whatever cannot be read.
    """

    def __init__(self, logic: TableLogic, place: str, names: Names, types: Types, type_name: str) -> None:
        self.place, self.names, self.types = place, names, types
        self.columns = self._columns(logic.inputs)
        self.defaults = [self._default(clause) for clause in logic.outputs]
        self.table = DecisionTable(
            name=place,
            rows=tuple(self._row(number, rule.inputs) for number, rule in enumerate(logic.rules, 1)),
            inputs=tuple(column.key for column in self.columns),
            outputs=tuple(self._output(clause, logic, type_name) for clause in logic.outputs),
            hit_policy=logic.hit_policy,
            aggregation=logic.aggregation,
        )
        self._check_priorities()
        self.outputs = {str(number): self._outputs(number, rule.outputs) for number, rule in enumerate(logic.rules, 1)}
        is_open = any(needs_names(cell) for row in self.table.rows for cell in row.when.values())
        self.compiled = None if is_open else CompiledTable(self.table)

    def _columns(self, clauses: tuple[InputClause, ...]) -> list[_Column]:
        """The columns under their labels; those that share one are numbered."""
        labels = [clause.label or clause.expression for clause in clauses]
        columns = []
        for number, (label, clause) in enumerate(zip(labels, clauses, strict=True), 1):
            key = label if label and labels.count(label) == 1 else f"{label} ({number})".lstrip()
            place = f"{self.place}, column {key}"
            if not clause.expression:
                raise ModelError("the input has no expression", place)
            columns.append(_Column(key, self._expression(clause.expression, place), clause.values))
        return columns

    def _row(self, number: int, texts: tuple[str, ...]) -> Row:
        when = {}
        for column, text in zip(self.columns, texts, strict=True):
            with _at(f"{self.place}, row {number}, column {column.key}"):
                cell = read_entry(text, self.names)
            if cell.tests:
                when[column.key] = cell
        return Row(str(number), when, {})

    def _outputs(self, number: int, texts: tuple[str, ...]) -> dict[str, Evaluate]:
        return {
            output.name: self._expression(text, f"{self.place}, row {number}, output {output.name}".rstrip())
            for output, text in zip(self.table.outputs, texts, strict=True)
        }

    def _default(self, clause: OutputClause) -> Evaluate:
        return self._expression(clause.default, f"{self.place}, default output {clause.name}".rstrip())

    def _expression(self, text: str, place: str) -> Evaluate:
        """The value of an output; an empty one, or a dash, is null."""
        if text in ("", "-"):
            return lambda scope: None
        with _at(place):
            return parse_expression(text, self.names).evaluate

    def _output(self, clause: OutputClause, logic: TableLogic, type_name: str) -> Output:
        """The column, with its values in order of priority where the hit policy asks for one."""
        is_only = len(logic.outputs) == 1
        if not clause.name and not is_only:
            raise ModelError("one of several outputs has no name", self.place)
        if logic.hit_policy not in BY_PRIORITY:
            return Output(clause.name)
        of_decision = self.types.values(type_name, "" if is_only else clause.name)
        values = clause.values or self.types.values(clause.type) or of_decision
        listed = self.types.cell(values, f"{self.place}, output {clause.name}".rstrip()).literals() if values else ()
        return Output(clause.name, listed or ())

    def _check_priorities(self) -> None:
        if self.table.hit_policy in BY_PRIORITY and not any(output.values for output in self.table.outputs):
            policy = self.table.hit_policy.name.replace("_", " ").lower()
            raise ModelError(f"the hit policy {policy} needs output values in order of priority", self.place)

    def decide(self, scope: Scope) -> Any:
        """The value of the table. Where the rows that fire break the hit policy it is None, and a note says so."""
        values = {column.key: self._input(column, scope) for column in self.columns}
        fired = self._compiled(scope).ask(Facts(values)).fired
        rows = [replace(row, then=self._then(row, scope)) for row in fired]
        try:
            return _frozen(result(self._with_defaults(scope), rows))
        except HitPolicyError as error:
            scope[NOTES].append(f"{error.table}: {error.reason}, so its value is null")
            return None

    def _input(self, column: _Column, scope: Scope) -> Any:
        value, notes = column.evaluate(scope), scope[NOTES]
        path = f"{self.place}, column {column.key}"
        if isinstance(value, tuple):
            return tuple(self.types.allowed(one, column.allowed, path, notes) for one in value)
        return self.types.allowed(value, column.allowed, path, notes)

    def _compiled(self, scope: Scope) -> CompiledTable:
        if self.compiled:
            return self.compiled
        rows = (
            replace(row, when={key: cell.bound(scope) for key, cell in row.when.items()}) for row in self.table.rows
        )
        return CompiledTable(replace(self.table, rows=tuple(rows)))

    def _then(self, row: Row, scope: Scope) -> dict[str, Any]:
        return {name: evaluate(scope) for name, evaluate in self.outputs[row.id].items()}

    def _with_defaults(self, scope: Scope) -> DecisionTable:
        pairs = zip(self.table.outputs, self.defaults, strict=True)
        return replace(self.table, outputs=tuple(replace(one, default=default(scope)) for one, default in pairs))


@contextmanager
def _at(place: str) -> Iterator[None]:
    """Turns an error about a text into one that says where the text stands."""
    try:
        yield
    except CellError as error:
        raise ModelError(str(error), place) from error


def _frozen(value: Any) -> Any:
    """The engine's lists and dicts as FEEL values."""
    if isinstance(value, list):
        return tuple(map(_frozen, value))
    return Context(value) if isinstance(value, dict) else value
