"""From the rows of a release, as text, to the decision tables of the engine."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from protocols.engine.cells import ANY, Cell
from protocols.engine.tables import DecisionTable, HitPolicy, Output, Row
from protocols.rulebook.codes import Codes
from protocols.rulebook.definitions import MARKS
from protocols.rulebook.errors import Place, Problems
from protocols.rulebook.rule_cells import read_output, read_test, split
from protocols.vocabulary.dictionary import FactDefinition, TableDefinition, table_definitions

WHEN, THEN = "when ", "then "
ROW_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")

Cells = Mapping[str, str]
Facts = Mapping[str, FactDefinition]


@dataclass
class TableReader:
    """Reads the tables of one release. An id belongs to one rule of one table."""

    codes: Codes
    problems: Problems
    rules: dict[str, tuple[str, Row]]
    """id -> (table, first row) of every rule read so far."""

    def read(self, name: str, rows: Sequence[Cells], places: Sequence[Place]) -> DecisionTable:
        """One table; rows that are wrong are reported and left out."""
        definition, facts = table_definitions()[name], self.codes.facts(name)
        read = [self._row(definition, facts, cells, place) for cells, place in zip(rows, places, strict=True)]
        return DecisionTable(
            name=name,
            rows=tuple(row for row in read if row),
            inputs=tuple(fact for fact in facts if any(WHEN + fact in cells for cells in rows)),
            outputs=tuple(Output(one.name, one.values) for one in definition.outputs.values()),
            hit_policy=HitPolicy[definition.hit_policy],
        )

    def _row(self, definition: TableDefinition, facts: Facts, cells: Cells, place: Place) -> Row | None:
        """The row, or None when something in it is wrong."""
        before = len(self.problems.errors)
        row_id = cells.get("id", "")
        place = replace(place, row=row_id)
        row = Row(
            id=row_id,
            when=self._when(facts, cells, place),
            then=self._then(definition, cells, place),
            sources=self._sources(cells, place),
            mark=cells.get("mark", ""),
            note=cells.get("note", ""),
            place=str(replace(place, row="")),
        )
        self._check_mark(row, place)
        if len(self.problems.errors) > before:
            return None
        self._check_rule(definition.name, row, place)
        return row

    def _when(self, facts: Facts, cells: Cells, place: Place) -> dict[str, Cell]:
        """The tests of the row by fact; a cell that accepts any value is none."""
        found = {}
        for name, fact in facts.items():
            try:
                cell = read_test(cells.get(WHEN + name, ""), fact, self.codes)
            except ValueError as error:
                self.problems.add(replace(place, column=WHEN + name), str(error))
                continue
            if cell != ANY:
                found[name] = cell
        return found

    def _then(self, definition: TableDefinition, cells: Cells, place: Place) -> dict[str, Any]:
        found = {}
        for name, output in definition.outputs.items():
            try:
                found[name] = read_output(cells.get(THEN + name, ""), output, self.codes)
            except ValueError as error:
                self.problems.add(replace(place, column=THEN + name), str(error))
        return found

    def _sources(self, cells: Cells, place: Place) -> tuple[str, ...]:
        try:
            found = split(cells.get("sources", "")) if "sources" in cells else ()
            for source in found:
                self.codes.check(source, "citations")
        except ValueError as error:
            self.problems.add(replace(place, column="sources"), str(error))
            return ()
        if not found:
            self.problems.add(replace(place, column="sources"), "every row needs at least one source")
        return found

    def _check_mark(self, row: Row, place: Place) -> None:
        if row.mark not in MARKS:
            message = f'must be one of {", ".join(MARKS)}, not "{row.mark}"' if row.mark else "must not be empty"
            self.problems.add(replace(place, column="mark"), message)
        if not ROW_ID.fullmatch(row.id):
            message = f'"{row.id}" is not an id: letters, digits, ".", "_", "-"' if row.id else "must not be empty"
            self.problems.add(replace(place, column="id"), message)

    def _check_rule(self, table: str, row: Row, place: Place) -> None:
        """Rows that share an id are alternatives of one rule, so they must say the same."""
        first_table, first = self.rules.setdefault(row.id, (table, row))
        if first_table != table:
            message = f"the id is taken by a rule of {first_table}, {first.place}"
            self.problems.add(replace(place, column="id"), message)
        for name in sorted(row.then):
            if row.then[name] != first.then[name] and first_table == table:
                message = f"differs from the first row of this id, {first.place}; alternatives must say the same"
                self.problems.add(replace(place, column=THEN + name), message)
