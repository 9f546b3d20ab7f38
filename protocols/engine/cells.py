"""Cells of decision tables: S-FEEL unary tests (DMN 1.5, chapter 9).

    -                  any value                    >= 4    < 30          comparison
    "ssri", "snri"     one of these                 [4..7)  ]4..7]        interval, open or closed ends
    not("a", "b")      none of these                true    date("2026-01-01")

A list-valued fact matches a cell if any of its members does.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from protocols.engine import literals
from protocols.engine.errors import CellError
from protocols.engine.facts import Members, Value
from protocols.engine.literals import comparable, literal_text
from protocols.engine.truth import FALSE, TRUE, UNKNOWN, Truth, negate, truth_of
from protocols.engine.unary_tests import Compares, Equals, Holds, Name, Test, Within

__all__ = ["ANY", "Cell", "Compares", "Equals", "Holds", "Name", "Test", "Within", "literal_text", "parse_cell"]


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
        if self.negated:
            return truth_of(all(test.matches(value) is False for test in self.tests))
        return truth_of(any(test.matches(value) for test in self.tests))

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

    def numeric_ends(self) -> tuple[float, ...] | None:
        """The numbers at which the answer of the cell may change; None when it is not only about numbers."""
        ends: list[float] = []
        for test in self.tests:
            found: tuple[Any, ...] = (
                (test.low, test.high) if isinstance(test, Within) else (getattr(test, "value", None),)
            )
            if not all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in found):
                return None
            ends += found
        return tuple(ends)

    def bound(self, names: Mapping[str, Any]) -> "Cell":
        """This cell with the values of its names in place of them."""
        return replace(self, tests=tuple(test.bound(names) for test in self.tests))

    def __str__(self) -> str:
        text = ", ".join(map(str, self.tests)) or "-"
        return f"not({text})" if self.negated else text


ANY = Cell()


def parse_cell(text: str, *, bare_words: bool = False, names: str = "") -> Cell:
    """Read one cell. With `bare_words`, a word such as `ssri` stands for the string "ssri", as release files write it.
    `names` is a pattern for the names that may stand for values, as in models of other tools.

    Raises `CellError` with the character at which reading stopped.
    """
    if text.strip() in ("", "-"):
        return ANY
    return _Reader(text, bare_words, _token(names)).cell()


@cache
def _token(names: str) -> re.Pattern[str]:
    """One token, with the space before it. A name that a parenthesis follows is a function and no value."""
    return re.compile(
        rf"""\s*(?:
            (?P<known>{names or "(?!)"})(?!\w|\s*\()
          | (?P<number>-?{literals.NUMBER})
          | (?P<string>{literals.STRING})
          | (?P<temporal>{literals.TEMPORAL})
          | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
          | (?P<mark>\.\.|<=|>=|[<>()\[\],-])
        )""",
        re.VERBOSE,
    )


class _Reader:
    """Reads the tokens of one cell from left to right."""

    def __init__(self, text: str, bare_words: bool, token: re.Pattern[str]) -> None:
        self.text, self.bare_words = text, bare_words
        self.tokens = self._split(token)
        self.index = 0

    def _split(self, token: re.Pattern[str]) -> list[re.Match[str]]:
        tokens, position, end = [], 0, len(self.text.rstrip())
        while position < end:
            match = token.match(self.text, position)
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
        is_known = not isinstance(low, Name) and not isinstance(high, Name)
        if is_known and (not comparable(low, high) or low > high):
            raise CellError(self.text, "the interval runs backwards or mixes types", 0)
        return Within(low, high, opening == "[", closing == "]")

    def literal(self) -> Any:
        token = self._next()
        try:
            if token["known"]:
                return Name(" ".join(token["known"].split()))
            if token["number"]:
                return literals.read_number(token["number"])
            if token["string"]:
                return literals.read_string(token["string"])
            if token["temporal"]:
                return literals.read_temporal(token["kind"], token["inner"] if token["kind"] else token["at"])
        except ValueError as error:
            raise CellError(self.text, str(error), token.end() - len(token.group().lstrip())) from error
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
