"""The dictionary of facts and tables, read once from the TOML files beside this module."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True)
class FactDefinition:
    """One fact: its type, its range or codes, and the question that settles it."""

    name: str
    type: str
    label: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    values: tuple[str, ...] = ()
    codes: str = ""
    question: str = ""
    scope: tuple[str, ...] = ()


@dataclass(frozen=True)
class OutputDefinition:
    """One output column of a table."""

    name: str
    type: str
    values: tuple[str, ...] = ()
    codes: str = ""
    optional: bool = False


@dataclass(frozen=True)
class TableDefinition:
    """One table of a release: its DMN hit policy and its output columns, in order."""

    name: str
    hit_policy: str
    outputs: Mapping[str, OutputDefinition]


def _read(name: str) -> dict[str, Any]:
    with open(HERE / name, "rb") as file:
        return tomllib.load(file)


def _tupled(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}


@cache
def fact_definitions() -> Mapping[str, FactDefinition]:
    """Every fact by name."""
    return {name: FactDefinition(name, **_tupled(entry)) for name, entry in _read("facts.toml").items()}


@cache
def table_definitions() -> Mapping[str, TableDefinition]:
    """Every table by name."""
    return {name: _table(name, entry) for name, entry in _read("tables.toml").items()}


def _table(name: str, entry: Mapping[str, Any]) -> TableDefinition:
    outputs = {column: OutputDefinition(column, **_tupled(one)) for column, one in entry["outputs"].items()}
    return TableDefinition(name, entry["hit_policy"], outputs)


@cache
def questions() -> Mapping[str, str]:
    """For every derived fact, the intake field that settles it."""
    return {fact.name: fact.question for fact in fact_definitions().values() if fact.question}


def question_label(question: str) -> str:
    """The words for a question named in an outcome: `scales.phq9` -> PHQ-9, `patient.egfr` -> eGFR."""
    if question in fact_definitions():
        return fact_definitions()[question].label
    return {"scales.phq9": "PHQ-9", "scales.gad7": "GAD-7", "supplements": "Own supplements"}.get(question, question)
