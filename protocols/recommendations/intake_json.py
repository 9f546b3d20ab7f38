"""Reading an intake document from bytes that anybody may have sent. What is wrong is an error with its JSON path."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

from protocols.vocabulary.checks import IntakeError, IntakeErrors, shown

MAX_BYTES = 10 * 1024 * 1024
MAX_DEPTH = 12
"""Levels of nesting; an intake has five."""
MAX_VALUES = 2000
"""Values in the whole document, far more than a patient can answer: each may cost a search for the nearest name."""
MAX_TEXT = 1000
"""Characters in any one text."""
MAX_DIGITS = 30
"""Digits of a whole number."""


class DocumentTooLarge(ValueError):
    """More bytes than a document may have; they are refused before anything is read."""

    def __init__(self) -> None:
        super().__init__(f"the document is larger than {MAX_BYTES // 1024**2} MB")


@dataclass(frozen=True)
class _Refused:
    """Stands in the parsed document for something that JSON readers let pass; the message says what it was."""

    message: str


def parse_intake(data: bytes) -> Any:
    """The JSON value of the bytes. Raises `DocumentTooLarge` or `IntakeErrors`.

    Stricter than Python's reader: duplicate keys, NaN, infinities and numbers too large for them are errors.
    """
    if len(data) > MAX_BYTES:
        raise DocumentTooLarge
    value = _parsed(data)
    errors = [IntakeError(path, message) for path, message in _faults(value)]
    if errors:
        raise IntakeErrors(errors)
    return value


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_object,
            parse_int=_whole_number,
            parse_float=_number,
            parse_constant=_constant,
        )
    except UnicodeDecodeError as error:
        raise _error(f"the document is not UTF-8 text (byte {error.start + 1})") from error
    except json.JSONDecodeError as error:
        raise _error(f"the document is not JSON: {error.msg} (line {error.lineno}, column {error.colno})") from error
    except RecursionError as error:
        raise _error(f"the document is nested more than {MAX_DEPTH} levels deep") from error


def _error(message: str) -> IntakeErrors:
    return IntakeErrors([IntakeError("", message)])


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        found[key] = _Refused("this key is given twice") if key in found else value
    return found


def _whole_number(text: str) -> Any:
    return int(text) if len(text) <= MAX_DIGITS else _constant(text)


def _number(text: str) -> Any:
    value = float(text)
    return value if isfinite(value) else _constant(text)


def _constant(text: str) -> _Refused:
    return _Refused(f"must be a number within range, not {shown(text)[1:-1]}")


def _faults(root: Any) -> Iterator[tuple[str, str]]:
    """(path, message) of everything in the document that must not be read further, in document order."""
    waiting: list[tuple[Any, str, int]] = [(root, "", 1)]
    seen = 0
    while waiting:
        value, path, depth = waiting.pop()
        seen += 1
        if isinstance(value, _Refused):
            yield path, value.message
        elif isinstance(value, str):
            yield from ((path, message) for message in _text_faults(value))
        elif isinstance(value, (dict, list)):
            if depth > MAX_DEPTH:
                yield path, f"the document is nested more than {MAX_DEPTH} levels deep"
            elif seen + len(waiting) + len(value) > MAX_VALUES:
                yield path, f"the document holds more than {MAX_VALUES} values"
                return
            else:
                waiting.extend((one, place, depth + 1) for one, place in reversed(_members(value, path)))


def _text_faults(text: str) -> Iterator[str]:
    if not _is_text(text):
        yield "holds half of a surrogate pair, which is no character"
    if len(text) > MAX_TEXT:
        yield f"is longer than {MAX_TEXT} characters"


def _members(value: dict[str, Any] | list[Any], path: str) -> list[tuple[Any, str]]:
    if isinstance(value, list):
        return [(one, f"{path}[{place}]") for place, one in enumerate(value)]
    return [(one if _is_name(key) else _Refused("is no possible key"), _place(path, key)) for key, one in value.items()]


def _place(path: str, key: str) -> str:
    name = key if _is_name(key) else ascii(key[:40])[1:-1]
    return f"{path}.{name}" if path else name


def _is_name(key: str) -> bool:
    return len(key) <= MAX_TEXT and _is_text(key)


def _is_text(text: str) -> bool:
    """False for text with a lone surrogate, which cannot be written anywhere."""
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)
