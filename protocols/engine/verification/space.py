"""The space of all patients that a table can tell apart, and the search in it."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from protocols.engine.cells import ANY, Cell
from protocols.engine.tables import Row
from protocols.engine.verification.axes import Axis, Extent, axis_of
from protocols.engine.verification.domains import Domain

Region: TypeAlias = Mapping[str, Extent]
"""A part of the space: the extent of every fact that is narrowed. Never empty; an empty region is None."""
Example: TypeAlias = dict[str, Any]
"""Values by fact; facts that do not matter are left out."""

MOST_STEPS = 300_000
"""How much the searches in one space may try, a second or so. Real tables need a few thousand steps."""
DEEPEST = 400
"""How many regions one after the other a search may have to avoid."""


class TooManyCombinations(Exception):
    """The search was given up; nothing is known."""


class Space:
    """The facts of a table as axes, and its rows as regions."""

    def __init__(self, rows: Sequence[Row], domains: Mapping[str, Domain]) -> None:
        cells: dict[str, dict[Cell, None]] = {}
        for row in rows:
            for name, cell in row.when.items():
                cells.setdefault(name, {})[cell] = None
        self.axes: dict[str, Axis] = {name: axis_of(domains[name], found) for name, found in cells.items()}
        self.extents = {name: {cell: self.axes[name].extent(cell) for cell in found} for name, found in cells.items()}
        self.regions = [self.region(row.when) for row in rows]
        self.steps = 0

    def region(self, when: Mapping[str, Cell]) -> Region | None:
        """Where all cells hold; None when one can never hold. Facts that no row reads are left out."""
        found = {}
        for name, cell in when.items():
            if name not in self.axes:
                continue
            known = self.extents[name]
            extent = known[cell] if cell in known else self.axes[name].extent(cell)
            if extent is None:
                return None
            found[name] = extent
        return found

    def both(self, one: Region, other: Region) -> Region | None:
        """What lies in both regions."""
        met = dict(one)
        for name, extent in other.items():
            narrowed = self.axes[name].both(met[name], extent) if name in met else extent
            if narrowed is None:
                return None
            met[name] = narrowed
        return met

    def uncovered(self, region: Region, cover: Sequence[Region]) -> Region | None:
        """A part of the region that nothing in `cover` reaches; None when all of it is covered.

        Raises `TooManyCombinations` when that takes too long to find out.
        """
        return self._escape(region, [one for one in cover if self.both(region, one) is not None], DEEPEST)

    def _escape(self, region: Region, cover: Sequence[Region], depth: int) -> Region | None:
        """Leave one region of the cover after the other, the one with the fewest ways out first."""
        self.steps += len(cover) + 1
        if self.steps > MOST_STEPS or not depth:
            raise TooManyCombinations
        if not cover:
            return region
        ways, nearest = min(((self._ways_out(region, one), one) for one in cover), key=lambda pair: len(pair[0]))
        for way in ways:
            rest = [one for one in cover if one is not nearest and self.both(way, one) is not None]
            found = self._escape(way, rest, depth - 1)
            if found is not None:
                return found
        return None

    def _ways_out(self, region: Region, covered: Region) -> list[Region]:
        """The parts of the region in which one fact leaves the covered part."""
        ways: list[Region] = []
        for name, extent in covered.items():
            beyond = self.axes[name].outside(extent)
            if beyond is not None and name in region:
                beyond = self.axes[name].both(region[name], beyond)
            if beyond is not None:
                ways.append({**region, name: beyond})
        return ways

    def example(self, region: Region) -> Example:
        """A patient in the region."""
        return {name: self.axes[name].example(extent) for name, extent in sorted(region.items())}

    def narrows(self, name: str, cell: Cell = ANY) -> bool:
        """Whether the cell rules out anything at all."""
        return bool(self.axes[name].extent(cell) != self.axes[name].whole)
