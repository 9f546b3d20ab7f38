"""One line of a plan, joined with what the decision and the release say about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from protocols.engine.outcome import SLOTS
from protocols.handouts.source import PlanLine
from protocols.rulebook.catalogue import PatientText

AGAINST = ("no_effect", "harm")


@dataclass(frozen=True)
class Line:
    """One intervention of the plan with what the decision and the release say about it."""

    plan: PlanLine
    offer: Mapping[str, Any]
    name: str
    kind: str
    words: PatientText

    @property
    def dose(self) -> Mapping[str, Any]:
        """The dose the release offers."""
        found: Mapping[str, Any] = self.offer["dose"]
        return found

    @property
    def alerts(self) -> list[Mapping[str, Any]]:
        """Everything that speaks for care; the reasons for withholding, where one was overridden, come first."""
        return [*self.offer.get("reasons", ()), *self.offer["alerts"]]

    @property
    def slots(self) -> tuple[str, ...]:
        """The chosen times of day in the order of the day; the release's own where none was chosen."""
        chosen = self.plan.slots or self.dose["slots"] or ("morning",)
        return tuple(slot for slot in SLOTS if slot in chosen)

    def reasons(self, most: int) -> list[Mapping[str, Any]]:
        """The evidence entries that speak most for offering it to this person, the strongest first."""
        value = {term.get("outcome"): term["value"] for term in self.offer.get("score_terms", ())}
        entries = [one for one in self.offer["evidence"] if one["direction"] not in AGAINST and self.why(one)]
        return sorted(entries, key=lambda one: (-value.get(one["outcome"], 0), one["outcome"]))[:most]

    def why(self, entry: Mapping[str, Any]) -> str:
        """The patient's sentence for an evidence entry; where there is none of its own, the one for anything."""
        return self.words.why_for(entry["outcome"])
