"""The operators of FEEL. What makes no sense, such as a string minus a number, is None, FEEL's null."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Context as Precision
from decimal import Decimal, DecimalException, localcontext
from operator import add, mul, sub, truediv
from typing import Any

from protocols.engine.literals import NUMBERS, Months, comparable, exact, plain, same_kind
from protocols.engine.unary_tests import COMPARISONS

FEEL = Precision(prec=34, Emax=6144, Emin=-6143)
"""The standard's numbers: decimals of 34 digits."""

Operator = Callable[[Any, Any], Any]

OPERATORS: dict[str, Operator] = {"+": add, "-": sub, "*": mul, "/": truediv, "**": pow}
SCALARS = NUMBERS | {date, time, datetime, timedelta, Months}
SOME_DAY = date(2000, 1, 1)
"""Times of day are moved on this day and forget it."""


def is_number(value: Any) -> bool:
    return type(value) in NUMBERS


def combine(operator: str, left: Any, right: Any) -> Any:
    """`left operator right` for numbers, strings (+ joins them), dates and durations."""
    if is_number(left) and is_number(right):
        return _decimal(OPERATORS[operator], left, right)
    if isinstance(left, str) and isinstance(right, str):
        return left + right if operator == "+" else None
    if type(left) not in SCALARS or type(right) not in SCALARS or operator == "**":
        return None
    if operator == "+" and isinstance(left, (timedelta, Months)):
        left, right = right, left
    try:
        return _temporal(OPERATORS[operator], left, right)
    except (TypeError, AttributeError, OverflowError, ValueError, ZeroDivisionError):  # no such sum, or no such day
        return None


def _decimal(operator: Operator, left: float, right: float) -> float | None:
    with localcontext(FEEL):
        try:
            return plain(operator(exact(left), exact(right)))
        except (DecimalException, OverflowError, ValueError):
            return None


def _temporal(operator: Operator, left: Any, right: Any) -> Any:
    """Dates and times move by durations; what Python has no arithmetic for raises `TypeError`."""
    if isinstance(left, Months) or isinstance(right, Months):
        return _months(operator, left, right)
    if type(left) is date and isinstance(right, timedelta):
        return operator(datetime.combine(left, time()), right).date()
    if isinstance(left, time):
        moment = datetime.combine(SOME_DAY, left)
        if isinstance(right, time):
            return operator(moment, datetime.combine(SOME_DAY, right))
        return operator(moment, right).timetz()
    return operator(left, right)


def _months(operator: Operator, left: Any, right: Any) -> Any:
    if operator in (add, sub):
        if isinstance(left, Months):
            return Months(operator(left.count, right.count))
        return _months_later(left, operator(0, right.count))
    if isinstance(left, Months) and isinstance(right, Months):
        return left.count / right.count if operator is truediv else None
    number, months = (left, right) if isinstance(right, Months) else (right, left)
    if operator is mul or (operator is truediv and months is left):
        return Months(int(operator(months.count, number)))
    return None


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def compare(operator: str, left: Any, right: Any) -> bool | None:
    """`left operator right` as FEEL's three-valued logic has it."""
    if operator in ("=", "!="):
        found = _equal(left, right)
        return found if operator == "=" or found is None else not found
    return COMPARISONS[operator](left, right) if comparable(left, right) else None


def _equal(left: Any, right: Any) -> bool | None:
    if left is None or right is None:
        return left is right
    return bool(left == right) if same_kind(left, right) else None


def negative(value: Any) -> Any:
    """The value with its sign turned."""
    if is_number(value) or isinstance(value, timedelta):
        return -value
    return Months(-value.count) if isinstance(value, Months) else None


def rounded(value: float, places: float, rounding: str) -> float | None:
    """The number with so many decimal places; `rounding` is a mode of the decimal module."""
    if abs(places) > 6000:
        return None
    with localcontext(FEEL):
        try:
            return plain(exact(value).quantize(Decimal(1).scaleb(-int(places)), rounding=rounding))
        except DecimalException:
            return None
