"""Reading the cells of rule tables: a test of a fact, or the value of an output. What is wrong raises `ValueError`."""

import re
from collections.abc import Iterator
from math import isfinite
from typing import Any

from protocols.engine.cells import Cell, Equals, Within, literal_text, parse_cell
from protocols.engine.errors import CellError
from protocols.rulebook.codes import Codes
from protocols.vocabulary.checks import suggestion
from protocols.vocabulary.dictionary import FactDefinition, OutputDefinition
from protocols.vocabulary.document import LIFE_STAGES

NUMBER = re.compile(r"-?\d+(\.\d+)?([eE]\d+)?")
TRUTHS = {"true": True, "false": False}


def read_test(text: str, fact: FactDefinition, codes: Codes) -> Cell:
    """The test that a when-cell makes, with every literal of the fact's type and within its codes."""
    try:
        cell = parse_cell(text, bare_words=True)
    except CellError as error:
        raise ValueError(str(error)) from error
    for literal, is_value in _literals(cell):
        _check_literal(literal, is_value, fact, codes)
    return cell


def _literals(cell: Cell) -> Iterator[tuple[Any, bool]]:
    """Every literal of a cell, and whether it stands for itself and not for the end of a range."""
    for test in cell.tests:
        for literal in (test.low, test.high) if isinstance(test, Within) else (test.value,):
            yield literal, isinstance(test, Equals)


def _check_literal(literal: Any, is_value: bool, fact: FactDefinition, codes: Codes) -> None:
    if fact.type == "number":
        return _check_number(literal, fact)
    if not is_value:
        raise ValueError(f"{fact.name} has no order; name its values")
    if fact.type == "boolean" and not isinstance(literal, bool):
        raise ValueError(f"{fact.name} is true or false, not {literal_text(literal)}")
    if fact.type in ("code", "codes"):
        _check_code(literal, fact, codes)
    return None


def _check_number(literal: Any, fact: FactDefinition) -> None:
    if isinstance(literal, bool) or not isinstance(literal, (int, float)):
        raise ValueError(f"{fact.name} is a number, not {literal_text(literal)}")
    low, high = fact.minimum, fact.maximum
    if (low is not None and literal < low) or (high is not None and literal > high):
        raise ValueError(f"{fact.name} lies between {low:g} and {high:g}; {literal:g} is outside")


def _check_code(literal: Any, fact: FactDefinition, codes: Codes) -> None:
    if not isinstance(literal, str):
        raise ValueError(f"{fact.name} is a code, not {literal_text(literal)}")
    if fact.values and literal not in fact.values:
        raise ValueError(f'{fact.name} is never "{literal}"{suggestion(literal, fact.values)}')
    if fact.codes:
        codes.check(literal, fact.codes)
    if fact.codes == "conditions":
        _check_home(literal, fact, codes)


def _check_home(code: str, fact: FactDefinition, codes: Codes) -> None:
    """A code counts in one list only; a rule that looked elsewhere would never fire."""
    if code in LIFE_STAGES:
        raise ValueError(f'read {LIFE_STAGES[code]} instead of the condition "{code}"')
    if codes.homes.get(code, fact.name) != fact.name:
        raise ValueError(f'"{code}" is at home in "{codes.homes[code]}"; read it there')


def read_output(text: str, output: OutputDefinition, codes: Codes) -> Any:
    """The value of a then-cell; an empty one is None, or () where codes are listed."""
    if not text:
        if not output.optional:
            raise ValueError("must not be empty")
        return () if output.type == "codes" else None
    if output.type == "number":
        return read_number(text)
    if output.type == "boolean":
        if text not in TRUTHS:
            raise ValueError(f'must be true or false, not "{text}"')
        return TRUTHS[text]
    if output.type == "codes":
        found = split(text)
        for code in found:
            _check_output_code(code, output, codes)
        return found
    if output.type == "code":
        _check_output_code(text, output, codes)
    return text


def read_number(text: str) -> float:
    """A finite number written with a decimal point; whole ones come as int."""
    value = float(text) if NUMBER.fullmatch(text) else float("nan")
    if not isfinite(value):
        raise ValueError(f'must be a number such as 4 or 2.5, not "{text}"')
    return int(value) if value.is_integer() else value


def split(text: str) -> tuple[str, ...]:
    """The members of a list written with ";"; an empty or repeated member is an error."""
    found = tuple(part.strip() for part in text.split(";"))
    if "" in found:
        raise ValueError('has an empty place between two ";"')
    if len(set(found)) < len(found):
        raise ValueError("names something twice")
    return found


def _check_output_code(code: str, output: OutputDefinition, codes: Codes) -> None:
    if output.values and code not in output.values:
        raise ValueError(f'must be one of {", ".join(output.values)}, not "{code}"{suggestion(code, output.values)}')
    if output.codes:
        codes.check(code, output.codes)
