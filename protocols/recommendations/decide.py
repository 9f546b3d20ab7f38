"""The one way from an intake document to an outcome document: page, API, command and tests all come through here."""

import re
from datetime import date
from typing import Any

from protocols.engine.outcome import Document
from protocols.engine.recommend import recommend
from protocols.engine.rulebook import Rulebook
from protocols.vocabulary.document import read_intake


def decide(document: Any, rulebook: Rulebook, as_of: date, *, default_jurisdiction: str = "us") -> Document:
    """The outcome document (contract) for an intake document. Raises `IntakeErrors` when it is not valid."""
    facts = read_intake(document, rulebook.vocabulary, default_jurisdiction=default_jurisdiction)
    return recommend(facts, rulebook, as_of).as_document()


def parse_day(text: str) -> date:
    """A date written 2026-11-23; raises `ValueError` for anything else."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise ValueError(f'must be a date such as 2026-11-23, not "{text}"')
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f'"{text}" is not in the calendar') from error
