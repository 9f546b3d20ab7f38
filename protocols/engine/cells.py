"""Cells of decision tables: S-FEEL unary tests (DMN 1.5, chapter 9).

    -                  any value                    >= 4    < 30          comparison
    "ssri", "snri"     one of these                 [4..7)  ]4..7]        interval, open or closed ends
    not("a", "b")      none of these                true    date("2026-01-01")

A list-valued fact matches a cell if any of its members does.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from math import isfinite
from operator import ge, gt, le, lt
from typing import Any

from protocols.engine.errors import CellError
from protocols.engine.facts import Members, Value
from protocols.engine.truth import FALSE, TRUE, UNKNOWN, Truth, negate, truth_of

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}

TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
      | (?P<string>"(?:[^"\\]|\\.)*")
      | (?P<date>(?:date|@)\s*\(?\s*"(?P<day>\d{4}-\d\d-\d\d)"\s*\)?)
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<mark>\.\.|<=|>=|[<>()\[\],-])
    )""",
    re.VERBOSE,
)


def comparable(left: Any, right: Any) -> bool:
    """Whether FEEL can order the two: both numbers, both strings, or both of one date type."""
    for kind in (bool, str, datetime, date, time):
        if isinstance(left, kind) or isinstance(right, kind):
            return type(left) is type(right)
    return isinstance(left, (int, float)) and isinstance(right, (int, float))


@dataclass(frozen=True)
class Equals:
    """The value itself."""

    value: Any

    def matches(self, value: Any) -> bool:
        if self.value is None or value is None:
            return value is self.value
        return comparable(value, self.value) and value == self.value

    def __str__(self) -> str:
        return literal_text(self.value)


@dataclass(frozen=True)
class Compares:
    """Less or greater than a value."""

    operator: str
    value: Any

    def matches(self, value: Any) -> bool:
        return comparable(value, self.value) and COMPARISONS[self.operator](value, self.value)

    def __str__(self) -> str:
        return f"{self.operator} {literal_text(self.value)}"


@dataclass(frozen=True)
class Within:
    """Between two values, each end included or not."""

    low: Any
    high: Any
    low_included: bool = True
    high_included: bool = True

    def matches(self, value: Any) -> bool:
        if not (comparable(value, self.low) and comparable(value, self.high)):
            return False
        above = value >= self.low if self.low_included else value > self.low
        below = value <= self.high if self.high_included else value < self.high
        return bool(above and below)

    def __str__(self) -> str:
        ends = "[" if self.low_included else "(", "]" if self.high_included else ")"
        return f"{ends[0]}{literal_text(self.low)}..{literal_text(self.high)}{ends[1]}"


Test = Equals | Compares | Within


@dataclass(frozen=True)
class Cell:
    """A parsed cell: any of the tests, or with `negated` none of them. No tests means any value."""

    tests: tuple[Test, ...] = ()
    negated: bool = False

    def decide(self, value: Value) -> Truth:
        """TRUE, FALSE or UNKNOWN for a known value; a list known in part can leave it UNKNOWN."""
        if not self.tests:
            return TRUE
        if isinstance(value, Members):
            return self._decide_members(value)
        return truth_of(any(test.matches(value) for test in self.tests) is not self.negated)

    def _decide_members(self, members: Members) -> Truth:
        if self.matching(members):
            found = TRUE
        else:
            found = UNKNOWN if members.missing else FALSE
        return negate(found) if self.negated else found

    def matching(self, members: Members) -> list[str]:
        """The members, in order, that one of the tests names."""
        return sorted(one for one in members.values if any(test.matches(one) for test in self.tests))

    def literals(self) -> tuple[Any, ...] | None:
        """The values of a cell that only lists values; None for ranges, negations and the empty cell."""
        if self.negated or not self.tests or not all(isinstance(test, Equals) for test in self.tests):
            return None
        return tuple(test.value for test in self.tests if isinstance(test, Equals))

    def __str__(self) -> str:
        text = ", ".join(map(str, self.tests)) or "-"
        return f"not({text})" if self.negated else text


