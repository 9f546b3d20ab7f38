"""Reading a release folder: CSV tables and lists, TOML for the rest, and what it inherits from the release it is
based on. A file (or a folder of files) that is present replaces the parent's table of that name."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from protocols.rulebook.csv_file import CsvFile, read_csv_file
from protocols.rulebook.definitions import list_definitions
from protocols.rulebook.errors import Place, Problems
from protocols.vocabulary.checks import suggestion
from protocols.vocabulary.dictionary import table_definitions

DOCUMENTS = ("release", "interventions")
"""The TOML files of a release."""
CASES = "cases"
"""The folder of the worked cases, TOML files as well; each file replaces the parent's of the same name."""
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")

Content = dict[str, Any]
"""A release as plain values: its documents by name, {"tables": {name: [row]}, "lists": {name: [row]}}, where a row is
{column: text} without its empty cells, and {"cases": {name: document}}. Its canonical JSON is hashed and published."""


@dataclass(frozen=True)
class ReleaseFiles:
    """The files that make up a release, its parent's included."""

    documents: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    tables: Mapping[str, tuple[CsvFile, ...]] = field(default_factory=dict)
    """The files of every table and list."""
    cases: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def content(self) -> Content:
        """The release as plain values."""
        rows = {name: [row.cells for file in files for row in file.rows] for name, files in self.tables.items()}
        return {
            **{name: plain(self.documents.get(name, {})) for name in DOCUMENTS},
            "tables": {name: rows[name] for name in sorted(rows) if name in table_definitions()},
            "lists": {name: rows[name] for name in sorted(rows) if name in list_definitions()},
            "cases": plain(self.cases),
        }

    def places(self) -> dict[str, list[Place]]:
        """Where each row of the content stands."""
        return {
            name: [Place(file.name, row.line) for file in files for row in file.rows]
            for name, files in self.tables.items()
        }


def plain(value: Any) -> Any:
    """TOML values as JSON ones: a date becomes its ISO text."""
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def read_folder(folder: Path, problems: Problems, heirs: tuple[str, ...] = ()) -> ReleaseFiles:
    """The files of a release folder and of the releases it is based on, which stand beside it."""
    if not folder.is_dir():
        problems.add(Place(folder.name), "there is no such release folder")
        return ReleaseFiles()
    own = _own_files(folder, problems)
    parent = own.documents.get("release", {}).get("based_on", "")
    if not parent:
        return own
    place = Place("release.toml", column="based_on")
    if not isinstance(parent, str) or not CODE.fullmatch(parent) or not (folder.parent / parent).is_dir():
        problems.add(place, f"there is no release {parent!r} beside this one")
        return own
    if parent in (folder.name, *heirs):
        problems.add(place, f"the releases {' and '.join((parent, folder.name))} are based on each other")
        return own
    inherited = read_folder(folder.parent / parent, problems, (*heirs, folder.name))
    return ReleaseFiles(
        {**inherited.documents, **own.documents},
        {**inherited.tables, **own.tables},
        {**inherited.cases, **own.cases},
    )


def _own_files(folder: Path, problems: Problems) -> ReleaseFiles:
    documents: dict[str, Mapping[str, Any]] = {}
    tables: dict[str, tuple[CsvFile, ...]] = {}
    cases: dict[str, Mapping[str, Any]] = {}
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.suffix == ".md":
            continue
        if path.suffix == ".toml":
            documents[path.stem] = _toml(path, path.name, problems)
        elif path.name == CASES and path.is_dir():
            cases = {one.stem: _toml(one, f"{CASES}/{one.name}", problems) for one in _files(path, ".toml", problems)}
        elif path.stem in tables:
            problems.add(Place(path.name), f"there is a folder {path.stem} as well; keep one of the two")
        elif path.is_dir():
            tables[path.name] = tuple(
                read_csv_file(one, f"{path.name}/{one.name}", problems) for one in _files(path, ".csv", problems)
            )
        elif path.suffix == ".csv":
            tables[path.stem] = (read_csv_file(path, path.name, problems),)
        else:
            problems.add(Place(path.name), "is neither CSV nor TOML")
    _check_names(documents, tables, problems)
    return ReleaseFiles(documents, tables, cases)


def _files(folder: Path, suffix: str, problems: Problems) -> list[Path]:
    found = []
    for path in sorted(folder.iterdir()):
        if path.suffix == suffix:
            found.append(path)
        elif not path.name.startswith(".") and path.suffix != ".md":
            problems.add(Place(f"{folder.name}/{path.name}"), f"is not a {suffix[1:].upper()} file")
    return found


def _toml(path: Path, name: str, problems: Problems) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.add(Place(name), f"is not readable as TOML: {error}")
        return {}


def _check_names(documents: Mapping[str, Any], tables: Mapping[str, Any], problems: Problems) -> None:
    """A misspelt file name would drop a table without a word."""
    for name in documents.keys() - set(DOCUMENTS):
        problems.add(Place(f"{name}.toml"), f"no such file belongs to a release{suggestion(name, DOCUMENTS)}")
    known = [*table_definitions(), *list_definitions()]
    for name in tables.keys() - set(known):
        problems.add(Place(f"{name}.csv"), f"no such table or list{suggestion(name, known)}")
