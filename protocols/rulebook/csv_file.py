"""Reading one CSV file of a release into rows of text, with the line of each row."""

import csv
import re
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from protocols.rulebook.errors import Place, Problems

CONTROL_CHARACTER = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class CsvRow:
    """One row: the line it starts on and its cells by column, without the empty ones."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class CsvFile:
    """One file: its name within the release, its columns and its rows, in order."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[CsvRow, ...]


def read_csv_file(path: Path, name: str, problems: Problems) -> CsvFile:
    """The rows of a UTF-8, comma-separated file with a header. What cannot be read is left out and reported."""
    lines = [(line, cells) for line, cells in _lines(path, name, problems) if any(map(str.strip, cells))]
    if not lines:
        problems.add(Place(name), "the file is empty; a header is needed")
        return CsvFile(name, (), ())
    first_line, header = lines[0]
    columns = tuple(cell.strip() for cell in header)
    _check_header(columns, Place(name, first_line), problems)
    rows = [_row(line, cells, columns, name, problems) for line, cells in lines[1:]]
    return CsvFile(name, columns, tuple(row for row in rows if row))


def _lines(path: Path, name: str, problems: Problems) -> list[tuple[int, list[str]]]:
    """(line on which it starts, cells) of every record."""
    text = _text(path, name, problems)
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    found, line = [], 1
    try:
        for cells in reader:
            found.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        problems.add(Place(name, line), f"is not readable as CSV: {error}")
    return found


def _text(path: Path, name: str, problems: Problems) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.add(Place(name, line), "is not UTF-8 text; save the file as UTF-8")
        return data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")


def _check_header(columns: tuple[str, ...], place: Place, problems: Problems) -> None:
    if len(columns) == 1 and ";" in columns[0]:
        problems.add(place, 'columns are separated by ";"; save the file with commas')
    for column in sorted({one for one in columns if columns.count(one) > 1}):
        problems.add(place, f'the column "{column}" stands here twice' if column else "a column has no name")
    if columns.count("") == 1:
        problems.add(place, "a column has no name")


def _row(line: int, cells: list[str], columns: tuple[str, ...], name: str, problems: Problems) -> CsvRow | None:
    place = Place(name, line, cells[0].strip())
    if len(cells) != len(columns):
        problems.add(place, f"has {len(cells)} cells, but the header has {len(columns)} columns")
        return None
    named = {column: cell.strip() for column, cell in zip(columns, cells, strict=True) if cell.strip()}
    for column, cell in named.items():
        if CONTROL_CHARACTER.search(cell):
            problems.add(Place(name, line, place.row, column), "holds a character that cannot be printed")
    return CsvRow(line, named)
