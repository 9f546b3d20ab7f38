"""The tests a cell is made of. Each says whether a value matches: True, False, or None where FEEL gives null, for
example when a number is compared with a string. Null is neither a match nor the opposite of one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from operator import ge, gt, le, lt
from typing import Any

from protocols.engine.literals import comparable, literal_text, same_kind

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


@dataclass(frozen=True)
class Name:
    """A name that stands where a value could: the cell is decided after `Cell.bound` has put the value in."""

    text: str

    def __str__(self) -> str:
        return self.text

    def value(self, names: Mapping[str, Any]) -> Any:
        """The value of the name; None for a part that the structure before it does not have."""
        if self.text in names:
            return names[self.text]
        whole, _, part = self.text.rpartition(".")
        structure = Name(whole.strip()).value(names) if whole else None
        return structure.get(part.strip()) if isinstance(structure, Mapping) else None


def _value(value: Any, names: Mapping[str, Any]) -> Any:
    return value.value(names) if isinstance(value, Name) else value


@dataclass(frozen=True)
class Equals:
    """The value itself."""

    value: Any

    def matches(self, value: Any) -> bool | None:
        if self.value is None or value is None:
            return value is self.value
        return bool(value == self.value) if same_kind(value, self.value) else None

    def bound(self, names: Mapping[str, Any]) -> "Equals | Holds":
        value = _value(self.value, names)
        return among(value) if isinstance(value, tuple) else Equals(value)

    def __str__(self) -> str:
        return literal_text(self.value)


@dataclass(frozen=True)
class Compares:
    """Less or greater than a value."""

    operator: str
    value: Any

    def matches(self, value: Any) -> bool | None:
        return COMPARISONS[self.operator](value, self.value) if comparable(value, self.value) else None

    def bound(self, names: Mapping[str, Any]) -> "Compares":
        return Compares(self.operator, _value(self.value, names))

    def __str__(self) -> str:
        return f"{self.operator} {literal_text(self.value)}"


@dataclass(frozen=True)
class Within:
    """Between two values, each end included or not."""

    low: Any
    high: Any
    low_included: bool = True
    high_included: bool = True

    def matches(self, value: Any) -> bool | None:
        if not (comparable(value, self.low) and comparable(value, self.high)):
            return None
        above = value >= self.low if self.low_included else value > self.low
        below = value <= self.high if self.high_included else value < self.high
        return bool(above and below)

    def bound(self, names: Mapping[str, Any]) -> "Within":
        return replace(self, low=_value(self.low, names), high=_value(self.high, names))

    def __str__(self) -> str:
        ends = "[" if self.low_included else "(", "]" if self.high_included else ")"
        return f"{ends[0]}{literal_text(self.low)}..{literal_text(self.high)}{ends[1]}"


@dataclass(frozen=True)
class Holds:
    """A condition on the value that S-FEEL cannot say; full FEEL writes the value as "?"."""

    value: str
    """The text of the condition."""
    condition: Callable[[Any, Mapping[str, Any]], bool | None]
    """What it says of a value, given the values of its names."""
    names: Mapping[str, Any] | None = None

    def matches(self, value: Any) -> bool | None:
        return self.condition(value, {} if self.names is None else self.names)

    def bound(self, names: Mapping[str, Any]) -> "Holds":
        return replace(self, names=names)

    def __str__(self) -> str:
        return self.value


Test = Equals | Compares | Within | Holds


def among(values: tuple[Any, ...]) -> Holds:
    """The test that a name for a list makes: the value is the list itself or any member of it."""
    tests = [Equals(one) for one in (values, *values)]
    return Holds(literal_text(values), lambda value, _: any(test.matches(value) for test in tests), {})
