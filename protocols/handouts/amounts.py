"""Amounts and times of day in words."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from protocols.handouts.phrases import Phrases

BILLION = Decimal(10) ** 9
MILLION = Decimal(10) ** 6
COUNTED = ("cfu", "cells")
"""Units of living or killed cells, which come in billions."""


def amount_in_words(amount: float | Decimal, unit: str, phrases: Phrases) -> str:
    """ "100 mg", "400 mcg", "3 billion CFU"."""
    units = phrases.section("units")
    number = _number(Decimal(str(amount)), unit.lower(), phrases)
    return phrases.say(f"units.{unit.lower() if unit.lower() in units else 'other'}", n=number, unit=unit)


def _number(amount: Decimal, unit: str, phrases: Phrases) -> str:
    if unit in COUNTED and amount >= BILLION:
        return phrases.say("numbers.billion", n=phrases.number(amount / BILLION))
    if unit in COUNTED and amount >= MILLION:
        return phrases.say("numbers.million", n=phrases.number(amount / MILLION))
    return phrases.number(amount)


def per_slot(amount: float | Decimal, slots: Sequence[str]) -> Decimal:
    """The share of a daily amount that is taken at each time of day."""
    return Decimal(str(amount)) / max(len(slots), 1)


def dose_sentences(
    amount: float | Decimal, slots: Sequence[str], dose: Mapping[str, Any], phrases: Phrases
) -> list[str]:
    """How to take it: amount and time, food, the starting amount, the maximum, and for how long."""
    sentences = [_take(amount, slots, dose, phrases)]
    if starts_lower(amount, dose):
        sentences.append(phrases.say("take.start", start=amount_in_words(dose["start"], dose["unit"], phrases)))
    return [one for one in (*sentences, _limits(amount, dose, phrases)) if one]


def _limits(amount: float | Decimal, dose: Mapping[str, Any], phrases: Phrases) -> str:
    """The most a day and the longest time, where the release sets them."""
    values = {}
    if dose.get("maximum"):
        top = max(Decimal(str(dose["maximum"])), Decimal(str(amount)))
        values["maximum"] = amount_in_words(top, dose["unit"], phrases)
    if dose.get("maximum_weeks"):
        values["weeks"] = phrases.count("time.weeks", dose["maximum_weeks"])
    return phrases.say(f"take.{'_'.join(values)}", **values) if values else ""


def starts_lower(amount: float | Decimal, dose: Mapping[str, Any]) -> bool:
    """Whether the plan climbs to its amount from a smaller starting amount."""
    return bool(dose.get("start")) and Decimal(str(dose["start"])) < Decimal(str(amount))


def _take(amount: float | Decimal, slots: Sequence[str], dose: Mapping[str, Any], phrases: Phrases) -> str:
    share = amount_in_words(per_slot(amount, slots), dose["unit"], phrases)
    times = [phrases.say(f"at.{slot}") for slot in slots]
    food = "_with_food" if dose.get("with_food") else ""
    if len(times) == 1:
        return phrases.say(f"take.once{food}", amount=share, slot=times[0])
    return phrases.say(f"take.each{food}", amount=share, slots=phrases.joined(times))
