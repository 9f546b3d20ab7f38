"""What can go wrong inside the engine. Every error names the table, row and column it is about."""

from dataclasses import dataclass


class EngineError(Exception):
    """Base of every error the engine raises on purpose."""


@dataclass
class CellError(EngineError):
    """A cell that is not a valid S-FEEL unary test."""

    text: str
    reason: str
    position: int = 0

    def __str__(self) -> str:
        return f"cell {self.text!r}: {self.reason} (at character {self.position + 1})"


@dataclass
class TableError(EngineError):
    """A decision table that is put together wrongly."""

    table: str
    reason: str
    row: str = ""
    column: str = ""

    def __str__(self) -> str:
        place = f"table {self.table}"
        place += f", row {self.row}" if self.row else ""
        place += f", column {self.column}" if self.column else ""
        return f"{place}: {self.reason}"


class HitPolicyError(TableError):
    """The rows that fired break the hit policy of their table, e.g. two rows of a Unique table."""
