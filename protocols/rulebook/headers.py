"""Whether the files of a release have the columns they should have: a misspelt one would drop every cell below it."""

from collections.abc import Collection

from protocols.rulebook.codes import Codes
from protocols.rulebook.csv_file import CsvFile
from protocols.rulebook.definitions import list_definitions
from protocols.rulebook.errors import Place, Problems
from protocols.rulebook.release_files import ReleaseFiles
from protocols.rulebook.rule_tables import THEN, WHEN
from protocols.vocabulary.checks import suggestion
from protocols.vocabulary.dictionary import fact_definitions, table_definitions


def check_headers(files: ReleaseFiles, codes: Codes, problems: Problems) -> None:
    """Report unknown and missing columns."""
    for name, parts in files.tables.items():
        for file in parts:
            if name in table_definitions():
                _check_table(file, name, codes, problems)
            elif name in list_definitions():
                _check_list(file, name, problems)


def _check_table(file: CsvFile, table: str, codes: Codes, problems: Problems) -> None:
    facts = codes.facts(table)
    outputs = table_definitions()[table].outputs
    known = ["id", *(WHEN + fact for fact in facts), *(THEN + name for name in outputs), "sources", "mark", "note"]
    needed = ["id", *(THEN + one.name for one in outputs.values() if not one.optional), "sources", "mark"]
    _check(file, known, needed, problems)


def _check_list(file: CsvFile, name: str, problems: Problems) -> None:
    columns = list_definitions()[name].columns
    _check(file, columns, [column for column, one in columns.items() if one.required], problems)


def _check(file: CsvFile, known: Collection[str], needed: Collection[str], problems: Problems) -> None:
    for column in file.columns:
        if column and column not in known:
            problems.add(Place(file.name, 1, column=column), _unknown(column, known))
    for column in needed:
        if file.columns and column not in file.columns:
            problems.add(Place(file.name, 1, column=column), "this column is missing")


def _unknown(column: str, known: Collection[str]) -> str:
    fact = column.removeprefix(WHEN)
    if column.startswith(WHEN) and fact in fact_definitions():
        return f"this table cannot read {fact}"
    kind = "fact" if column.startswith(WHEN) else "output" if column.startswith(THEN) else "column"
    return f"no such {kind}{suggestion(column, known)}"
