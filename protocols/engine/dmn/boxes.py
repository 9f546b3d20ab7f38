"""Boxed expressions: from the logic of a decision to a function of the names in scope (DMN 1.5, 7.3 and 10.2)."""

from collections import ChainMap
from dataclasses import dataclass

from protocols.engine.dmn.errors import ModelError
from protocols.engine.dmn.expressions import Evaluate, Scope, parse_expression
from protocols.engine.dmn.model import (
    ANY_TYPE,
    ContextLogic,
    InvocationLogic,
    LiteralLogic,
    Logic,
    TableLogic,
)
from protocols.engine.dmn.names import Names, one_space
from protocols.engine.dmn.tables import Table
from protocols.engine.dmn.types import Context, Types
from protocols.engine.errors import CellError


@dataclass(frozen=True)
class Compiler:
    """Compiles the logic of one model; `functions` are the names of its knowledge models."""

    types: Types
    functions: frozenset[str]

    def logic(self, logic: Logic, names: Names, place: str, type_name: str = ANY_TYPE) -> Evaluate:
        """The value of the logic for given values of the names. Raises `ModelError`, naming the place."""
        if isinstance(logic, TableLogic):
            return Table(logic, place, names, self.types, type_name).decide
        if isinstance(logic, LiteralLogic):
            return self._literal(logic, names, place)
        if isinstance(logic, InvocationLogic):
            return self._invocation(logic, names, place)
        if isinstance(logic, ContextLogic):
            return self._context(logic, names, place, type_name)
        if logic.kind:
            raise ModelError(f"it is not a decision table but a {logic.kind}, which is not evaluated here", place)
        raise ModelError("it has no logic; give its value as an input", place)

    @staticmethod
    def _literal(logic: LiteralLogic, names: Names, place: str) -> Evaluate:
        try:
            return parse_expression(logic.text, names).evaluate
        except CellError as error:
            raise ModelError(str(error), place) from error

    def _invocation(self, logic: InvocationLogic, names: Names, place: str) -> Evaluate:
        function = one_space(logic.function)
        if function not in self.functions:
            raise ModelError(f'there is no knowledge model "{function}" to invoke', place)
        bindings = [(name, self.logic(one, names, f"{place}, parameter {name}")) for name, one in logic.bindings]
        return lambda scope: scope[function].called({name: evaluate(scope) for name, evaluate in bindings})

    def _context(self, logic: ContextLogic, names: Names, place: str, type_name: str) -> Evaluate:
        entries = []
        for name, one in logic.entries:
            entries.append((name, self.logic(one, names, f"{place}, entry {name}" if name else place, type_name)))
            names = names.extended([name] if name else [])

        def evaluate(scope: Scope) -> object:
            values = Context()
            local: Scope = ChainMap(values, scope)  # type: ignore[arg-type]
            for name, entry in entries:
                if not name:
                    return entry(local)
                values[name] = entry(local)
            return values

        return evaluate
