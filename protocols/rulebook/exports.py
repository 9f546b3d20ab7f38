"""Rule tables as files for other tools: CSV as the release keeps it, a workbook, or a DMN model."""

import csv
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.cell import Cell as WorkbookCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from protocols.engine.dmn.writer import LIST, write_model
from protocols.engine.rulebook import TABLES, Rulebook
from protocols.engine.tables import DecisionTable, HitPolicy
from protocols.rulebook.codes import codes_of
from protocols.rulebook.errors import Problems
from protocols.rulebook.loading import SHIPPED
from protocols.rulebook.queries import release_content, rulebook
from protocols.rulebook.release_files import Content, read_folder
from protocols.rulebook.rule_cells import read_number
from protocols.rulebook.rule_tables import THEN, WHEN
from protocols.vocabulary.checks import suggestion
from protocols.vocabulary.dictionary import table_definitions

ABOUT_DMN = (
    'Table "{table}" of release {code} of Axis ({sha256}). Give every fact a value: DMN takes what nobody knows for '
    "null, while Axis leaves a row that needs it undecided and does not offer the option as clear. Rows with the same "
    "id are alternatives of one rule."
)


class UnknownTable(LookupError):
    """A release has no table of that name."""


@dataclass(frozen=True)
class Export:
    """One table of a release, from which every format is made."""

    table: DecisionTable
    rulebook: Rulebook
    content: Content

    @property
    def rows(self) -> Sequence[Mapping[str, str]]:
        """The rows as the release keeps them: column -> text, without empty cells."""
        return self.content["tables"][self.table.name]

    def columns(self) -> list[str]:
        """The columns that the rows use, in the order of the release's files."""
        release = read_folder(SHIPPED / self.rulebook.code, Problems(self.rulebook.code))
        files = release.tables.get(self.table.name, ())
        names = dict.fromkeys(column for file in files for column in file.columns) or self._columns_by_definition()
        kinds = [("id",), (WHEN,), (THEN,), ("sources",), ("mark",), ("note",)]
        return [name for kind in kinds for name in names if name.startswith(kind)]

    def _columns_by_definition(self) -> dict[str, None]:
        """For a release whose files are elsewhere."""
        inputs = (WHEN + fact for fact in self.table.inputs)
        outputs = (THEN + output.name for output in self.table.outputs)
        known = ("id", *inputs, *outputs, "sources", "mark", "note")
        return dict.fromkeys(name for name in known if any(name in row for row in self.rows))


def read_export(*, release: str, table: str) -> Export:
    """The table to export. Raises `UnknownRelease`, `ReleaseErrors` or `UnknownTable`."""
    found = rulebook(release)
    if table not in found.tables:
        near = suggestion(table, TABLES) or f"; there are {', '.join(TABLES)}"
        raise UnknownTable(f'no table "{table}"{near}')
    return Export(found.tables[table], found, release_content(found.code))


def as_csv(export: Export) -> bytes:
    """UTF-8, commas, one line feed after each row, quotes only where needed."""
    text = StringIO(newline="")
    columns = export.columns()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(export.rows)
    return text.getvalue().encode()


def as_workbook(export: Export) -> bytes:
    """One sheet. Texts are typed as texts, so that none is taken for a formula or a date; amounts are numbers."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(export.table.name)
    sheet.freeze_panes = "B2"
    columns = export.columns()

    def cell(text: str, *, is_number: bool = False) -> WorkbookCell:
        found = WriteOnlyCell(sheet, read_number(text) if is_number and text else text)
        if isinstance(found.value, str):
            found.data_type = "s"
            found.quotePrefix = text.startswith(("=", "+", "-", "@"))
        return found

    outputs = table_definitions()[export.table.name].outputs
    numbers = {THEN + name for name, output in outputs.items() if output.type == "number"}
    header = [cell(column) for column in columns]
    for one in header:
        one.font = Font(bold=True)
    sheet.append(header)
    for row in export.rows:
        sheet.append([cell(row.get(column, ""), is_number=column in numbers) for column in columns])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def as_dmn(export: Export) -> bytes:
    """A DMN 1.5 model whose one decision is the table."""
    table, code = export.table, export.rulebook.code
    if table.hit_policy is HitPolicy.UNIQUE and max(Counter(row.id for row in table.rows).values(), default=0) > 1:
        # Alternatives of one rule may fire together; they say the same, which DMN calls Any.
        table = replace(table, hit_policy=HitPolicy.ANY)
    return write_model(
        table,
        _column_types(export),
        namespace=f"urn:axis:release:{code}:{table.name}",
        description=ABOUT_DMN.format(table=table.name, code=code, sha256=export.rulebook.sha256),
    )


def _column_types(export: Export) -> dict[str, str]:
    """The FEEL type of every input and output."""
    names = {"number": "number", "boolean": "boolean", "codes": LIST}
    facts = codes_of(export.content).facts(export.table.name)
    outputs = table_definitions()[export.table.name].outputs
    types = {name: facts[name].type for name in export.table.inputs} | {name: one.type for name, one in outputs.items()}
    return {name: names.get(type_name, "string") for name, type_name in types.items()}


FORMATS: Mapping[str, Callable[[Export], bytes]] = {"dmn": as_dmn, "xlsx": as_workbook, "csv": as_csv}
