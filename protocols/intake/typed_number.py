"""Numbers as people type them: 12.5 and 12,5, in Latin, Arabic-Indic or any other decimal digits."""

import re
import unicodedata

LONGEST = 15
PLAIN = re.compile(r"\d+(?:\.\d*)?|\.\d+")
# 1,000 is a thousand to one reader and one to another, and a dose must not depend on the reader.
TWO_READINGS = re.compile(r"[1-9]\d{0,2}\.\d{3}")


class TypedNumberError(ValueError):
    """Text that is not one plain number; the message tells the person what to write instead."""


def read_number(text: str) -> int | float:
    """The number that was typed, 0 or more. Raises `TypedNumberError`."""
    plain = _latin(text)
    if plain.startswith("-"):
        raise TypedNumberError("Write a number of 0 or more.")
    if len(plain) > LONGEST or not PLAIN.fullmatch(plain):
        raise TypedNumberError("Write a plain number, such as 12.5.")
    if TWO_READINGS.fullmatch(plain):
        whole, decimals = plain.split(".")
        raise TypedNumberError(f"Can be read in two ways: write {whole}{decimals} or {plain}0.")
    value = float(plain)
    return int(value) if value.is_integer() else value


def _latin(text: str) -> str:
    """The text with Latin digits and a point, without spaces around it or between thousands."""
    text = re.sub(r"(?<=\d)\s(?=\d{3}(?!\d))", "", text.strip())
    text = re.sub("[,\u066b\uff0c\uff0e]", ".", text)
    text = re.sub("[\u2212\u2010-\u2014\ufe63\uff0d]", "-", text)
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in text)
