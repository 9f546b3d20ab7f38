"""FEEL values: reading them, writing them, and which of them can be compared (DMN 1.5, 10.3.2.3).

    12.5   "text"   true   null   date("2026-01-01")   time("16:11:00Z")   @"2026-01-01T16:11:00"   duration("P1Y2M")

Numbers are int or float; arithmetic on them goes through `exact` and `plain`, so that 0.1 + 0.2 is 0.3. Days and time
durations are `timedelta`, years and months durations are `Months`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

NUMBER = r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?"
STRING = r'"(?:[^"\\\r\n]|\\.)*"'
TEMPORAL = r'(?:(?P<kind>date\s+and\s+time|date|time|duration)\s*\(\s*"(?P<inner>[^"]*)"\s*\)|@\s*"(?P<at>[^"]*)")'
"""A date, time or duration; `kind` and `inner`, or `at`, hold what `read_temporal` takes."""

ESCAPE = re.compile(r"""\\(?:(?P<mark>["'\\nrt])|u(?P<four>[0-9A-Fa-f]{4})|U(?P<six>[0-9A-Fa-f]{6}))""")
MARKS = {"n": "\n", "r": "\r", "t": "\t"}
DAYS_AND_TIME = re.compile(
    r"(?P<sign>-?)P(?:(?P<days>\d+)D)?(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
YEARS_AND_MONTHS = re.compile(r"(?P<sign>-?)P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?")
TIME = re.compile(r"\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d(:\d\d)?)?")


@dataclass(frozen=True, order=True)
class Months:
    """A years and months duration."""

    count: int

    def __str__(self) -> str:
        years, months = divmod(abs(self.count), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return ("-" if self.count < 0 else "") + f"P{text or '0M'}"


NUMBERS = frozenset({int, float})
ORDERED = NUMBERS | {str, date, datetime, time, timedelta, Months}


def same_kind(left: Any, right: Any) -> bool:
    """Whether FEEL can ask if the two are equal; between values of two kinds the answer is null."""
    kind, other = type(left), type(right)
    return kind is other or (kind in NUMBERS and other in NUMBERS)


def comparable(left: Any, right: Any) -> bool:
    """Whether FEEL can order the two: both numbers, both strings, or both of one date, time or duration type."""
    kind = type(left)
    if kind not in ORDERED or not same_kind(left, right):
        return False
    if kind is time or kind is datetime:
        return (left.utcoffset() is None) is (right.utcoffset() is None)
    return True


def exact(number: float) -> Decimal:
    """The decimal number that is meant by a float."""
    return Decimal(repr(number))


def plain(number: Decimal) -> float | None:
    """The int or float for a decimal number; None when it is too large or no number."""
    value = float(number)
    if not isfinite(value):
        return None
    return int(number) if number == number.to_integral_value() else value


def read_number(text: str) -> float:
    """The value of a numeric literal. Raises `ValueError` when it is too large."""
    value = float(text)
    if not isfinite(value):
        raise ValueError(f"{text} is too large a number")
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def read_string(text: str) -> str:
    """The value of a string literal, quotes included; a backslash that escapes nothing stands for itself."""
    plain_text = ESCAPE.sub(_unescaped, text[1:-1])
    return plain_text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")  # pairs become one character


def _unescaped(match: re.Match[str]) -> str:
    if match["mark"]:
        return MARKS.get(match["mark"], match["mark"])
    code = int(match["four"] or match["six"], 16)
    return chr(code) if code < 0x110000 else match.group()


def read_temporal(kind: str | None, text: str) -> Any:
    """The date, time, date and time or duration that the text stands for; without a kind, the one it looks like.

    Raises `ValueError` with the reason, in words.
    """
    kind = " ".join(kind.split()) if kind else _kind_of(text)
    try:
        return READERS[kind](text)
    except (ValueError, OverflowError, LookupError, OSError) as error:
        raise ValueError(f'"{text}" is not a {kind} such as {EXAMPLES[kind]}') from error


def _kind_of(text: str) -> str:
    if text.lstrip("-").startswith("P"):
        return "duration"
    if "T" in text:
        return "date and time"
    return "time" if ":" in text else "date"


def _date(text: str) -> date:
    if len(text) != 10:
        raise ValueError(text)
    return date.fromisoformat(text)


def _time(text: str) -> time:
    if not TIME.fullmatch(text):
        raise ValueError(text)
    return time.fromisoformat(text)


def _date_and_time(text: str) -> datetime:
    """A time zone may be an offset, Z, or a name after "@"; a date alone means its midnight."""
    local, _, zone = text.partition("@")
    day, _, clock = local.partition("T")
    value = datetime.combine(_date(day), _time(clock) if clock else time())
    return value.replace(tzinfo=ZoneInfo(zone)) if zone else value


def _duration(text: str) -> timedelta | Months:
    if text[-1:] in "PT":
        raise ValueError(text)
    if match := YEARS_AND_MONTHS.fullmatch(text):
        months = 12 * int(match["years"] or 0) + int(match["months"] or 0)
        return Months(-months if match["sign"] else months)
    match = DAYS_AND_TIME.fullmatch(text)
    if not match:
        raise ValueError(text)
    parts = {name: float(match[name] or 0) for name in ("days", "hours", "minutes", "seconds")}
    return -timedelta(**parts) if match["sign"] else timedelta(**parts)


READERS: dict[str, Callable[[str], Any]] = {
    "date": _date,
    "time": _time,
    "date and time": _date_and_time,
    "duration": _duration,
}
EXAMPLES = {
    "date": "2026-01-31",
    "time": "16:11:00",
    "date and time": "2026-01-31T16:11:00Z",
    "duration": "P1DT12H or P1Y6M",
}


def temporal_text(value: Any) -> str:
    """A date, time or duration as ISO 8601 text."""
    if isinstance(value, timedelta):
        return _duration_text(value)
    if isinstance(value, (datetime, time)):
        zone = getattr(value.tzinfo, "key", "")
        text = value.replace(tzinfo=None).isoformat() if zone else value.isoformat()
        whole, _, rest = text.partition(".")
        text = whole + ("." + rest[:6].rstrip("0") + rest[6:] if rest else "")
        return f"{text}@{zone}" if zone else text.replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else str(value)


def _duration_text(value: timedelta) -> str:
    size = abs(value)
    hours, rest = divmod(size.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    fraction = f".{size.microseconds:06}".rstrip("0") if size.microseconds else ""
    parts = [(hours, f"{hours}H"), (minutes, f"{minutes}M"), (seconds or fraction, f"{seconds}{fraction}S")]
    clock = "".join(text for amount, text in parts if amount)
    days = f"{size.days}D" if size.days else ""
    text = days + (f"T{clock}" if clock else "")
    return ("-" if value.days < 0 else "") + f"P{text or 'T0S'}"


KINDS = {date: "date", time: "time", datetime: "date and time", timedelta: "duration", Months: "duration"}


def literal_text(value: Any) -> str:
    """The FEEL text of a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r") + '"'
    if isinstance(value, (tuple, list)):
        return "[" + ", ".join(map(literal_text, value)) + "]"
    if type(value) in KINDS:
        return f'{KINDS[type(value)]}("{temporal_text(value)}")'
    return number_text(value) if isinstance(value, (int, float)) else str(value)


def number_text(value: float) -> str:
    """A number without an exponent, as S-FEEL writes it."""
    text = format(exact(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
