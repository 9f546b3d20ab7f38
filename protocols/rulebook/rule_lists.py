"""From the rows of a release's lists, as text, to typed entries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from protocols.rulebook.codes import Codes
from protocols.rulebook.definitions import ColumnDefinition, list_definitions
from protocols.rulebook.errors import Place, Problems
from protocols.rulebook.release_files import Content
from protocols.rulebook.rule_cells import split
from protocols.vocabulary.checks import suggestion

Entry = dict[str, Any]
"""One row of a list: column -> text, or a tuple of texts where the column holds many."""


@dataclass(frozen=True)
class ListReader:
    """Reads the lists of one release; rows that are wrong are reported."""

    content: Content
    places: Mapping[str, Sequence[Place]]
    codes: Codes
    problems: Problems

    def read(self, name: str) -> list[Entry]:
        """The entries of a list, in the order of the file; its keys are unique."""
        definition, seen = list_definitions()[name], set()
        entries = []
        for cells, place in zip(self.content["lists"].get(name, ()), self.places.get(name, ()), strict=True):
            key = cells.get(definition.key, "")
            entries.append(self._entry(definition.columns, cells, replace(place, row=key)))
            if key and key in seen:
                self.problems.add(replace(place, row=key, column=definition.key), "stands in this list twice")
            seen.add(key)
        return entries

    def _entry(self, columns: Mapping[str, ColumnDefinition], cells: Mapping[str, str], place: Place) -> Entry:
        return {
            name: self._value(column, cells.get(name, ""), replace(place, column=name))
            for name, column in columns.items()
        }

    def _value(self, column: ColumnDefinition, text: str, place: Place) -> str | tuple[str, ...]:
        if not text:
            if column.required:
                self.problems.add(place, "must not be empty")
            return () if column.many else ""
        try:
            value = split(text) if column.many else text
            for code in (value,) if isinstance(value, str) else value:
                self._check_code(code, column)
        except ValueError as error:
            self.problems.add(place, str(error))
            return () if column.many else text
        return value

    def _check_code(self, code: str, column: ColumnDefinition) -> None:
        if column.values and code not in column.values:
            near = suggestion(code, column.values)
            raise ValueError(f'must be one of {", ".join(column.values)}, not "{code}"{near}')
        if column.codes:
            self.codes.check(code, column.codes)
