"""Findings about a release: what is wrong or odd, in the words of the people who write its tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from protocols.engine.tables import Row
from protocols.vocabulary.dictionary import FactDefinition, fact_definitions


class Severity(Enum):
    """What a finding means for publishing."""

    BLOCKING = "blocking"
    """The release must not be published."""
    WARNING = "warning"
    """Probably a mistake; somebody should decide."""
    NOTE = "note"
    """Worth knowing; nothing needs to be done."""


ORDER = tuple(Severity)


@dataclass(frozen=True)
class Finding:
    """One thing found. `check` names the kind, `example` gives facts of a patient who shows it."""

    severity: Severity
    check: str
    table: str
    message: str
    advice: str
    row: str = ""
    column: str = ""
    place: str = ""
    """Where an author finds the row: file and line."""
    example: Mapping[str, Any] = field(default_factory=dict)

    @property
    def order(self) -> tuple[Any, ...]:
        """Gravest first, then by table and row."""
        return ORDER.index(self.severity), self.table, self.row, self.column, self.message

    def as_document(self) -> dict[str, Any]:
        """The finding as JSON."""
        return {
            "severity": self.severity.value,
            "check": self.check,
            "table": self.table,
            "row": self.row,
            "column": self.column,
            "place": self.place,
            "message": self.message,
            "example": {name: list(one) if isinstance(one, tuple) else one for name, one in self.example.items()},
            "advice": self.advice,
        }

    def __str__(self) -> str:
        subject = " ".join(filter(None, (self.table, self.row)))
        column = f', column "{self.column}"' if self.column else ""
        where = f" [{self.place}]" if self.place else ""
        lines = [f"{self.severity.value}: {subject}{column}: {self.message}{where}"]
        if self.example:
            lines.append(f"    Example: {patient_words(self.example)}.")
        return "\n".join([*lines, f"    {self.advice}"])


def about_row(
    row: Row,
    severity: Severity,
    check: str,
    table: str,
    message: str,
    advice: str,
    *,
    column: str = "",
    example: Mapping[str, Any] | None = None,
) -> Finding:
    """A finding about one row of a table."""
    return Finding(severity, check, table, message, advice, row.id, column, row.place, example or {})


def patient_words(example: Mapping[str, Any]) -> str:
    """An example in words: "a patient with age 70 years, pregnant: no, medication classes ssri and snri"."""
    if not example:
        return "any patient"
    return "a patient with " + ", ".join(_fact_words(name, value) for name, value in example.items())


def _fact_words(name: str, value: Any) -> str:
    definition = fact_definitions().get(name) or FactDefinition(name, "number", name)
    label = definition.label if definition.label[1:2].isupper() else definition.label.lower()
    if isinstance(value, bool):
        return f"{label}: {'yes' if value else 'no'}"
    if isinstance(value, tuple):
        return f"{label} {' and '.join(value)}" if value else f"no {label}"
    return " ".join(filter(None, (label, f"{value:g}" if isinstance(value, float) else str(value), definition.unit)))