ANY = Cell()


def literal_text(value: Any) -> str:
    """The FEEL text of a literal."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, date):
        return f'date("{value.isoformat()}")'
    return repr(value)


def parse_cell(text: str, *, bare_words: bool = False) -> Cell:
    """Read one cell. With `bare_words`, a word such as `ssri` stands for the string "ssri", as release files write it.

    Raises `CellError` with the character at which reading stopped.
    """
    if text.strip() in ("", "-"):
        return ANY
    return _Reader(text, bare_words).cell()


class _Reader:
    """Reads the tokens of one cell from left to right."""

    def __init__(self, text: str, bare_words: bool) -> None:
        self.text, self.bare_words, self.position = text, bare_words, 0
        self.tokens = self._split()
        self.index = 0

    def _split(self) -> list[re.Match[str]]:
        tokens, position, end = [], 0, len(self.text.rstrip())
        while position < end:
            match = TOKEN.match(self.text, position)
            if not match:
                raise CellError(self.text, f"unexpected {self.text[position:].strip()[:1]!r}", position)
            tokens.append(match)
            position = match.end()
        return tokens

    def _fail(self, reason: str) -> CellError:
        if self.index >= len(self.tokens):
            return CellError(self.text, reason, len(self.text))
        token = self.tokens[self.index]
        return CellError(self.text, reason, token.end() - len(token.group().lstrip()))

    def _next(self) -> re.Match[str]:
        if self.index >= len(self.tokens):
            raise self._fail("the cell ends too early")
        self.index += 1
        return self.tokens[self.index - 1]

    def _take(self, *marks: str) -> str:
        if self.index < len(self.tokens) and self.tokens[self.index]["mark"] in marks:
            return self._next()["mark"]
        return ""

    def cell(self) -> Cell:
        negated = self.index < len(self.tokens) and self.tokens[self.index]["name"] == "not"
        if negated:
            self.index += 1
            if not self._take("("):
                raise self._fail("'not' needs parentheses")
        tests = [self.test()]
        while self._take(","):
            tests.append(self.test())
        if negated and not self._take(")"):
            raise self._fail("')' is missing")
        if self.index < len(self.tokens):
            raise self._fail("there is something after the end of the test")
        return Cell(tuple(tests), negated)

    def test(self) -> Test:
        operator = self._take("<", "<=", ">", ">=")
        if operator:
            return Compares(operator, self.literal())
        opening = self._take("[", "(", "]")
        return self.interval(opening) if opening else Equals(self.literal())

    def interval(self, opening: str) -> Within:
        low = self.literal()
        if not self._take(".."):
            raise self._fail("an interval needs '..' between its ends")
        high = self.literal()
        closing = self._take("]", ")", "[")
        if not closing:
            raise self._fail("the interval is not closed")
        if not comparable(low, high) or low > high:
            raise CellError(self.text, "the interval runs backwards or mixes types", 0)
        return Within(low, high, opening == "[", closing == "]")

    def literal(self) -> Any:
        token = self._next()
        if token["number"]:
            number = float(token["number"])
            if not isfinite(number):
                raise CellError(self.text, f"{token['number']} is too large a number", token.start())
            return int(number) if number.is_integer() and abs(number) < 2**53 else number
        if token["string"]:
            return re.sub(r"\\(.)", r"\1", token["string"][1:-1])
        if token["date"]:
            return date.fromisoformat(token["day"])
        return self._word(token)

    def _word(self, token: re.Match[str]) -> Any:
        word = token["name"]
        if word in ("true", "false"):
            return word == "true"
        if word == "null":
            return None
        if word and self.bare_words:
            return word
        self.index -= 1
        raise self._fail(f"{word or token['mark']!r} is not a value")
