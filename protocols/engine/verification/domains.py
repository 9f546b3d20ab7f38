"""What values a fact can have, as far as the checks need to know."""

from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Numbers:
    """Numbers from minimum to maximum, both included; only whole ones with `whole`."""

    minimum: float
    maximum: float
    whole: bool = False


@dataclass(frozen=True)
class Choices:
    """One of a few values: the codes of a set, or True and False."""

    values: tuple[Any, ...]


@dataclass(frozen=True)
class ListOf:
    """Any number of these codes, also none; a cell matches when any member does."""

    codes: frozenset[str]


Domain: TypeAlias = Numbers | Choices | ListOf
YES_OR_NO = Choices((False, True))
