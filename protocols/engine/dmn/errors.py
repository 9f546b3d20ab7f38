"""What can go wrong at the border. Every error names the decision, row and column, or the input, it is about."""

from dataclasses import dataclass

from protocols.engine.errors import EngineError


@dataclass
class ModelError(EngineError):
    """A file that is no DMN model, or a part of a model that cannot be evaluated."""

    reason: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}" if self.place else self.reason


@dataclass
class InputError(EngineError):
    """An input that the model does not name, or one of the wrong type."""

    name: str
    reason: str

    def __str__(self) -> str:
        return f"input {self.name}: {self.reason}"
