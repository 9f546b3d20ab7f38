"""Kleene's three truth values. A condition over a fact nobody knows is UNKNOWN, never FALSE."""

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """TRUE, FALSE, or UNKNOWN when a fact is missing."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        raise TypeError("a Truth has three values: compare it with `is`")


TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


def truth_of(value: bool) -> Truth:
    """TRUE for True, FALSE for False."""
    return TRUE if value else FALSE


def negate(value: Truth) -> Truth:
    """NOT: unknown stays unknown."""
    if value is UNKNOWN:
        return UNKNOWN
    return FALSE if value is TRUE else TRUE


def all_of(values: Iterable[Truth]) -> Truth:
    """AND: one FALSE decides; otherwise one UNKNOWN leaves it open."""
    result = TRUE
    for value in values:
        if value is FALSE:
            return FALSE
        if value is UNKNOWN:
            result = UNKNOWN
    return result


def any_of(values: Iterable[Truth]) -> Truth:
    """OR: one TRUE decides; otherwise one UNKNOWN leaves it open."""
    return negate(all_of(negate(value) for value in values))
