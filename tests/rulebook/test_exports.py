"""Every table of every shipped release leaves as CSV, workbook and DMN, and decides the same after the journey."""

import csv
import json
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from protocols.engine.cells import Cell, Within
from protocols.engine.dmn.evaluation import Evaluator
from protocols.engine.dmn.reader import read_model
from protocols.engine.errors import HitPolicyError
from protocols.engine.facts import Facts, Members, Value
from protocols.engine.hit_policies import result
from protocols.engine.rulebook import TABLES
from protocols.engine.tables import CompiledTable, DecisionTable
from protocols.rulebook.codes import codes_of
from protocols.rulebook.exports import Export, as_csv, as_dmn, as_workbook
from protocols.rulebook.loading import SHIPPED, load_release, shipped_codes, shipped_release
from tests.rulebook.small_release import write_release

EVERY_TABLE = [(code, table) for code in shipped_codes() for table in TABLES]


def export(code: str, table: str) -> Export:
    content, rulebook = shipped_release(code)
    return Export(rulebook.tables[table], rulebook, content)


def files(code: str, table: str) -> list[Path]:
    """The files of a table, in the release itself or in the one it is based on."""
    for folder in (SHIPPED / code, SHIPPED / shipped_release(code)[1].catalogue.release.based_on):
        if found := [*folder.glob(f"{table}.csv"), *sorted(folder.glob(f"{table}/*.csv"))]:
            return found
    raise AssertionError(f"release {code} has no {table}")


def rows_of(text: str) -> list[dict[str, str]]:
    return [{name: cell for name, cell in row.items() if cell} for row in csv.DictReader(StringIO(text))]


@pytest.mark.parametrize(("code", "table"), EVERY_TABLE)
def test_csv_is_the_file_of_the_release(code: str, table: str) -> None:
    written, originals = as_csv(export(code, table)), files(code, table)
    if len(originals) == 1:
        assert written == originals[0].read_bytes()
    assert rows_of(written.decode()) == [row for file in originals for row in rows_of(file.read_text())]


@pytest.mark.parametrize(("code", "table"), EVERY_TABLE)
def test_a_workbook_holds_the_same_cells(code: str, table: str) -> None:
    one = export(code, table)
    sheet = load_workbook(BytesIO(as_workbook(one))).active
    header, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    texts = [{name: value for name, value in zip(header, row, strict=True) if value is not None} for row in rows]
    assert [{name: str(value) for name, value in row.items()} for row in texts] == list(one.rows)


def test_nothing_in_a_workbook_is_a_formula() -> None:
    one = export("2025.1", "limits")
    row = {"id": "=1+1", "note": "@SUM(A1)", "then unit": "+49", "then warn": "1.5"}
    spoilt = Export(one.table, one.rulebook, {**one.content, "tables": {"limits": [row]}})
    sheet = load_workbook(BytesIO(as_workbook(spoilt))).active
    cells = {cell.value: cell.data_type for cell in sheet[2] if cell.value is not None}
    assert cells == {"=1+1": "s", "@SUM(A1)": "s", "+49": "s", 1.5: "n"}


def test_a_release_without_files_has_its_columns_in_the_order_of_the_dictionary(tmp_path: Path) -> None:
    content, rulebook = load_release(write_release(tmp_path / "1.0"))
    columns = Export(rulebook.tables["safety"], rulebook, content).columns()
    assert columns[:2] == ["id", "when patient.egfr"]
    assert columns[-2:] == ["sources", "mark"]
    assert {name for row in content["tables"]["safety"] for name in row} == set(columns)


def points(cell: Cell) -> Iterator[Any]:
    """The values at which a cell may change its answer, and their neighbours."""
    for test in cell.tests:
        for value in (test.low, test.high) if isinstance(test, Within) else (test.value,):
            yield from (value - 1, value, value + 1) if isinstance(value, (int, float)) else (value,)


def choices(table: DecisionTable) -> dict[str, list[Any]]:
    """For each input of a table, the values that its rows tell apart, and one more."""
    found: dict[str, dict[Any, None]] = {name: {} for name in table.inputs}
    for row in table.rows:
        for name, cell in row.when.items():
            found[name].update(dict.fromkeys(points(cell)))
    return {name: list(values) or ["none of them"] for name, values in found.items()}


