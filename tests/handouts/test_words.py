"""Amounts, dates and lists in words."""

from datetime import date
from decimal import Decimal

import pytest

from protocols.handouts.amounts import amount_in_words, dose_sentences, per_slot
from protocols.handouts.phrases import LanguageMissing, languages, phrases

EN = phrases("en")


@pytest.mark.parametrize(
    ("amount", "unit", "words"),
    [
        (100, "mg", "100 mg"),
        (Decimal("100.000"), "mg", "100 mg"),
        (2.5, "mg", "2.5 mg"),
        (400, "ug", "400 mcg"),
        (3e9, "CFU", "3 billion CFU"),
        (1.5e9, "cfu", "1.5 billion CFU"),
        (3e10, "cells", "30 billion cells"),
        (500_000_000, "cells", "500 million cells"),
        (12_000, "mg", "12,000 mg"),
        (2, "drops", "2 drops"),
    ],
)
def test_amounts_read_like_a_label(amount, unit, words):
    assert amount_in_words(amount, unit, EN) == words


def test_a_share_that_does_not_divide_is_rounded_to_two_decimals():
    assert amount_in_words(per_slot(100, ["morning", "noon", "evening"]), "mg", EN) == "33.33 mg"


@pytest.mark.parametrize(
    ("items", "words"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (list("abc"), "a, b and c")]
)
def test_lists_end_in_and(items, words):
    assert EN.joined(items) == words


@pytest.mark.parametrize(("jurisdiction", "words"), [("us", "November 3, 2026"), ("eu", "3 November 2026")])
def test_dates_follow_the_jurisdiction_and_name_the_month(jurisdiction, words):
    assert EN.date(date(2026, 11, 3), jurisdiction) == words


DOSE = {"unit": "mg", "start": 100, "maximum": 250, "with_food": True, "maximum_weeks": None}


@pytest.mark.parametrize(
    ("amount", "slots", "dose", "sentences"),
    [
        (
            200,
            ["evening"],
            DOSE,
            ["Take 200 mg in the evening with food.", "Start with 100 mg a day.", "At most 250 mg a day."],
        ),
        (100, ["evening"], DOSE, ["Take 100 mg in the evening with food.", "At most 250 mg a day."]),
        (
            200,
            ["morning", "bedtime"],
            DOSE | {"with_food": None, "maximum": None, "start": None},
            ["Take 100 mg in the morning and at bedtime."],
        ),
        (
            300,
            ["noon"],
            DOSE | {"maximum_weeks": 12},
            ["Take 300 mg at noon with food.", "Start with 100 mg a day.", "At most 300 mg a day, for 12 weeks."],
        ),
        (
            100,
            ["noon"],
            DOSE | {"maximum": None, "maximum_weeks": 1, "start": None},
            ["Take 100 mg at noon with food.", "For 1 week at most."],
        ),
    ],
)
def test_doses_say_amount_time_food_start_and_limits(amount, slots, dose, sentences):
    """A maximum below what was signed (an override) is never printed against the plan itself."""
    assert dose_sentences(amount, slots, dose, EN) == sentences


def test_values_are_never_read_as_templates():
    assert EN.say("apart.pair", item="{0.__class__}", other="{other}") == "{0.__class__} and {other}"


def test_a_language_without_texts_is_named():
    with pytest.raises(LanguageMissing, match=r"'xx'.*en"):
        phrases("xx")
    assert "en" in languages()
