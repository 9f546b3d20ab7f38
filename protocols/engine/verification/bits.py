"""Sets of small numbers as the bits of an int."""

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import and_, or_


def members(bits: int) -> Iterator[int]:
    """The numbers whose bits are set, in rising order."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def union(sets: Iterable[int]) -> int:
    """The bits set in any of them."""
    return reduce(or_, sets, 0)


def intersection(sets: Iterable[int]) -> int:
    """The bits set in all of them; every bit when there are none."""
    return reduce(and_, sets, -1)
