"""Input entries: S-FEEL unary tests, which are the engine's cells, and those conditions of full FEEL that models use.

list contains(?, "ssri")       > Age - 5       [Start .. Start + 7]       starts with(?, "N06"), "none"
"""

import re
from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from protocols.engine.cells import Cell, Equals, Holds, Name, Test, parse_cell
from protocols.engine.dmn.expressions import INPUT, Expression, parse_expression
from protocols.engine.dmn.names import Names
from protocols.engine.errors import CellError
from protocols.engine.unary_tests import among

OPERATOR = re.compile(r"\s*(<=|>=|!=|<|>|=)")
INTERVAL = re.compile(r"\s*([\[(\]])(.+?)\.\.(.+)([\])\[])\s*", re.DOTALL)
NEGATION = re.compile(r"\s*not\s*\((.*)\)\s*", re.DOTALL)
PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|.', re.DOTALL)
DEPTH = {"(": 1, "[": 1, ")": -1, "]": -1}


def read_entry(text: str, names: Names) -> Cell:
    """The cell. Raises `CellError`."""
    try:
        return parse_cell(text, names=names.qualified)
    except CellError:
        negation = NEGATION.fullmatch(text)
        tests = tuple(test for part in _parts(negation[1] if negation else text) for test in _tests(part, names))
        return Cell(tests, negated=bool(negation))


def needs_names(cell: Cell) -> bool:
    """Whether the cell says nothing until the values of names are put in."""
    return any(
        test.names is None if isinstance(test, Holds) else any(isinstance(part, Name) for part in vars(test).values())
        for test in cell.tests
    )


def _parts(text: str) -> Iterator[str]:
    """The text between the commas that stand in no string, parenthesis or bracket."""
    part, depth = "", 0
    for piece in PIECE.findall(text):
        depth += DEPTH.get(piece, 0)
        if piece == "," and depth == 0:
            yield part
            part = ""
        else:
            part += piece
    yield part


def _tests(part: str, names: Names) -> tuple[Test, ...]:
    try:
        cell = parse_cell(part, names=names.qualified)
    except CellError:
        return (_condition(part, names),)
    if not cell.tests or cell.negated:
        raise CellError(part, "this cannot stand between commas or inside 'not'")
    return cell.tests


def _condition(part: str, names: Names) -> Holds:
    if OPERATOR.match(part):
        expression = parse_expression(f"{INPUT} {part.strip()}", names)
    elif interval := INTERVAL.fullmatch(part):
        above, below = ">=" if interval[1] == "[" else ">", "<=" if interval[4] == "]" else "<"
        expression = parse_expression(f"? {above} ({interval[2]}) and ? {below} ({interval[3]})", names)
    else:
        expression = parse_expression(part.strip(), names)
    return Holds(part.strip(), _holds(expression), None if expression.names - {INPUT} else {})


def _holds(expression: Expression) -> Callable[[Any, Mapping[str, Any]], bool | None]:
    """A condition says so itself; the value of any other expression is compared with the input."""

    def condition(value: Any, names: Mapping[str, Any]) -> bool | None:
        found = expression.evaluate(ChainMap({INPUT: value}, names))  # type: ignore[arg-type]
        if INPUT in expression.names or (isinstance(found, bool) and not isinstance(value, bool)):
            return found if isinstance(found, bool) else None
        return (among(found) if isinstance(found, tuple) else Equals(found)).matches(value)

    return condition
