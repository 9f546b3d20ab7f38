"""The functions of FEEL that tables use around their cells (DMN 1.5, 10.3.4). What does not fit gives None."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN
from typing import Any

from protocols.engine.dmn.arithmetic import is_number, rounded
from protocols.engine.hit_policies import total
from protocols.engine.literals import comparable, literal_text, number_text, read_temporal, same_kind, temporal_text

Function = Callable[..., Any]


def _string(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return literal_text(value)
    return number_text(value) if is_number(value) else temporal_text(value)


def _not(value: Any) -> bool | None:
    return not value if isinstance(value, bool) else None


def _members(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """The values of `max(a, b)` and of `max([a, b])` alike."""
    return values[0] if len(values) == 1 and isinstance(values[0], tuple) else values


def _extreme(choose: Callable[[Any], Any]) -> Function:
    def function(*values: Any) -> Any:
        found = _members(values)
        return choose(found) if found and all(comparable(one, found[0]) for one in found) else None

    return function


def _sum(*values: Any) -> float | None:
    found = _members(values)
    return total(found) if found and all(map(is_number, found)) else None


def _count(*values: Any) -> int:
    return len(_members(values))


def _list_contains(values: Any, value: Any) -> bool | None:
    if not isinstance(values, tuple):
        return None
    return any(one is value if one is None else same_kind(one, value) and one == value for one in values)


def _flatten(values: Any) -> tuple[Any, ...]:
    """The members of a list and of the lists in it, in order."""
    return tuple(part for one in values for part in _flatten(one)) if isinstance(values, tuple) else (values,)


def _of_numbers(function: Callable[[float, float], Any]) -> Function:
    def checked(value: Any, places: Any = 0) -> Any:
        return function(value, places) if is_number(value) and is_number(places) else None

    return checked


def _of_texts(function: Callable[..., Any]) -> Function:
    def checked(*texts: Any) -> Any:
        return function(*texts) if all(isinstance(text, str) for text in texts) else None

    return checked


def _reading(kind: str) -> Function:
    def function(value: Any) -> Any:
        if kind == "date" and isinstance(value, date):
            return value.date() if isinstance(value, datetime) else value
        if not isinstance(value, str):
            return None
        try:
            return read_temporal(kind, value)
        except ValueError:
            return None

    return function


FUNCTIONS: dict[str, Function] = {
    "string": _string,
    "not": _not,
    "min": _extreme(min),
    "max": _extreme(max),
    "sum": _sum,
    "count": _count,
    "list contains": _list_contains,
    "flatten": _flatten,
    "decimal": _of_numbers(lambda value, places: rounded(value, places, ROUND_HALF_EVEN)),
    "floor": _of_numbers(lambda value, places: rounded(value, places, ROUND_FLOOR)),
    "ceiling": _of_numbers(lambda value, places: rounded(value, places, ROUND_CEILING)),
    "abs": lambda value: abs(value) if is_number(value) or isinstance(value, timedelta) else None,
    "contains": _of_texts(lambda text, part: part in text),
    "starts with": _of_texts(str.startswith),
    "ends with": _of_texts(str.endswith),
    "upper case": _of_texts(str.upper),
    "lower case": _of_texts(str.lower),
    "string length": _of_texts(len),
    "date": _reading("date"),
    "time": _reading("time"),
    "date and time": _reading("date and time"),
    "duration": _reading("duration"),
}
