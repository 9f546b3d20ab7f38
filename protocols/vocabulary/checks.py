"""Reading JSON values one at a time, collecting an error with its path for each that is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from protocols.vocabulary.vocabulary import folded, nearest


@dataclass(frozen=True)
class IntakeError:
    """One thing wrong with an intake document, and the JSON path of it."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class IntakeErrors(ValueError):
    """Everything that is wrong with an intake document; `errors` is in document order."""

    def __init__(self, errors: Iterable[IntakeError]) -> None:
        self.errors = list(errors)
        super().__init__("\n".join(map(str, self.errors)))


def shown(value: Any) -> str:
    """A value as an error message quotes it, shortened."""
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def suggestion(name: str, known: Iterable[str]) -> str:
    """`; did you mean "x"?`, or nothing when no known name is near."""
    near = nearest(name, known)
    return f'; did you mean "{near}"?' if near else ""


@dataclass
class Checker:
    """Checks values and remembers what was wrong. Absent and null both mean "not asked" and give None."""

    errors: list[IntakeError] = field(default_factory=list)

    def fail(self, path: str, message: str) -> None:
        self.errors.append(IntakeError(path, message))

    def mapping(self, value: Any, path: str, keys: Iterable[str] | None = None) -> Mapping[str, Any]:
        """A JSON object with only the given keys; an empty one when absent or wrong."""
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.fail(path, f"must be an object, not {shown(value)}")
            return {}
        if keys is not None:
            self._refuse_unknown_keys(value, path, list(keys))
        return value

    def _refuse_unknown_keys(self, value: Mapping[str, Any], path: str, keys: list[str]) -> None:
        for key in value:
            if key not in keys:
                place = f"{path}.{key}" if path else str(key)
                self.fail(place, f"unknown key{suggestion(str(key), keys)}")

    def items(self, value: Any, path: str) -> list[Any] | None:
        """A JSON list; None when absent or wrong."""
        if value is None:
            return None
        if not isinstance(value, list):
            self.fail(path, f"must be a list, not {shown(value)}")
            return None
        return value

    def number(self, value: Any, path: str, minimum: float, maximum: float, *, whole: bool = False) -> float | None:
        """A finite number within bounds."""
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
            self.fail(path, f"must be a number, not {shown(value)}")
            return None
        if whole and value != int(value):
            self.fail(path, f"must be a whole number, not {shown(value)}")
            return None
        if not minimum <= value <= maximum:
            self.fail(path, f"must be between {minimum:g} and {maximum:g}, not {shown(value)}")
            return None
        return int(value) if value == int(value) else value

    def boolean(self, value: Any, path: str) -> bool | None:
        """true or false."""
        if value is None or isinstance(value, bool):
            return value
        self.fail(path, f"must be true, false or null, not {shown(value)}")
        return None

    def choice(self, value: Any, path: str, allowed: Iterable[str]) -> str | None:
        """One of the allowed strings."""
        known = list(allowed)
        if value is None or value in known:
            return None if value is None else str(value)
        hint = suggestion(value, known) if isinstance(value, str) else ""
        self.fail(path, f"must be one of {', '.join(known)}, not {shown(value)}{hint}")
        return None

    def text(self, value: Any, path: str) -> str | None:
        """A string with something in it."""
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.fail(path, f"must be a text, not {shown(value)}")
        return None

    def lookup(self, value: Any, path: str, kind: str, names: Mapping[str, tuple[str, ...]]) -> str | None:
        """The code that a name stands for; an unknown or ambiguous name is an error, never a guess."""
        name = self.text(value, path)
        if name is None:
            return None
        codes = names.get(folded(name), ())
        if len(codes) == 1:
            return codes[0]
        if codes:
            self.fail(path, f'"{name}" may mean {" or ".join(codes)}; use the code')
        else:
            self.fail(path, f'no {kind} "{name}"{self._did_you_mean(name, names)}')
        return None

    @staticmethod
    def _did_you_mean(name: str, names: Mapping[str, tuple[str, ...]]) -> str:
        near = nearest(folded(name), names)
        return f'; did you mean "{names[near][0]}"?' if near else ""
