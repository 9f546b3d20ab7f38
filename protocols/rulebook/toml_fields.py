"""Taking typed values out of a TOML table, reporting what is wrong, missing or not expected."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from typing import Any

from protocols.rulebook.codes import Codes
from protocols.rulebook.definitions import MARKS
from protocols.rulebook.errors import Place, Problems
from protocols.vocabulary.checks import suggestion


@dataclass
class Fields:
    """One table of a TOML file. `path` leads to it: `magnesium.patient.en`. Call `close` when all is taken."""

    values: Mapping[str, Any]
    file: str
    path: str
    problems: Problems
    taken: set[str] = field(default_factory=set)

    def fail(self, name: str, message: str) -> None:
        self.problems.add(Place(self.file, column=".".join(filter(None, (self.path, name)))), message)

    def _take(self, name: str, kind: type | tuple[type, ...], what: str, required: bool) -> Any:
        self.taken.add(name)
        value = self.values.get(name)
        if value is None:
            if required:
                self.fail(name, "is missing")
            return None
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.fail(name, f"must be {what}")
            return None
        return value

    def text(self, name: str, *, required: bool = True) -> str:
        """A text; one that is required must not be empty."""
        value = self._take(name, str, "a text", required)
        if required and value is not None and not value.strip():
            self.fail(name, "must not be empty")
        return (value or "").strip()

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; empty when absent."""
        values = self._take(name, list, "a list of texts", False) or []
        if not all(isinstance(value, str) and value.strip() for value in values):
            self.fail(name, "must be a list of texts, none of them empty")
            return ()
        return tuple(values)

    def truth(self, name: str) -> bool:
        """true or false."""
        return bool(self._take(name, bool, "true or false", True))

    def number(self, name: str, *, lowest: float = 0) -> float:
        """A finite number, not below the lowest."""
        value = self._take(name, (int, float), "a number", True)
        if value is not None and not (isfinite(value) and value >= lowest):
            self.fail(name, f"must be a number of {lowest:g} or more")
            return lowest
        return value or 0

    def day(self, name: str) -> date:
        """A date, in TOML's own form or as ISO text."""
        value = self._take(name, (str, date), "a date such as 2026-11-23", True)
        try:
            return date.fromisoformat(value) if isinstance(value, str) else value or date.min
        except ValueError:
            self.fail(name, f'must be a date such as 2026-11-23, not "{value}"')
            return date.min

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        """One of the allowed texts."""
        value = self.text(name)
        if value and value not in allowed:
            self.fail(name, f'must be one of {", ".join(allowed)}, not "{value}"{suggestion(value, allowed)}')
        return value

    def mark(self) -> str:
        """The mark of a statement."""
        return self.choice("mark", MARKS)

    def codes(self, name: str, kind: str, codes: Codes) -> tuple[str, ...]:
        """A list of codes that the release knows."""
        found = self.texts(name)
        for code in found:
            self._check_code(name, code, kind, codes)
        return found

    def _check_code(self, name: str, code: str, kind: str, codes: Codes) -> None:
        try:
            codes.check(code, kind)
        except ValueError as error:
            self.fail(name, str(error))

    def table(self, name: str, *, required: bool = False) -> "Fields":
        """A table within this one; an empty one when absent."""
        value = self._take(name, dict, "a table", required) or {}
        return Fields(value, self.file, ".".join(filter(None, (self.path, name))), self.problems)

    def tables(self, name: str) -> list["Fields"]:
        """A list of tables; empty when absent."""
        values = self._take(name, list, "a list of tables", False) or []
        if not all(isinstance(value, dict) for value in values):
            self.fail(name, "must be a list of tables")
            return []
        path = ".".join(filter(None, (self.path, name)))
        return [Fields(value, self.file, f"{path}[{place}]", self.problems) for place, value in enumerate(values)]

    def numbers_by_code(self, kind: str, codes: Codes) -> dict[str, float]:
        """This table as code -> number."""
        for name in self.values:
            self._check_code(name, name, kind, codes)
        return {name: self.number(name) for name in self.values}

    def texts_by_code(self, kind: str, codes: Codes) -> dict[str, str]:
        """This table as code -> text, but for the keys that were taken before."""
        names = [name for name in self.values if name not in self.taken]
        for name in names:
            self._check_code(name, name, kind, codes)
        return {name: self.text(name) for name in names}

    def close(self) -> None:
        """Report what nobody took: it is misspelt, or nothing reads it."""
        for name in self.values:
            if name not in self.taken:
                self.fail(name, f"unknown key{suggestion(name, self.taken)}")
