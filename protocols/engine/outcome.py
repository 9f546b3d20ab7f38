"""The answer of the decision. `as_document()` gives the outcome document of the contract."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]

SEVERITIES = ("contraindicated", "major", "moderate", "minor")
CERTAINTIES = ("high", "moderate", "low", "very_low", "preclinical_only", "no_evidence")
GRADES: Mapping[str, str | None] = dict(zip(CERTAINTIES, ("A", "B", "C", "D", "P", None), strict=True))
"""The one place where a letter stands for a certainty; it never appears without its word."""
SLOTS = ("morning", "noon", "evening", "bedtime")


@dataclass(frozen=True)
class Referral:
    """A red flag that fired."""

    code: str
    urgency: str
    status: str
    action: str
    patient_action: str
    cause: Mapping[str, Any]
    rows: tuple[str, ...]

    def as_document(self) -> Document:
        return {
            "code": self.code,
            "urgency": self.urgency,
            "action": self.action,
            "patient_action": self.patient_action,
            "cause": dict(self.cause),
            "rows": list(self.rows),
        }


@dataclass(frozen=True)
class Evidence:
    """What is known of one intervention for one outcome."""

    row: str
    outcome: str
    direction: str
    effect: str
    certainty: str
    downgrades: Mapping[str, str]
    references: tuple[str, ...]
    support: str
    mismatch: str

    @property
    def is_against(self) -> bool:
        """No effect or harm, known with low certainty or more: a reason not to offer."""
        return self.speaks_against and self.certainty in ("high", "moderate", "low")

    @property
    def speaks_against(self) -> bool:
        return self.direction in ("no_effect", "harm")

    @property
    def supports_an_option(self) -> bool:
        """Evidence in people that does not speak against the intervention."""
        return self.certainty in ("high", "moderate", "low", "very_low") and not self.speaks_against

    def as_document(self) -> Document:
        return {
            "row": self.row,
            "outcome": self.outcome,
            "direction": self.direction,
            "effect": self.effect,
            "certainty": self.certainty,
            "grade": GRADES[self.certainty],
            "downgrades": dict(self.downgrades),
            "references": list(self.references),
            "support": self.support,
            "mismatch": self.mismatch,
        }


@dataclass(frozen=True)
class Dose:
    """How much is offered a day, in `unit`; the numbers are None for interventions without an amount."""

    row: str
    form: str
    form_label: str
    start: float | None
    usual: tuple[float, float] | None
    maximum: float | None
    override_maximum: float | None
    unit: str
    slots: tuple[str, ...]
    with_food: bool | None
    reassess_weeks: int | None
    maximum_weeks: int | None
    instructions: str

    def as_document(self) -> Document:
        return {
            "form": self.form,
            "form_label": self.form_label,
            "start": self.start,
            "usual": list(self.usual) if self.usual else None,
            "maximum": self.maximum,
            "override_maximum": self.override_maximum,
            "unit": self.unit,
            "slots": list(self.slots),
            "with_food": self.with_food,
            "reassess_weeks": self.reassess_weeks,
            "maximum_weeks": self.maximum_weeks,
            "instructions": self.instructions,
        }


@dataclass(frozen=True)
class Alert:
    """A safety row that fired for a recommendation, or the reason why an intervention is withheld."""

    row: str
    severity: str | None
    action: str
    cause: Mapping[str, Any]
    message: str
    management: str = ""
    monitor: str = ""
    patient_message: str = ""
    hours_before: float | None = None
    hours_after: float | None = None
    sources: tuple[str, ...] = ()
    mark: str = ""

    @property
    def withholds(self) -> bool:
        return self.action == "avoid" and self.severity in ("contraindicated", "major")

    @property
    def order(self) -> tuple[int, str, str]:
        """Gravest first, then by row and cause."""
        rank = SEVERITIES.index(self.severity) if self.severity in SEVERITIES else len(SEVERITIES)
        return rank, self.row, repr(sorted(self.cause.items(), key=str))

    def as_document(self) -> Document:
        document: Document = {
            "row": self.row,
            "severity": self.severity,
            "action": self.action,
            "cause": dict(self.cause),
            "message": self.message,
            "management": self.management,
            "monitor": self.monitor,
            "patient_message": self.patient_message,
            "sources": list(self.sources),
            "mark": self.mark,
        }
        if self.hours_before is not None or self.hours_after is not None:
            document["hours_apart"] = {"before": self.hours_before, "after": self.hours_after}
        return document


@dataclass(frozen=True)
class Recommendation:
    """An intervention that is offered, with everything a practitioner needs to decide about it."""

    intervention: str
    tier: str
    score: float
    score_terms: tuple[Document, ...]
    strength: str
    evidence: tuple[Evidence, ...]
    dose: Dose
    safety: str
    rules_checked: int
    alerts: tuple[Alert, ...]
    rows: tuple[str, ...]
    rank: int = 0

    def as_document(self) -> Document:
        return {
            "intervention": self.intervention,
            "rank": self.rank,
            "tier": self.tier,
            "score": self.score,
            "score_terms": list(self.score_terms),
            "strength": self.strength,
            "evidence": [one.as_document() for one in self.evidence],
            "dose": self.dose.as_document(),
            "safety": self.safety,
            "rules_checked": self.rules_checked,
            "alerts": [one.as_document() for one in self.alerts],
            "rows": list(self.rows),
        }


@dataclass(frozen=True)
class Withheld:
    """An intervention that is not offered, every reason why, and what an override would have to reckon with."""

    intervention: str
    reasons: tuple[Alert, ...]
    evidence: tuple[Evidence, ...]
    dose: Dose
    alerts: tuple[Alert, ...]

    def as_document(self) -> Document:
        return {
            "intervention": self.intervention,
            "reasons": [one.as_document() for one in self.reasons],
            "evidence": [one.as_document() for one in self.evidence],
            "dose": self.dose.as_document(),
            "alerts": [one.as_document() for one in self.alerts],
        }


@dataclass(frozen=True)
class Outcome:
    """The whole answer, in the order a reader needs it."""

    release: str
    release_sha256: str
    as_of: str
    engine: str
    status: str
    referrals: tuple[Referral, ...]
    mechanisms: tuple[Document, ...]
    recommendations: tuple[Recommendation, ...]
    withheld: tuple[Withheld, ...]
    unknowns: tuple[Document, ...]
    plan: Document
    trace: Document

    def as_document(self) -> Document:
        return {
            "release": self.release,
            "release_sha256": self.release_sha256,
            "as_of": self.as_of,
            "engine": self.engine,
            "status": self.status,
            "referrals": [one.as_document() for one in self.referrals],
            "mechanisms": list(self.mechanisms),
            "recommendations": [one.as_document() for one in self.recommendations],
            "withheld": [one.as_document() for one in self.withheld],
            "unknowns": list(self.unknowns),
            "plan": self.plan,
            "trace": self.trace,
        }
