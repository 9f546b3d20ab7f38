"""The columns of every list of a release, read once from `lists.toml`. Those of the tables are in the vocabulary."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

MARKS = ("V", "G", "P")
"""V: verified in the named source. G: general professional knowledge. P: policy of this product."""


@dataclass(frozen=True)
class ColumnDefinition:
    """One column of a list."""

    required: bool = False
    many: bool = False
    values: tuple[str, ...] = ()
    codes: str = ""


@dataclass(frozen=True)
class ListDefinition:
    """One list: its columns in order. `key` names the column that tells its rows apart; empty when none does."""

    name: str
    columns: Mapping[str, ColumnDefinition]

    @property
    def key(self) -> str:
        return "" if self.name == "groups" else next(iter(self.columns))


@cache
def list_definitions() -> Mapping[str, ListDefinition]:
    """Every list by name."""
    with open(Path(__file__).parent / "lists.toml", "rb") as file:
        entries = tomllib.load(file)
    return {
        name: ListDefinition(name, {column: _column(one) for column, one in columns.items()})
        for name, columns in entries.items()
    }


def _column(entry: Mapping[str, Any]) -> ColumnDefinition:
    return ColumnDefinition(**{**entry, "values": tuple(entry.get("values", ()))})
