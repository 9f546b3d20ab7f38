"""What a worked case expects of an outcome, and reading it with every code and word checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from protocols.engine.outcome import CERTAINTIES
from protocols.rulebook.codes import Codes
from protocols.rulebook.toml_fields import Fields
from protocols.vocabulary.checks import suggestion

STATUSES = ("options", "refer_first", "refer_only")
TIERS = ("option", "research_only")
SAFETY = ("flagged", "nothing_found", "not_checked")
DIRECTIONS = ("benefit", "no_effect", "harm", "unclear")
LEVELS = ("ok", "warn", "block")
ALERT = re.compile(r"(?P<row>\S+)(?: \((?:(?P<before>[\d.]+) h before)?(?:, )?(?:(?P<after>[\d.]+) h after)?\))?")
"""A row that alerts, with the hours apart where it has some: `MG-03 (2 h before)`."""

Rows = tuple[str, ...]


@dataclass(frozen=True)
class Expectation:
    """What must hold of the outcome; what is not mentioned is left open. Keys are codes of interventions."""

    status: str = ""
    referrals: Rows = ()
    recommended: tuple[str, ...] = ()
    not_recommended: tuple[str, ...] = ()
    withheld: Mapping[str, Rows] = field(default_factory=dict)
    """Rows that are among the reasons; no rows: withheld, whatever the reason."""
    not_withheld: tuple[str, ...] = ()
    tier: Mapping[str, str] = field(default_factory=dict)
    safety: Mapping[str, str] = field(default_factory=dict)
    alerts: Mapping[str, Rows] = field(default_factory=dict)
    no_alerts: Mapping[str, Rows] = field(default_factory=dict)
    unknowns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Question -> interventions it holds back."""
    no_questions: tuple[str, ...] = ()
    certainty: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By outcome."""
    direction: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By outcome."""
    dose: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Fields of the dose as the outcome document has them; "none" for those without a value."""
    levels: Mapping[str, str] = field(default_factory=dict)
    """By nutrient."""
    stack: Rows = ()
    no_stack: Rows = ()

    @property
    def rows(self) -> set[str]:
        """Every row that is named."""
        grouped = (*self.withheld.values(), *self.alerts.values(), *self.no_alerts.values())
        named = [row for rows in (self.referrals, self.stack, self.no_stack, *grouped) for row in rows]
        return {row.split(" ")[0] for row in named}


def read_expectation(fields: Fields, codes: Codes) -> Expectation:
    """The expectation of a case; everything wrong in it is reported."""
    reader = _Reader(fields, codes)
    found = Expectation(
        status=fields.choice("status", STATUSES) if "status" in fields.values else "",
        referrals=fields.texts("referrals"),
        recommended=fields.codes("recommended", "interventions", codes),
        not_recommended=fields.codes("not_recommended", "interventions", codes),
        withheld=reader.rows("withheld"),
        not_withheld=fields.codes("not_withheld", "interventions", codes),
        tier=reader.words("tier", TIERS),
        safety=reader.words("safety", SAFETY),
        alerts=reader.rows("alerts"),
        no_alerts=reader.rows("no_alerts"),
        unknowns=reader.questions("unknowns"),
        no_questions=fields.texts("no_questions"),
        certainty=reader.words_by_outcome("certainty", CERTAINTIES),
        direction=reader.words_by_outcome("direction", DIRECTIONS),
        dose=reader.doses("dose"),
        levels=reader.words("levels", LEVELS, "nutrients"),
        stack=fields.texts("stack"),
        no_stack=fields.texts("no_stack"),
    )
    fields.close()
    if found == Expectation():
        fields.fail("", "expects nothing")
    return found


@dataclass(frozen=True)
class _Reader:
    """Reads the tables of one expectation, whose keys are codes of the release."""

    fields: Fields
    codes: Codes

    def _keys(self, table: Fields, kind: str = "interventions") -> list[str]:
        known = self.codes.lists[kind]
        for key in table.values:
            if key not in known:
                table.fail(key, f"unknown code{suggestion(key, sorted(known))}")
        return [key for key in table.values if key in known]

    def words(self, name: str, allowed: tuple[str, ...], kind: str = "interventions") -> dict[str, str]:
        table = self.fields.table(name)
        return {key: table.choice(key, allowed) for key in self._keys(table, kind)}

    def words_by_outcome(self, name: str, allowed: tuple[str, ...]) -> dict[str, dict[str, str]]:
        table = self.fields.table(name)
        by_outcome = {key: table.table(key) for key in self._keys(table)}
        return {
            key: {outcome: one.choice(outcome, allowed) for outcome in self._keys(one, "outcomes")}
            for key, one in by_outcome.items()
        }

    def rows(self, name: str) -> dict[str, Rows]:
        table = self.fields.table(name)
        return {key: self._rows(table, key) for key in self._keys(table)}

    def _rows(self, table: Fields, key: str) -> Rows:
        found = table.texts(key)
        for text in found:
            if not ALERT.fullmatch(text):
                table.fail(key, f'must be a row such as "MG-04" or "MG-04 (4 h before, 4 h after)", not "{text}"')
        return found

    def questions(self, name: str) -> dict[str, tuple[str, ...]]:
        table = self.fields.table(name)
        return {question: table.codes(question, "interventions", self.codes) for question in table.values}

    def doses(self, name: str) -> dict[str, dict[str, Any]]:
        table = self.fields.table(name)
        return {key: dict(table.table(key).values) for key in self._keys(table)}
