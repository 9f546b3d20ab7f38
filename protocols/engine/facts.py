"""What is known about a patient, and what is not.

A fact is a name (`patient.age`) with a value. A name without a value is unknown. A list-valued fact may be known
in part: a medication that is not in the vocabulary leaves the list of medication classes incomplete.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

Scalar: TypeAlias = bool | int | float | str | date | None
Cause: TypeAlias = tuple[str, str]
"""What put a member into a list: ("medication", "levothyroxine")."""


@dataclass(frozen=True)
class Members:
    """A list-valued fact: the members that are known, and the questions whose answers could add more."""

    values: frozenset[str]
    missing: tuple[str, ...] = ()


Value: TypeAlias = Scalar | Members


@dataclass(frozen=True)
class Product:
    """A product the patient takes of their own accord, amounts a day in the nutrient's own unit."""

    name: str
    amounts: Mapping[str, float]


@dataclass(frozen=True)
class Facts:
    """All that the decision may look at."""

    values: Mapping[str, Value]
    causes: Mapping[tuple[str, str], tuple[Cause, ...]] = field(default_factory=dict)
    products: tuple[Product, ...] = ()
    products_missing: tuple[str, ...] = ()
    """The questions to ask before the amounts in the patient's own products are fully known."""
    questions: Mapping[str, str] = field(default_factory=dict)
    """For a derived fact, the question that settles it: scales.phq9_total -> scales.phq9."""

    def extended(self, more: Mapping[str, Value]) -> "Facts":
        """These facts with some more, for example the dose that is about to be offered."""
        values = {**self.values, **more}
        return Facts(values, self.causes, self.products, self.products_missing, self.questions)

    def missing(self, name: str) -> tuple[str, ...]:
        """The questions to ask before the fact is fully known; empty when it is."""
        value = self.values.get(name)
        if isinstance(value, Members):
            return value.missing
        return () if name in self.values else (self.questions.get(name, name),)

    def causes_of(self, name: str, member: str) -> tuple[Cause, ...]:
        """What put the member into the list; a fact without a record is its own cause."""
        return self.causes.get((name, member), ((name, member),))
