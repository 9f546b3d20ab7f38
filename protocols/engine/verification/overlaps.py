"""Which rows of a table can fire for the same patient. Bit sets of rows keep it fast for thousands of rows."""

from collections import defaultdict
from collections.abc import Sequence

from protocols.engine.cells import Cell
from protocols.engine.tables import Row
from protocols.engine.verification.axes import Extent, ListAxis
from protocols.engine.verification.bits import union
from protocols.engine.verification.space import Space


def rows_together(rows: Sequence[Row], space: Space) -> list[int]:
    """For every row the bit set of the rows that share a patient with it; bit n stands for row n."""
    possible = sum(1 << number for number, region in enumerate(space.regions) if region is not None)
    together = [possible if region is not None else 0 for region in space.regions]
    for name in space.axes:
        partners = _partners(name, rows, space)
        for number, row in enumerate(rows):
            if name in row.when:
                together[number] &= partners[row.when[name]]
    return together


def _partners(name: str, rows: Sequence[Row], space: Space) -> dict[Cell, int]:
    """For every cell in the column, the rows whose own cell there can hold together with it."""
    standing: dict[Extent, int] = {}
    indifferent = 0
    for number, row in enumerate(rows):
        extent = space.extents[name][row.when[name]] if name in row.when else None
        if name not in row.when:
            indifferent |= 1 << number
        elif extent is not None:
            standing[extent] = standing.get(extent, 0) | 1 << number
    meeting = space.axes[name].meeting(standing)
    return {cell: indifferent | meeting.get(extent, 0) for cell, extent in space.extents[name].items()}


def easily_avoided(rows: Sequence[Row], space: Space) -> list[int]:
    """For every row, the rows that some of its patients avoid at no cost, whatever else must be avoided.

    A row that asks for a drug is avoided by not taking it. That costs nothing unless the patients of the first row must
    take it, or some `not(...)` can only be avoided by taking it.
    """
    found = [0] * len(rows)
    for name, axis in space.axes.items():
        if isinstance(axis, ListAxis):
            naming = _rows_by_code(name, rows, space)
            barred = [extent.barred for extent in space.extents[name].values() if extent is not None]
            contested = union(naming[code] for code in frozenset().union(*barred))
            free = union(naming.values()) & ~contested
            for number, row in enumerate(rows):
                found[number] |= free & ~union(naming[code] for code in _wanted(name, row, space))
    return found


def _rows_by_code(name: str, rows: Sequence[Row], space: Space) -> dict[str, int]:
    """The rows that each code of a list can make fire."""
    naming: dict[str, int] = defaultdict(int)
    for number, row in enumerate(rows):
        for code in _wanted(name, row, space):
            naming[code] |= 1 << number
    return naming


def _wanted(name: str, row: Row, space: Space) -> frozenset[str]:
    extent = space.extents[name][row.when[name]] if name in row.when else None
    return frozenset().union(*extent.wanted) if extent is not None else frozenset()