def random_facts(one: Export, random: Random) -> dict[str, Value]:
    """Facts for all inputs of the table."""
    definitions, facts = codes_of(one.content).facts(one.table.name), {}
    for name, values in choices(one.table).items():
        kind = definitions[name].type
        if kind == "codes":
            facts[name] = Members(frozenset(random.sample(values, random.randint(0, min(3, len(values))))))
        elif kind == "boolean":
            facts[name] = random.random() < 0.5
        else:
            facts[name] = random.choice([*values, 0 if kind == "number" else "none of them"])
    return facts


def as_inputs(facts: dict[str, Value]) -> dict[str, Any]:
    """Facts as the inputs of the DMN model: patient.age is the component age of patient."""
    inputs: dict[str, Any] = {}
    for name, value in facts.items():
        group, _, component = name.partition(".")
        plain = sorted(value.values) if isinstance(value, Members) else value
        if component:
            inputs.setdefault(group, {})[component] = plain
        else:
            inputs[group] = plain
    return inputs


def decided(table: DecisionTable, facts: dict[str, Value]) -> Any:
    """The value of the table in our own engine, as JSON; None where the rows break the hit policy."""
    try:
        value = result(table, CompiledTable(table).ask(Facts(facts)).fired)
    except HitPolicyError:
        return None
    return json.loads(json.dumps(value))


@pytest.mark.parametrize(("code", "table"), EVERY_TABLE)
def test_dmn_read_back_decides_the_same(code: str, table: str) -> None:
    one, random = export(code, table), Random(f"{code} {table}")
    evaluator = Evaluator(read_model(as_dmn(one)))
    answers = []
    for _ in range(40):
        facts = random_facts(one, random)
        answer = evaluator.decide(table, as_inputs(facts)).value
        assert answer == decided(one.table, facts), facts
        answers.append(answer)
    assert any(answers), "no row fired in any of the random cases"


def test_the_commands_work_together(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], db: None) -> None:
    call_command("export_table", "2026.1", "limits", format="dmn")
    model, given = tmp_path / "limits.dmn", tmp_path / "given.json"
    model.write_bytes(capfdbinary.readouterr().out)
    facts = {"nutrient": "magnesium", "jurisdiction": "eu", "patient": {"age": 41, "pregnant": False}}
    given.write_text(json.dumps(facts))
    call_command("dmn_evaluate", model, decision="limits", input=given)
    assert json.loads(capfdbinary.readouterr().out)["unit"] == "mg"
    given.write_text(json.dumps(facts | {"patient": {"age": "41"}}))
    with pytest.raises(CommandError, match=r'input patient\.age: must be a number, not "41"') as raised:
        call_command("dmn_evaluate", model, decision="limits", input=given)
    assert raised.value.returncode == 2


#   what stands in the input file       error
INPUT_FILES = [
    ("{", "is not readable as JSON"),
    ("[]", "must hold an object of input names and values"),
    ('{"a": NaN}', "NaN is not JSON"),
    ('{"a": 1, "a": 2}', "a name is given twice"),
    ("[" * 100_000, "is not readable as JSON"),
]


@pytest.mark.parametrize(("text", "message"), INPUT_FILES)
def test_an_input_file_that_is_no_json_object_is_refused(text: str, message: str, tmp_path: Path) -> None:
    model, given = tmp_path / "model.dmn", tmp_path / "given.json"
    model.write_bytes(as_dmn(export("2025.1", "limits")))
    given.write_text(text)
    with pytest.raises(CommandError, match=message) as raised:
        call_command("dmn_evaluate", model, decision="limits", input=given)
    assert raised.value.returncode == 2


@pytest.mark.parametrize(
    ("release", "table", "message"),
    [
        ("2026.1", "safty", 'no table "safty"; did you mean "safety"'),
        ("2026.2", "safety", 'no release "2026.2"; did you mean "2026.1"'),
    ],
)
def test_exporting_what_is_not_there_says_so(release: str, table: str, message: str, db: None) -> None:
    with pytest.raises(CommandError, match=message) as raised:
        call_command("export_table", release, table, format="csv")
    assert raised.value.returncode == 2
