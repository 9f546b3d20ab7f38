"""Numbers as people type them."""

import pytest

from protocols.intake.typed_number import TypedNumberError, read_number


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("41", 41),
        (" 64.5 ", 64.5),
        ("64,5", 64.5),
        ("٤١", 41),
        ("٦٤٫٥", 64.5),
        ("१२", 12),
        ("0", 0),
        ("0.125", 0.125),
        ("0,125", 0.125),
        (".5", 0.5),
        ("1000.5", 1000.5),
        ("10 000 000 000", 10_000_000_000),
        ("1.0000", 1),
    ],
)
def test_read(typed, value):
    assert read_number(typed) == value


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "plain number"),
        ("1e309", "plain number"),
        ("NaN", "plain number"),
        ("inf", "plain number"),
        ("²", "plain number"),
        ("1_000", "plain number"),
        ("50 mg", "plain number"),
        ("9" * 400, "plain number"),
        ("1,000,000", "plain number"),
        ("-5", "0 or more"),
        ("−5", "0 or more"),
        ("1,000", "write 1000 or 1.0000"),
        ("2.500", "write 2500 or 2.5000"),
    ],
)
def test_refused(typed, words):
    with pytest.raises(TypedNumberError, match=words):
        read_number(typed)


@pytest.mark.parametrize("advice", ["1000", "1.0000", "2500", "2.5000"])
def test_what_a_message_advises_is_accepted(advice):
    read_number(advice)
