"""Kleene's tables, written out."""

import pytest

from protocols.engine.truth import FALSE, TRUE, UNKNOWN, Truth, all_of, any_of, negate

AND = [
    (TRUE, TRUE, TRUE),
    (TRUE, FALSE, FALSE),
    (TRUE, UNKNOWN, UNKNOWN),
    (FALSE, FALSE, FALSE),
    (FALSE, UNKNOWN, FALSE),
    (UNKNOWN, UNKNOWN, UNKNOWN),
]


@pytest.mark.parametrize(("left", "right", "expected"), AND)
def test_and(left: Truth, right: Truth, expected: Truth) -> None:
    assert all_of([left, right]) is expected
    assert all_of([right, left]) is expected


@pytest.mark.parametrize(("left", "right", "expected"), AND)
def test_or_mirrors_and(left: Truth, right: Truth, expected: Truth) -> None:
    assert any_of([negate(left), negate(right)]) is negate(expected)


def test_a_truth_cannot_be_used_as_a_plain_condition() -> None:
    """`if truth:` would quietly read unknown as yes."""
    with pytest.raises(TypeError):
        bool(UNKNOWN)
