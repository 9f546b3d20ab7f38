"""Which rows of a table can fire for the same patient. Bit sets of rows keep it fast for thousands of rows."""

from collections.abc import Sequence

from protocols.engine.cells import Cell
from protocols.engine.tables import Row
from protocols.engine.verification.axes import Extent
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
