"""Decision tables (DMN 1.5, chapter 8): rows of conditions and outputs under a declared hit policy.

A compiled table keeps an index from fact values to the rows that need them, so that a patient pays only for the
rows that could fire.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from protocols.engine.cells import Cell
from protocols.engine.errors import TableError
from protocols.engine.facts import Facts, Members
from protocols.engine.truth import FALSE, UNKNOWN


class HitPolicy(Enum):
    """Which of the rows that fire make the result; the letters are DMN's."""

    UNIQUE = "U"
    ANY = "A"
    PRIORITY = "P"
    FIRST = "F"
    RULE_ORDER = "R"
    OUTPUT_ORDER = "O"
    COLLECT = "C"


class Aggregation(Enum):
    """What Collect makes of the outputs; NONE keeps the list."""

    NONE = ""
    SUM = "+"
    MIN = "<"
    MAX = ">"
    COUNT = "#"


@dataclass(frozen=True)
class Output:
    """An output column; `values` in order of priority where the hit policy needs one."""

    name: str
    values: tuple[Any, ...] = ()
    default: Any = None


@dataclass(frozen=True)
class Row:
    """One row. Rows that share an id are alternatives of one rule and have the same outputs."""

    id: str
    when: Mapping[str, Cell]
    then: Mapping[str, Any]
    sources: tuple[str, ...] = ()
    mark: str = ""
    note: str = ""
    place: str = ""
    """Where an author finds the row: `safety/interactions.csv line 12`."""


@dataclass(frozen=True)
class DecisionTable:
    """A table as it is written: name, hit policy, columns, rows in order."""

    name: str
    rows: tuple[Row, ...]
    inputs: tuple[str, ...] = ()
    outputs: tuple[Output, ...] = ()
    hit_policy: HitPolicy = HitPolicy.COLLECT
    aggregation: Aggregation = Aggregation.NONE

    def partition(self, fact: str, values: Iterable[str]) -> dict[str, "CompiledTable"]:
        """One compiled table for each value of an input column, with the rows that can apply to it."""
        return {value: CompiledTable(self._narrowed(fact, value)) for value in values}

    def _narrowed(self, fact: str, value: str) -> "DecisionTable":
        rows = []
        for row in self.rows:
            cell = row.when.get(fact)
            if cell is None or cell.decide(value) is not FALSE:
                rows.append(replace(row, when={name: test for name, test in row.when.items() if name != fact}))
        return replace(self, rows=tuple(rows))


@dataclass(frozen=True)
class Undecided:
    """A row that could fire if the facts named in `missing` were known."""

    row: Row
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Hits:
    """The rows that fire and the rows nobody can decide, both in table order."""

    fired: tuple[Row, ...]
    undecided: tuple[Undecided, ...]


@dataclass
class _Index:
    """The rows waiting on one fact: by value where their cells list values, all of them when it is unknown."""

    by_value: dict[Any, list[int]] = field(default_factory=lambda: defaultdict(list))
    ranged: list[int] = field(default_factory=list)
    every: list[int] = field(default_factory=list)


class CompiledTable:
    """A table ready to be asked. Build once for a release, ask for every patient."""

    def __init__(self, table: DecisionTable) -> None:
        self.table = table
        self.rows: Sequence[Row] = table.rows
        self._always: list[int] = []
        self._indexes: dict[str, _Index] = defaultdict(_Index)
        frequency = self._literal_frequency()
        for number, row in enumerate(self.rows):
            self._file(number, row, frequency)

    def _literal_frequency(self) -> dict[tuple[str, Any], int]:
        """How many rows list each value of each fact; the rarest makes the best key."""
        frequency: dict[tuple[str, Any], int] = defaultdict(int)
        for row in self.rows:
            for name, cell in row.when.items():
                for literal in cell.literals() or ():
                    frequency[name, literal] += 1
        return frequency

    def _file(self, number: int, row: Row, frequency: Mapping[tuple[str, Any], int]) -> None:
        """Put the row under the fact that rules it out most often."""
        listed = {name: cell.literals() for name, cell in row.when.items() if cell.literals() is not None}
        if listed:
            name = min(listed, key=lambda one: (sum(frequency[one, value] for value in listed[one] or ()), one))
            for value in listed[name] or ():
                self._indexes[name].by_value[value].append(number)
            self._indexes[name].every.append(number)
        elif row.when:
            name = min(row.when)
            self._indexes[name].ranged.append(number)
            self._indexes[name].every.append(number)
        else:
            self._always.append(number)

    def _candidates(self, facts: Facts) -> list[int]:
        """The numbers of the rows that could fire, or could not be decided, in table order."""
        found = set(self._always)
        for name, index in self._indexes.items():
            value = facts.values.get(name, UNKNOWN)
            if value is UNKNOWN or (isinstance(value, Members) and value.missing):
                found.update(index.every)
                continue
            found.update(index.ranged)
            for one in value.values if isinstance(value, Members) else (value,):
                found.update(index.by_value.get(one, ()))
        return sorted(found)

    def ask(self, facts: Facts) -> Hits:
        """Decide every row that could matter for these facts."""
        fired, undecided = [], []
        for number in self._candidates(facts):
            row = self.rows[number]
            missing = self._undecided_facts(row, facts)
            if missing is None:
                continue
            if missing:
                undecided.append(Undecided(row, missing))
            else:
                fired.append(row)
        return Hits(tuple(fired), tuple(undecided))

    @staticmethod
    def _undecided_facts(row: Row, facts: Facts) -> tuple[str, ...] | None:
        """None when a cell rules the row out, () when it fires, else the questions that would decide it."""
        missing: dict[str, None] = {}
        for name, cell in row.when.items():
            value = facts.values.get(name, UNKNOWN)
            truth = UNKNOWN if value is UNKNOWN else cell.decide(value)
            if truth is FALSE:
                return None
            if truth is UNKNOWN:
                missing.update(dict.fromkeys(facts.missing(name)))
        return tuple(missing)


def first_hit(hits: Hits, rows: Sequence[Row]) -> tuple[Row | None, tuple[str, ...]]:
    """The row of a First table, and the questions that stand before it.

    A row that cannot be decided counts as a hit: the tables put the more restrictive row first, so unknown leads
    to the more careful answer.
    """
    order = {id(row): number for number, row in enumerate(rows)}
    open_rows = {id(one.row): one.missing for one in hits.undecided}
    hit = min((*hits.fired, *(one.row for one in hits.undecided)), key=lambda row: order[id(row)], default=None)
    return hit, open_rows.get(id(hit), ()) if hit else ()


def require(table: DecisionTable, condition: bool, reason: str, row: str = "", column: str = "") -> None:
    """Raise `TableError` for the table unless the condition holds."""
    if not condition:
        raise TableError(table.name, reason, row, column)
