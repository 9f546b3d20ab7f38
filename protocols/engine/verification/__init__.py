"""Faults of decision tables that can be found without a patient: gaps, overlaps, conflicts, rows nobody reaches.

A table is checked against the domains of its facts. Every answer comes with an example: values of facts that show the
fault. Read in this order: `domains`, `axes`, `space`, `faults`.
"""

from protocols.engine.verification.domains import Choices, Domain, ListOf, Numbers
from protocols.engine.verification.faults import Fault, FaultKind, find_faults, find_gap
from protocols.engine.verification.space import Space, TooManyCombinations

__all__ = [
    "Choices",
    "Domain",
    "Fault",
    "FaultKind",
    "ListOf",
    "Numbers",
    "Space",
    "TooManyCombinations",
    "find_faults",
    "find_gap",
]
