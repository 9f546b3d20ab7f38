"""Amounts and their units. Only what can be converted without knowing the substance; IU is refused."""

from math import isfinite

MASS = {"g": 1e6, "mg": 1e3, "ug": 1.0}
COUNTS = {"cfu": "CFU", "cells": "cells"}
SPELLINGS = {"mcg": "ug", "µg": "ug", "μg": "ug", "microgram": "ug", "gram": "g", "milligram": "mg", "cell": "cells"}


class UnitError(ValueError):
    """A unit that is unknown or does not fit the nutrient."""


def normal_unit(unit: str) -> str:
    """The one spelling we use: mcg, µg (micro sign) and μg (Greek mu) are all `ug`."""
    plain = unit.strip()
    plain = SPELLINGS.get(plain.lower(), plain.lower())
    if plain in MASS:
        return plain
    if plain in COUNTS:
        return COUNTS[plain]
    raise UnitError(f"unknown unit {unit!r}; use one of {', '.join((*MASS, *COUNTS.values()))}")


def convert(amount: float, unit: str, to: str) -> float:
    """The amount in another unit of the same kind. Raises `UnitError` when the kinds differ."""
    if not isfinite(amount) or amount < 0:
        raise UnitError("an amount must be a number of zero or more")
    source, target = normal_unit(unit), normal_unit(to)
    if source == target:
        return amount
    if source in MASS and target in MASS:
        return round(amount * MASS[source] / MASS[target], 9)
    raise UnitError(f"{unit!r} cannot be converted to {to!r}")
