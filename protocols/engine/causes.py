"""Why a row fired, in terms of what the patient told us."""

from collections.abc import Mapping
from itertools import product
from typing import Any

from protocols.engine.facts import Facts, Members
from protocols.engine.tables import Row

NOT_A_CAUSE = ("offer.", "plan.")
"""Facts about the offer itself; they qualify a cause but are none."""


def causes(row: Row, facts: Facts) -> list[dict[str, Any]]:
    """One dict for each thing that made the row fire: {"medication": "levothyroxine"}, {"patient.age": 71}.

    Two drugs that reach the same row give two dicts; one drug that reaches it by two classes gives one.
    """
    choices = [_choices(name, row, facts) for name in sorted(row.when) if not name.startswith(NOT_A_CAUSE)]
    merged = ({key: value for part in parts for key, value in part} for parts in product(*choices))
    unique = {repr(sorted(cause.items(), key=str)): cause for cause in merged}
    return [unique[key] for key in sorted(unique)]


def _choices(name: str, row: Row, facts: Facts) -> list[tuple[tuple[str, Any], ...]]:
    value = facts.values[name]
    if not isinstance(value, Members):
        return [((name, value),)]
    matching = row.when[name].matching(value)
    found = {cause for member in matching for cause in facts.causes_of(name, member)}
    return [(cause,) for cause in sorted(found)] or [((name, "none of the listed"),)]


def first_cause(row: Row, facts: Facts) -> Mapping[str, Any]:
    """The first cause, for places that show only one."""
    return causes(row, facts)[0]
