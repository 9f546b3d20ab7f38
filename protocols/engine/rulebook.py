"""A release, compiled: the tables of the decision and the few plain values they are read with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from protocols.engine.tables import CompiledTable, DecisionTable

TABLES = ("red_flags", "mechanisms", "indications", "evidence", "safety", "dosing", "limits", "stack")


@dataclass(frozen=True)
class Intervention:
    """What the decision needs to know of an intervention.

    `nutrients` gives what one unit of dose adds to the plan's totals, in the nutrient's unit.
    `components` are the interventions that this one already contains.
    """

    code: str
    kind: str
    nutrients: Mapping[str, float] = field(default_factory=dict)
    components: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ranking:
    """The weights of the ranking formula (docs/clinical-logic.md); policy of the release, not evidence."""

    certainty: Mapping[str, float]
    direction: Mapping[str, float]
    points_full: float
    penalty: Mapping[str, float]


@dataclass(frozen=True)
class Rulebook:
    """One release, ready to decide. `catalogue` and `vocabulary` travel along for the rooms above the engine."""

    code: str
    sha256: str
    tables: Mapping[str, DecisionTable]
    interventions: Mapping[str, Intervention]
    nutrient_units: Mapping[str, str]
    groups: Mapping[str, frozenset[str]]
    ranking: Ranking
    catalogue: Any = None
    vocabulary: Any = None

    @cached_property
    def red_flags(self) -> CompiledTable:
        return CompiledTable(self.tables["red_flags"])

    @cached_property
    def mechanisms(self) -> CompiledTable:
        return CompiledTable(self.tables["mechanisms"])

    @cached_property
    def indications(self) -> CompiledTable:
        return CompiledTable(self.tables["indications"])

    @cached_property
    def stack(self) -> CompiledTable:
        return CompiledTable(self.tables["stack"])

    @cached_property
    def evidence(self) -> Mapping[str, Mapping[str, CompiledTable]]:
        """By intervention and outcome."""
        outcomes = {row.then["outcome"] for row in self.tables["indications"].rows}
        by_intervention = self.tables["evidence"].partition("intervention", self.interventions)
        return {code: one.table.partition("outcome", outcomes) for code, one in by_intervention.items()}

    @cached_property
    def safety(self) -> Mapping[str, CompiledTable]:
        """By intervention."""
        return self.tables["safety"].partition("intervention", self.interventions)

    @cached_property
    def dosing(self) -> Mapping[str, CompiledTable]:
        """By intervention."""
        return self.tables["dosing"].partition("intervention", self.interventions)

    @cached_property
    def limits(self) -> Mapping[str, CompiledTable]:
        """By nutrient."""
        return self.tables["limits"].partition("nutrient", self.nutrient_units)

    @cached_property
    def rule_counts(self) -> Mapping[str, int]:
        """How many safety rules are checked for each intervention."""
        return {code: len({row.id for row in table.rows}) for code, table in self.safety.items()}
