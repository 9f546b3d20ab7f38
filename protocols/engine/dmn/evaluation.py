"""Deciding a model: the value of one of its decisions for given inputs."""

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from protocols.engine.dmn.boxes import Compiler
from protocols.engine.dmn.errors import InputError, ModelError
from protocols.engine.dmn.expressions import NOTES, Evaluate, Scope
from protocols.engine.dmn.model import Knowledge, Model
from protocols.engine.dmn.names import Names
from protocols.engine.dmn.types import Types, to_json


@dataclass(frozen=True)
class Verdict:
    """The value of a decision as JSON, and notes, in words, on what became null on the way."""

    value: Any
    notes: tuple[str, ...]


class Evaluator:
    """One model, ready to be asked many times. What no decision needs is never compiled."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.types = Types(model.types)
        self.names = Names(model.names(), model.components())
        self._compiler = Compiler(self.types, frozenset(model.knowledge))
        self._compiled: dict[str, Evaluate] = {}

    def decide(self, decision: str, inputs: Mapping[str, Any]) -> Verdict:
        """The value of the decision for inputs given as JSON.

        The value of another decision may be given as well; then that decision is not evaluated. An input that is not
        given is null. Raises `ModelError` and `InputError`.
        """
        if decision not in self.model.decisions:
            raise ModelError(f'the model has no decision "{decision}"; it has {_listed(self.model.decisions)}')
        notes: list[str] = []
        try:
            scope = _Scope(self, self._read(decision, inputs, notes), notes)
            return Verdict(to_json(scope[decision]), tuple(dict.fromkeys(notes)))
        except RecursionError as error:
            raise ModelError("the model is nested too deeply, or a function or a type of it needs itself") from error

    def _read(self, decision: str, inputs: Mapping[str, Any], notes: list[str]) -> dict[str, Any]:
        """The inputs as FEEL values, null where they are not given."""
        types = {name: one.type for name, one in self.model.decisions.items() if name != decision}
        types.update(self.model.inputs)
        for name in inputs:
            if name not in types:
                raise InputError(name, f"the model does not name it; its inputs are {_listed(self.model.inputs)}")
        given = {name: self.types.read(value, types[name], name, notes) for name, value in inputs.items()}
        return {**dict.fromkeys(self.model.inputs), **given}

    def value_of(self, decision: str, scope: Scope) -> Any:
        """The value of a decision in a scope."""
        one, place = self.model.decisions[decision], f"decision {decision}"
        if place not in self._compiled:
            self._compiled[place] = self._compiler.logic(one.logic, self.names, place, one.type)
        return self.types.conform(self._compiled[place](scope), one.type, place, scope[NOTES])

    def body_of(self, knowledge: Knowledge) -> Evaluate:
        """The logic of a knowledge model, which reads its parameters from the scope."""
        place = f"knowledge model {knowledge.name}"
        if place not in self._compiled:
            names = self.names.extended(knowledge.parameters)
            self._compiled[place] = self._compiler.logic(knowledge.logic, names, place)
        return self._compiled[place]


@dataclass(frozen=True)
class _Function:
    """A knowledge model that can be called in a scope."""

    knowledge: Knowledge
    body: Evaluate
    scope: "_Scope"

    def __call__(self, *arguments: Any) -> Any:
        parameters = self.knowledge.parameters
        if len(arguments) != len(parameters):
            reason = f"it takes {len(parameters)} arguments, not {len(arguments)}"
            raise ModelError(reason, f"knowledge model {self.knowledge.name}")
        return self.body(self.scope.extended(zip(parameters, arguments, strict=True)))

    def called(self, bindings: Mapping[str, Any]) -> Any:
        """The value for arguments by name; a parameter without one is null."""
        for name in bindings:
            if name not in self.knowledge.parameters:
                raise ModelError(f'it has no parameter "{name}"', f"knowledge model {self.knowledge.name}")
        return self(*(bindings.get(name) for name in self.knowledge.parameters))


class _Scope(Mapping[str, Any]):
    """Every name of a model. A decision is evaluated when its name is first asked for."""

    def __init__(self, evaluator: Evaluator, values: dict[str, Any], notes: list[str]) -> None:
        self.evaluator, self.values_so_far = evaluator, {**values, NOTES: notes}
        self.open: list[str] = []

    def __getitem__(self, name: str) -> Any:
        if name not in self.values_so_far:
            self.values_so_far[name] = self._value(name)
        return self.values_so_far[name]

    def _value(self, name: str) -> Any:
        model = self.evaluator.model
        if name in model.knowledge:
            return _Function(model.knowledge[name], self.evaluator.body_of(model.knowledge[name]), self)
        if name not in model.decisions:
            raise KeyError(name)
        if name in self.open:
            raise ModelError(f"it needs its own value: {' > '.join((*self.open, name))}", f"decision {name}")
        self.open.append(name)
        value = self.evaluator.value_of(name, self)
        self.open.pop()
        return value

    def __contains__(self, name: object) -> bool:
        return name in self.values_so_far or name in self.evaluator.names.values

    def __iter__(self) -> Iterator[str]:
        return iter({**self.values_so_far, **dict.fromkeys(self.evaluator.names.values)})

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def extended(self, values: Iterable[tuple[str, Any]]) -> Scope:
        """This scope with some local values."""
        return ChainMap(dict(values), self)  # type: ignore[arg-type]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in sorted(names)) or "none"
