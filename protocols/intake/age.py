"""Age from a birth date."""

from datetime import date


def age_on(birth_date: date, day: date) -> int:
    """Completed years; someone born on 29 February has their birthday on 1 March in other years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
