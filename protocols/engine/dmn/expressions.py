"""FEEL expressions: what stands in output entries, input expressions and around tables (DMN 1.5, 10.3).

    Symptom + " is known"     (Amount * Rate / 12) / (1 - (1 + Rate / 12) ** -Term)     if Age < 18 then "no" else null
    Person.Name               list contains(?, "ssri")                                  [1, 2]    max(a, b)

Left out on purpose: filters, iterations, ranges as values, function definitions and contexts in braces.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from protocols.engine import literals
from protocols.engine.dmn.arithmetic import combine, compare, negative
from protocols.engine.dmn.functions import FUNCTIONS
from protocols.engine.dmn.names import WORD, Names, one_space
from protocols.engine.errors import CellError

Scope = Mapping[str, Any]
Evaluate = Callable[[Scope], Any]
INPUT = "?"
"""The name of the value that a unary test is about."""
NOTES = "(notes)"
"""Where a scope keeps the notes of the evaluation, a list of sentences; no FEEL name can look like this."""
COMPARATORS = ("=", "!=", "<=", ">=", "<", ">")
CONSTANTS = {"true": True, "false": False, "null": None}
KEYWORDS = ("if", "then", "else", "and", "or", *CONSTANTS)


@dataclass(frozen=True)
class Expression:
    """A parsed expression: the names it uses, and its value for given values of them."""

    evaluate: Evaluate
    names: frozenset[str]


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    match: re.Match[str]


def parse_expression(text: str, names: Names) -> Expression:
    """Read an expression. Raises `CellError` with the character at which reading stopped."""
    try:
        parser = _Parser(text, names)
        return Expression(parser.whole(), frozenset(parser.used))
    except RecursionError as error:
        raise CellError(text[:60], "the expression is nested too deeply") from error


@cache
def _token(names: Names) -> re.Pattern[str]:
    functions = "|".join(r"\s+".join(name.split()) for name in sorted(FUNCTIONS, key=len, reverse=True))
    return re.compile(
        rf"""\s*(?:
            (?P<string>{literals.STRING})
          | (?P<temporal>{literals.TEMPORAL})
          | (?P<function>(?:{functions})(?=\s*\())
          | (?P<name>{names.simple})
          | (?P<keyword>(?:{"|".join(KEYWORDS)})(?!\w))
          | (?P<number>{literals.NUMBER})
          | (?P<mark>\*\*|<=|>=|!=|[-+*/=<>()\[\],.?])
          | (?P<word>{WORD})
        )""",
        re.VERBOSE,
    )


class _Parser:
    """Reads an expression from left to right; each method is one rule of the grammar."""

    def __init__(self, text: str, names: Names) -> None:
        self.text, self.names, self.position = text, names, 0
        self.used: set[str] = set()
        self.token = self._read()

    def _read(self) -> _Token | None:
        """The token at the current position; None at the end."""
        match = _token(self.names).match(self.text, self.position)
        if match is None or match.lastgroup is None:
            rest = self.text[self.position :].strip()
            if rest:
                raise CellError(self.text, f"unexpected {rest[0]!r}", self.position)
            return None
        text = match[match.lastgroup]
        return _Token(match.lastgroup, text, match.end() - len(text), match)

    def _fail(self, reason: str) -> CellError:
        return CellError(self.text, reason, self.token.start if self.token else len(self.text))

    def _next(self) -> _Token:
        if self.token is None:
            raise self._fail("the expression ends too early")
        token, self.position = self.token, self.token.match.end()
        self.token = self._read()
        return token

    def _take(self, *texts: str) -> str:
        if self.token and self.token.kind in ("mark", "keyword") and self.token.text in texts:
            return self._next().text
        return ""

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise self._fail(f"{text!r} is missing")

    def whole(self) -> Evaluate:
        found = self.expression()
        if self.token:
            raise self._fail(f"{self.token.text!r} is not expected here")
        return found

    def expression(self) -> Evaluate:
        found = self.conjunction()
        while self._take("or"):
            found = _either(found, self.conjunction(), decisive=True)
        return found

    def conjunction(self) -> Evaluate:
        found = self.comparison()
        while self._take("and"):
            found = _either(found, self.comparison(), decisive=False)
        return found

    def comparison(self) -> Evaluate:
        left = self.sum()
        operator = self._take(*COMPARATORS)
        if not operator:
            return left
        right = self.sum()
        return lambda scope: compare(operator, left(scope), right(scope))

    def sum(self) -> Evaluate:
        found = self.product()
        while operator := self._take("+", "-"):
            found = _combined(operator, found, self.product())
        return found

    def product(self) -> Evaluate:
        found = self.power()
        while operator := self._take("*", "/"):
            found = _combined(operator, found, self.power())
        return found

    def power(self) -> Evaluate:
        found = self.signed()
        while self._take("**"):
            found = _combined("**", found, self.signed())
        return found

    def signed(self) -> Evaluate:
        if not self._take("-"):
            return self.path()
        value = self.signed()
        return lambda scope: negative(value(scope))

    def path(self) -> Evaluate:
        found = self.primary()
        while self.token and self.token.text == ".":
            component = _component(self.names).match(self.text, self.token.match.end())
            if not component:
                raise self._fail("a name must follow the dot")
            found = _part(found, one_space(component[1]))
            self.position = component.end()
            self.token = self._read()
        return found

    def primary(self) -> Evaluate:
        token = self._next()
        if token.kind in READERS:
            return _constant(self._literal(token))
        if token.text in CONSTANTS:
            return _constant(CONSTANTS[token.text])
        if token.kind == "name" or token.text == INPUT:
            name = one_space(token.text)
            self.used.add(name)
            return self._call(name) if self._take("(") else lambda scope: scope[name]
        if token.kind == "function":
            self._expect("(")
            return self._built_in(FUNCTIONS[one_space(token.text)])
        if token.text == "if":
            return self._choice()
        if token.text == "(":
            found = self.expression()
            self._expect(")")
            return found
        if token.text == "[":
            return _list(self._expressions("]"))
        reason = f"no name {token.text!r} is known here" if token.kind == "word" else f"{token.text!r} is no value"
        raise CellError(self.text, reason, token.start)

    def _choice(self) -> Evaluate:
        condition = self.expression()
        self._expect("then")
        then = self.expression()
        self._expect("else")
        otherwise = self.expression()
        return lambda scope: then(scope) if condition(scope) is True else otherwise(scope)

    def _literal(self, token: _Token) -> Any:
        try:
            return READERS[token.kind](token.match)
        except ValueError as error:
            raise CellError(self.text, str(error), token.start) from error

    def _expressions(self, end: str) -> list[Evaluate]:
        if self._take(end):
            return []
        found = [self.expression()]
        while self._take(","):
            found.append(self.expression())
        self._expect(end)
        return found

    def _call(self, name: str) -> Evaluate:
        arguments = self._expressions(")")

        def evaluate(scope: Scope) -> Any:
            function = scope[name]
            return function(*(argument(scope) for argument in arguments)) if callable(function) else None

        return evaluate

    def _built_in(self, function: Callable[..., Any]) -> Evaluate:
        arguments = self._expressions(")")

        def evaluate(scope: Scope) -> Any:
            values = [argument(scope) for argument in arguments]
            try:
                return function(*values)
            except TypeError:  # the wrong number of arguments: null, as FEEL has it
                return None

        return evaluate


READERS: dict[str, Callable[[re.Match[str]], Any]] = {
    "string": lambda match: literals.read_string(match["string"]),
    "number": lambda match: literals.read_number(match["number"]),
    "temporal": lambda match: literals.read_temporal(match["kind"], match["inner"] if match["kind"] else match["at"]),
}


@cache
def _component(names: Names) -> re.Pattern[str]:
    """The name after a dot."""
    return re.compile(rf"\s*({names.component})")


def _constant(value: Any) -> Evaluate:
    return lambda scope: value


def _list(parts: list[Evaluate]) -> Evaluate:
    return lambda scope: tuple(part(scope) for part in parts)


def _combined(operator: str, left: Evaluate, right: Evaluate) -> Evaluate:
    return lambda scope: combine(operator, left(scope), right(scope))


def _part(whole: Evaluate, name: str) -> Evaluate:
    def evaluate(scope: Scope) -> Any:
        value = whole(scope)
        return value.get(name) if isinstance(value, Mapping) else None

    return evaluate


def _either(left: Evaluate, right: Evaluate, *, decisive: bool) -> Evaluate:
    """`or`, where true decides, and `and`, where false does; otherwise both must be the other value, or it is null."""
    other = not decisive

    def evaluate(scope: Scope) -> bool | None:
        first = left(scope)
        second = first if first is decisive else right(scope)
        if second is decisive:
            return decisive
        return other if first is other and second is other else None

    return evaluate
