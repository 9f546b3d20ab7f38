"""What can be wrong with a table, found from its rows, its hit policy and the domains of its facts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from typing import Any

from protocols.engine.cells import Cell
from protocols.engine.hit_policies import priority
from protocols.engine.tables import DecisionTable, HitPolicy, Row
from protocols.engine.verification.bits import members
from protocols.engine.verification.domains import Domain
from protocols.engine.verification.overlaps import easily_avoided, rows_together
from protocols.engine.verification.space import Example, Space, TooManyCombinations


class FaultKind(Enum):
    """Kinds of faults."""

    IMPOSSIBLE_CELL = "a cell that can never match"
    IDLE_PART = "a part of a cell that adds nothing"
    NEEDLESS_CELL = "a cell that every value matches"
    OVERLAP = "rows that fire together although only one may"
    CONFLICT = "rows that fire together and say different things"
    MASKED = "a row that others always outrun"
    REDUNDANT = "a row that another row of its rule contains"
    DUPLICATE = "two rows that say the same"
    UNFINISHED = "a table whose rows combine in too many ways to search them all"


@dataclass(frozen=True)
class Fault:
    """One fault: the row it is about first, then the others involved; values of facts that show it.

    An unfinished search is about the table and has no row.
    """

    kind: FaultKind
    rows: tuple[Row, ...]
    column: str = ""
    part: str = ""
    """The text of the cell, or of the part of it, that is at fault."""
    example: Example = field(default_factory=dict)


def find_faults(table: DecisionTable, domains: Mapping[str, Domain]) -> list[Fault]:
    """Every fault of a table, in order of kind and row. `domains` names every fact that its cells read."""
    checked = _Checked(table, Space(table.rows, domains))
    return [
        *_cell_faults(table.rows, checked.space),
        *_clashes(checked),
        *_searched(checked),
        *_duplicates(table.rows),
    ]


def find_gap(table: DecisionTable, domains: Mapping[str, Domain], within: Mapping[str, Cell]) -> Example | None:
    """A patient within the given cells for whom no row fires; None when there is none.

    Raises `TooManyCombinations` when that takes too long to find out.
    """
    asked = Row("", within, {})
    space = Space((*table.rows, asked), domains)
    region = space.regions[-1]
    if region is None:
        return None
    found = space.uncovered(region, [one for one in space.regions[:-1] if one is not None])
    return None if found is None else space.example(found)


def _cell_faults(rows: Sequence[Row], space: Space) -> Iterator[Fault]:
    for row in rows:
        for name, cell in row.when.items():
            if space.extents[name][cell] is None:
                yield Fault(FaultKind.IMPOSSIBLE_CELL, (row,), name, str(cell))
            elif not space.narrows(name, cell):
                yield Fault(FaultKind.NEEDLESS_CELL, (row,), name, str(cell))
            else:
                yield from _idle_parts(row, name, cell, space)


def _idle_parts(row: Row, name: str, cell: Cell, space: Space) -> Iterator[Fault]:
    """Tests of a cell without which it would mean the same."""
    if len(cell.tests) == 1:
        return
    axis, whole = space.axes[name], space.extents[name][cell]
    for number, test in enumerate(cell.tests):
        rest = replace(cell, tests=cell.tests[:number] + cell.tests[number + 1 :])
        if axis.extent(rest) == whole:
            yield Fault(FaultKind.IDLE_PART, (row,), name, str(test))


@dataclass(frozen=True)
class _Checked:
    """A table with its space, and which of its rows can fire together."""

    table: DecisionTable
    space: Space

    @cached_property
    def together(self) -> list[int]:
        return rows_together(self.table.rows, self.space)

    @cached_property
    def avoided(self) -> list[int]:
        return easily_avoided(self.table.rows, self.space)

    def covered(self, kind: FaultKind, number: int, others: int) -> Iterator[Fault]:
        """The fault when the other rows, given as a bit set, cover the row between them."""
        region = self.space.regions[number]
        if region is None:
            return
        rivals = list(members(others & self.together[number] & ~self.avoided[number]))
        regions = (self.space.regions[one] for one in rivals)
        if self.space.uncovered(region, [one for one in regions if one is not None]) is None:
            rows = (self.table.rows[one] for one in (number, *rivals))
            yield Fault(kind, tuple(rows), example=self.space.example(region))


def _searched(checked: _Checked) -> Iterator[Fault]:
    """The faults that need a search, which is given up when it takes too long."""
    try:
        yield from _masked(checked)
        yield from _redundant(checked)
    except TooManyCombinations:
        yield Fault(FaultKind.UNFINISHED, ())


def _clashes(checked: _Checked) -> Iterator[Fault]:
    """Rows of different rules that fire together under a policy that does not allow it."""
    rows, policy = checked.table.rows, checked.table.hit_policy
    if policy not in (HitPolicy.UNIQUE, HitPolicy.ANY):
        return
    for first, bits in enumerate(checked.together):
        for second in members(bits >> (first + 1) << (first + 1)):
            one, other = rows[first], rows[second]
            if one.id == other.id or (policy is HitPolicy.ANY and one.then == other.then):
                continue
            kind = FaultKind.OVERLAP if one.then == other.then else FaultKind.CONFLICT
            yield Fault(kind, (one, other), example=_shared(checked.space, first, second))


def _shared(space: Space, first: int, second: int) -> Example:
    one, other = space.regions[first], space.regions[second]
    met = space.both(one, other) if one is not None and other is not None else None
    return space.example(met) if met is not None else {}


def _masked(checked: _Checked) -> Iterator[Fault]:
    """Rows that can fire but never make the result, because others that fire as well go first."""
    if checked.table.hit_policy is HitPolicy.FIRST:
        order: list[tuple[int, ...]] = [(number,) for number in range(len(checked.table.rows))]
    elif checked.table.hit_policy is HitPolicy.PRIORITY:
        order = [priority(checked.table, row) for row in checked.table.rows]
    else:
        return
    ranked: dict[tuple[int, ...], int] = {}
    for number, rank in enumerate(order):
        ranked[rank] = ranked.get(rank, 0) | 1 << number
    ahead, behind = {}, 0
    for rank in sorted(ranked):
        ahead[rank] = behind
        behind |= ranked[rank]
    for number, rank in enumerate(order):
        yield from checked.covered(FaultKind.MASKED, number, ahead[rank])


def _redundant(checked: _Checked) -> Iterator[Fault]:
    """Alternatives of a rule that its other alternatives contain. Of equal ones the first counts."""
    by_id: dict[str, list[int]] = {}
    for number, row in enumerate(checked.table.rows):
        by_id.setdefault(row.id, []).append(number)
    for alternatives in by_id.values():
        needed = sum(1 << number for number in alternatives)
        for number in reversed(alternatives) if len(alternatives) > 1 else ():
            found = list(checked.covered(FaultKind.REDUNDANT, number, needed & ~(1 << number)))
            if found:
                needed &= ~(1 << number)
            yield from found


def _duplicates(rows: Sequence[Row]) -> Iterator[Fault]:
    """Rows of different rules with the same conditions and the same outputs."""
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        found.setdefault((frozenset(row.when.items()), repr(sorted(row.then.items(), key=str))), []).append(row)
    for same in found.values():
        yield from (Fault(FaultKind.DUPLICATE, (other, same[0])) for other in same[1:] if other.id != same[0].id)
