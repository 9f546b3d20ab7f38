"""One fact as an axis: its domain cut into the pieces that the cells of a table can tell apart.

An axis turns a cell into an extent, the part of the domain that the cell accepts, and calculates with extents. An empty
extent is None. Extents of numbers and choices are bit sets of pieces; those of lists say which codes are wanted and
which are barred.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any, Protocol, TypeAlias

from protocols.engine.cells import Cell, Compares, Equals, Holds, Test, Within
from protocols.engine.verification.bits import intersection, members, union
from protocols.engine.verification.domains import Choices, Domain, ListOf, Numbers

Codes: TypeAlias = frozenset[str]


@dataclass(frozen=True)
class ListExtent:
    """Lists that have at least one code of every set in `wanted`, and none that is `barred`."""

    wanted: frozenset[Codes] = frozenset()
    barred: Codes = frozenset()


Extent: TypeAlias = Any
"""An int for numbers and choices, a `ListExtent` for lists. Each axis only ever sees its own."""


class Axis(Protocol):
    """What the checks ask of a fact."""

    whole: Extent
    """The extent of the whole domain."""

    def extent(self, cell: Cell) -> Extent | None:
        """What the cell accepts."""

    def both(self, one: Extent, other: Extent) -> Extent | None:
        """What lies in both."""

    def meeting(self, rows: Mapping[Extent, int]) -> dict[Extent, int]:
        """Given the rows of every extent as bit sets: for each extent the rows whose extents meet it."""

    def outside(self, extent: Extent) -> Extent | None:
        """Everything but the extent of a cell."""

    def example(self, extent: Extent) -> Any:
        """A value within the extent; for lists the codes of a shortest list."""


class PieceAxis:
    """Numbers and choices: an extent is a bit set, bit n for piece n."""

    def __init__(self, examples: Sequence[Any], test_bits: Callable[[Test], int], possible: int, odd: int = 0) -> None:
        """`odd` are pieces that make poor examples, such as an age of 0."""
        self.examples, self.test_bits, self.whole, self.odd = examples, test_bits, possible, odd

    def extent(self, cell: Cell) -> int | None:
        bits = 0
        for test in cell.tests:
            bits |= self.test_bits(test)
        if cell.negated or not cell.tests:
            bits = ~bits
        return bits & self.whole or None

    def both(self, one: int, other: int) -> int | None:
        return one & other or None

    def meeting(self, rows: Mapping[int, int]) -> dict[int, int]:
        by_piece: dict[int, int] = defaultdict(int)
        for extent, numbers in rows.items():
            for piece in members(extent):
                by_piece[piece] |= numbers
        return {extent: union(by_piece[piece] for piece in members(extent)) for extent in rows}

    def outside(self, extent: int) -> int | None:
        return self.whole & ~extent or None

    def example(self, extent: int) -> Any:
        return self.examples[next(members(extent & ~self.odd or extent))]


class ListAxis:
    """A list-valued fact: an extent says which codes must, and which must not, be in the list."""

    whole = ListExtent()

    def __init__(self, domain: ListOf) -> None:
        self.codes = domain.codes

    def extent(self, cell: Cell) -> ListExtent | None:
        named = frozenset(test.value for test in cell.tests if isinstance(test, Equals)) & self.codes
        if not cell.tests:
            return self.whole
        if cell.negated:
            return ListExtent(barred=named)
        return ListExtent(wanted=frozenset([named])) if named else None

    def both(self, one: ListExtent, other: ListExtent) -> ListExtent | None:
        met = ListExtent(one.wanted | other.wanted, one.barred | other.barred)
        return None if any(codes <= met.barred for codes in met.wanted) else met

    def meeting(self, rows: Mapping[ListExtent, int]) -> dict[ListExtent, int]:
        """Extents of single cells: one that wants codes misses those that bar all of them, and nothing else."""
        wanting: dict[str, int] = defaultdict(int)
        barring: dict[str, int] = defaultdict(int)
        for extent, numbers in rows.items():
            for code in frozenset().union(*extent.wanted):
                wanting[code] |= numbers
            for code in extent.barred:
                barring[code] |= numbers
        everybody, wishful = union(rows.values()), union(wanting.values())
        found = {}
        for extent in rows:
            if extent.wanted:
                missed = intersection(barring[code] for code in frozenset().union(*extent.wanted))
            else:
                missed = wishful & ~union(bits for code, bits in wanting.items() if code not in extent.barred)
            found[extent] = everybody & ~missed
        return found

    def outside(self, extent: ListExtent) -> ListExtent | None:
        """Of a single cell: it either wants one set of codes or bars some."""
        if extent.wanted:
            return ListExtent(barred=frozenset().union(*extent.wanted))
        return ListExtent(wanted=frozenset([extent.barred])) if extent.barred else None

    def example(self, extent: ListExtent) -> tuple[str, ...]:
        chosen: set[str] = set()
        for codes in sorted(extent.wanted, key=lambda one: (len(one), sorted(one))):
            if not chosen & codes:
                chosen.add(min(codes - extent.barred))
        return tuple(sorted(chosen))


def axis_of(domain: Domain, cells: Iterable[Cell]) -> Axis:
    """The axis of a fact on which the given cells stand. Raises `TypeError` for a cell that is more than S-FEEL."""
    if isinstance(domain, ListOf):
        return ListAxis(domain)
    return _number_axis(domain, cells) if isinstance(domain, Numbers) else _choice_axis(domain)


def _choice_axis(domain: Choices) -> PieceAxis:
    def bits(test: Test) -> int:
        return sum(1 << place for place, value in enumerate(domain.values) if test.matches(value))

    return PieceAxis(domain.values, bits, (1 << len(domain.values)) - 1)


def _number_axis(domain: Numbers, cells: Iterable[Cell]) -> PieceAxis:
    """Pieces are the points named by cells (odd places) and the stretches between them (even places)."""
    named = {value for cell in cells for test in cell.tests for value in _ends(test)}
    points = sorted({domain.minimum, domain.maximum} | named)
    examples = [_example(domain, points, place) for place in range(2 * len(points) + 1)]
    possible = sum(1 << place for place, value in enumerate(examples) if value is not None)
    ends = sum(1 << 2 * points.index(end) + 1 for end in {domain.minimum, domain.maximum})
    return PieceAxis(examples, lambda test: _number_bits(_plain(test), points), possible, ends)


def _ends(test: Test) -> tuple[float, ...]:
    plain = _plain(test)
    return (plain.low, plain.high) if isinstance(plain, Within) else (plain.value,)


def _plain(test: Test) -> Equals | Compares | Within:
    if isinstance(test, Holds):
        raise TypeError(f"{test} is not S-FEEL, so nothing can be said about it")
    return test


def _example(domain: Numbers, points: Sequence[float], place: int) -> float | None:
    """A value of the piece that the domain allows, a whole one if there is any; None when there is none."""
    number = place // 2
    if place % 2:
        value = points[number]
        fits = domain.minimum <= value <= domain.maximum and (not domain.whole or value == int(value))
        return value if fits else None
    if number in (0, len(points)):
        return None  # beyond the domain, whose ends are among the points
    low, high = points[number - 1], points[number]
    if low < domain.minimum or high > domain.maximum:
        return None
    first, last = floor(low) + 1, ceil(high) - 1
    if first <= last:
        return (first + last) // 2
    return None if domain.whole else (low + high) / 2


def _number_bits(test: Equals | Compares | Within, points: Sequence[float]) -> int:
    def point(value: float) -> int:
        return 2 * bisect_left(points, value) + 1

    def up_to(place: int) -> int:
        return (1 << (place + 1)) - 1

    last = 2 * len(points)
    if isinstance(test, Equals):
        return 1 << point(test.value)
    if isinstance(test, Within):
        low = point(test.low) + (0 if test.low_included else 1)
        high = point(test.high) - (0 if test.high_included else 1)
        return up_to(high) & ~up_to(low - 1) if low <= high else 0
    return _compared(test, point(test.value), up_to(last), up_to)


def _compared(test: Compares, place: int, everything: int, up_to: Callable[[int], int]) -> int:
    if test.operator == "<":
        return up_to(place - 1)
    if test.operator == "<=":
        return up_to(place)
    return everything & ~up_to(place if test.operator == ">" else place - 1)
