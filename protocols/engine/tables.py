"""Decision tables (DMN 1.5, chapter 8): rows of conditions and outputs under a declared hit policy.

A compiled table keeps an index from fact values to the rows that need them, so that a patient pays only for the
rows that could fire.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise
from typing import Any

from protocols.engine.cells import Cell
from protocols.engine.facts import Facts, Members, Scalar
from protocols.engine.truth import FALSE, TRUE, UNKNOWN, Truth


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


MOST_SEGMENTS = 256
"""Beyond this many, the ranges of one fact are tried one by one instead of being laid out as segments."""


class _Anchor:
    """The rows that one fact can rule out fastest: found by its value, or all of them when it is unknown.

    Values that cells list are keys. Ranges of numbers are laid out as segments of the number line, each with the rows
    whose range covers it.
    """

    def __init__(self) -> None:
        self.every: list[int] = []
        self.by_value: dict[tuple[bool, Any], list[int]] = defaultdict(list)
        self.ranged: list[tuple[int, Cell]] = []
        self.points: list[float] = []
        self.segments: list[list[int]] = []

    def add(self, number: int, cell: Cell) -> None:
        self.every.append(number)
        literals = cell.literals()
        if literals is None:
            self.ranged.append((number, cell))
        for literal in dict.fromkeys(literals or ()):
            self.by_value[_key(literal)].append(number)

    def lay_out(self) -> None:
        """Turn the ranges into segments, if all of them are plain ranges of numbers."""
        ends = [end for _, cell in self.ranged for end in cell.numeric_ends() or (None,)]
        if not ends or None in ends or 2 * len(set(ends)) + 1 > MOST_SEGMENTS:
            return
        self.points = sorted({float(end) for end in ends if end is not None})
        samples = [self.points[0] - 1]
        for low, high in pairwise([*self.points, self.points[-1] + 2]):
            samples += [low, (low + high) / 2]
        self.segments = [[n for n, cell in self.ranged if cell.decide(one) is TRUE] for one in samples]

    def certain_rows(self, facts: Facts, name: str) -> Iterable[int]:
        """The rows whose cell is certainly TRUE."""
        if name not in facts.values:
            return ()
        value = facts.values[name]
        return self._rows_of_list(value) if isinstance(value, Members) else self._rows(value)

    def _rows(self, value: Scalar) -> Iterable[int]:
        found: Iterable[int] = self.by_value.get(_key(value), ())
        if not self.ranged:
            return found
        if self.segments and isinstance(value, (int, float)) and not isinstance(value, bool):
            return [*found, *self.segments[self._segment(value)]]
        return [*found, *(number for number, cell in self.ranged if cell.decide(value) is TRUE)]

    def _segment(self, value: float) -> int:
        place = bisect_left(self.points, value)
        return 2 * place + (place < len(self.points) and self.points[place] == value)

    def _rows_of_list(self, members: Members) -> set[int]:
        found = {number for one in members.values for number in self.by_value.get(_key(one), ())}
        found.update(number for number, cell in self.ranged if cell.decide(members) is TRUE)
        return found


def _key(value: Any) -> tuple[bool, Any]:
    """A key that keeps True apart from 1."""
    return isinstance(value, bool), value


class CompiledTable:
    """A table ready to be asked. Build once for a release, ask for every patient.

    Each row waits on one fact, its anchor. A patient pays for the rows whose anchor fits, and for those whose anchor
    nobody knows.
    """

    def __init__(self, table: DecisionTable) -> None:
        self.table = table
        self.rows: Sequence[Row] = table.rows
        self._always: list[int] = []
        self._anchors: dict[str, _Anchor] = defaultdict(_Anchor)
        self._others: list[tuple[tuple[str, Cell], ...]] = []
        frequency = self._literal_frequency()
        for number, row in enumerate(self.rows):
            self._file(number, row, frequency)
        for anchor in self._anchors.values():
            anchor.lay_out()
        self._unconditional = None if self._anchors else Hits(tuple(self.rows), ())

    def _literal_frequency(self) -> dict[tuple[str, Any], int]:
        """How many rows list each value of each fact; the rarest makes the best anchor."""
        frequency: dict[tuple[str, Any], int] = defaultdict(int)
        for row in self.rows:
            for name, cell in row.when.items():
                for literal in cell.literals() or ():
                    frequency[name, _key(literal)] += 1
        return frequency

    def _file(self, number: int, row: Row, frequency: Mapping[tuple[str, Any], int]) -> None:
        """Put the row under the fact that rules it out most often."""
        if not row.when:
            self._always.append(number)
            self._others.append(())
            return
        listed = {name: cell.literals() for name, cell in row.when.items() if cell.literals() is not None}
        name = min(
            listed or row.when,
            key=lambda one: (sum(frequency[one, _key(value)] for value in listed.get(one) or ()), one),
        )
        self._anchors[name].add(number, row.when[name])
        self._others.append(tuple((fact, cell) for fact, cell in row.when.items() if fact != name))

    def ask(self, facts: Facts) -> Hits:
        """Decide every row that could matter for these facts."""
        if self._unconditional:
            return self._unconditional
        fired: list[int] = list(self._always)
        undecided: list[int] = []
        for name, anchor in self._anchors.items():
            certain = anchor.certain_rows(facts, name)
            for number in certain:
                truth = self._others_decide(number, facts)
                if truth is TRUE:
                    fired.append(number)
                elif truth is UNKNOWN:
                    undecided.append(number)
            if facts.missing(name):
                for number in self._open_rows(anchor, name, facts, set(certain)):
                    if self._others_decide(number, facts) is not FALSE:
                        undecided.append(number)
        return Hits(
            tuple(self.rows[number] for number in sorted(fired)),
            tuple(_undecided(self.rows[number], facts) for number in sorted(undecided)),
        )

    def _open_rows(self, anchor: _Anchor, name: str, facts: Facts, certain: set[int]) -> Iterable[int]:
        """The rows that the missing part of a fact could still make fire."""
        for number in anchor.every:
            if number not in certain and _truth(facts, name, self.rows[number].when[name]) is UNKNOWN:
                yield number

    def _others_decide(self, number: int, facts: Facts) -> Truth:
        """The other cells of a row whose anchor fits or is open."""
        result = TRUE
        for name, cell in self._others[number]:
            truth = _truth(facts, name, cell)
            if truth is FALSE:
                return FALSE
            if truth is UNKNOWN:
                result = UNKNOWN
        return result


def _truth(facts: Facts, name: str, cell: Cell) -> Truth:
    """What a cell says of a fact; UNKNOWN when nobody knows it."""
    return cell.decide(facts.values[name]) if name in facts.values else UNKNOWN


def _undecided(row: Row, facts: Facts) -> Undecided:
    """The row with the questions that would decide it, in the order of its columns."""
    missing: dict[str, None] = {}
    for name, cell in row.when.items():
        if _truth(facts, name, cell) is UNKNOWN:
            missing.update(dict.fromkeys(facts.missing(name)))
    return Undecided(row, tuple(missing))


def first_hit(hits: Hits, rows: Sequence[Row]) -> tuple[Row | None, tuple[str, ...]]:
    """The row of a First table, and the questions that stand before it.

    A row that cannot be decided counts as a hit: the tables put the more restrictive row first, so unknown leads
    to the more careful answer.
    """
    order = {id(row): number for number, row in enumerate(rows)}
    open_rows = {id(one.row): one.missing for one in hits.undecided}
    hit = min((*hits.fired, *(one.row for one in hits.undecided)), key=lambda row: order[id(row)], default=None)
    return hit, open_rows.get(id(hit), ()) if hit else ()
