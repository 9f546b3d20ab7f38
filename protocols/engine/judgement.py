"""What is known about one candidate: its evidence, the dose that would be offered, and its safety rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from protocols.engine.causes import causes
from protocols.engine.facts import Facts
from protocols.engine.outcome import CERTAINTIES, Alert, Dose, Evidence
from protocols.engine.rulebook import Rulebook
from protocols.engine.tables import Hits, Row, Undecided, first_hit

DOWNGRADES = ("risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias")


@dataclass(frozen=True)
class Candidate:
    """An intervention that the patient's symptoms point to, with points for each outcome and the rows that say so."""

    intervention: str
    points: Mapping[str, float]
    rows: tuple[str, ...]


@dataclass(frozen=True)
class SafetyCheck:
    """The safety rows that fired, as alerts; those that a missing answer leaves open; other questions left open."""

    alerts: tuple[Alert, ...]
    undecided: tuple[Undecided, ...]
    missing: tuple[str, ...] = ()

    @property
    def questions(self) -> set[str]:
        """Everything that must be asked before the check is complete."""
        return {*self.missing, *(question for one in self.undecided for question in one.missing)}

    @property
    def word(self) -> str:
        """Unknown never means safe: an open row outweighs everything that was found or not found."""
        if self.questions:
            return "not_checked"
        return "flagged" if self.alerts else "nothing_found"


def find_candidates(facts: Facts, rulebook: Rulebook) -> tuple[list[Candidate], Hits]:
    """Every intervention that an indication row names, in order of its code."""
    hits = rulebook.indications.ask(facts)
    points: dict[str, dict[str, float]] = {}
    rows: dict[str, list[str]] = {}
    for row in hits.fired:
        by_outcome = points.setdefault(row.then["intervention"], {})
        outcome = row.then["outcome"]
        by_outcome[outcome] = max(by_outcome.get(outcome, 0), row.then["points"])
        rows.setdefault(row.then["intervention"], []).append(row.id)
    found = [Candidate(code, points[code], tuple(dict.fromkeys(rows[code]))) for code in sorted(points)]
    return found, hits


def with_offer(facts: Facts, dose: Dose) -> Facts:
    """The facts with the dose on offer, which evidence and safety rows may read."""
    return facts.extended({"offer.maximum": dose.maximum or 0, "offer.form": dose.form})


def find_evidence(candidate: Candidate, offer: Facts, rulebook: Rulebook) -> tuple[Evidence, ...]:
    """One entry for each outcome of the candidate; where the population is unknown, the weaker entry."""
    tables = rulebook.evidence[candidate.intervention]
    found = []
    for outcome in sorted(candidate.points):
        hits = tables[outcome].ask(offer)
        rows = [*hits.fired, *(one.row for one in hits.undecided)]
        if rows:
            weakest = max(rows, key=lambda row: (CERTAINTIES.index(row.then["certainty"]), row.id))
            found.append(_evidence(outcome, weakest))
    return tuple(found)


def _evidence(outcome: str, row: Row) -> Evidence:
    then = row.then
    return Evidence(
        row=row.id,
        outcome=outcome,
        direction=then["direction"],
        effect=then["effect"],
        certainty=then["certainty"],
        downgrades={name: then[name] for name in DOWNGRADES if then.get(name)},
        references=tuple(then["references"]),
        support=then["support"],
        mismatch=then.get("mismatch") or "",
    )


def find_dose(intervention: str, facts: Facts, rulebook: Rulebook) -> tuple[Dose, tuple[str, ...]]:
    """The dose to offer and the questions that could change it."""
    table = rulebook.dosing[intervention]
    row, missing = first_hit(table.ask(facts), table.rows)
    if row is None:
        raise LookupError(f"release {rulebook.code} has no dosing row for {intervention}")
    return _dose(row), missing


def _dose(row: Row) -> Dose:
    then = row.then
    usual = (then["usual_low"], then["usual_high"]) if then["usual_low"] is not None else None
    return Dose(
        row=row.id,
        form=then["form"],
        form_label=then["form_label"],
        start=then["start"],
        usual=usual,
        maximum=then["maximum"],
        override_maximum=then["override_maximum"],
        unit=then["unit"] or "",
        slots=tuple(then["slots"]),
        with_food=then["with_food"],
        reassess_weeks=then["reassess_weeks"],
        maximum_weeks=then["maximum_weeks"],
        instructions=then["instructions"] or "",
    )


def check_safety(intervention: str, offer: Facts, rulebook: Rulebook) -> SafetyCheck:
    """Ask every safety row of the intervention about the patient and the dose on offer."""
    hits = rulebook.safety[intervention].ask(offer)
    alerts = {alert.order: alert for row in hits.fired for alert in alerts_of(row, offer)}
    decided = {row.id for row in hits.fired}
    undecided = tuple(one for one in hits.undecided if one.row.id not in decided)
    return SafetyCheck(
        tuple(alerts[order] for order in sorted(alerts)), undecided, _open_totals(intervention, offer, rulebook)
    )


def _open_totals(intervention: str, facts: Facts, rulebook: Rulebook) -> tuple[str, ...]:
    """The questions without which a total cannot be held against its upper level."""
    limited = [name for name in rulebook.interventions[intervention].nutrients if rulebook.limits[name].rows]
    return facts.products_missing if limited else ()


def alerts_of(row: Row, facts: Facts) -> list[Alert]:
    """One alert for each cause of a safety row that fired."""
    return [_alert(row, cause) for cause in causes(row, facts)]


def _alert(row: Row, cause: Mapping[str, Any]) -> Alert:
    then = row.then
    return Alert(
        row=row.id,
        severity=then["severity"],
        action=then["action"],
        cause=cause,
        message=then["message"],
        management=then.get("management") or "",
        monitor=then.get("monitor") or "",
        patient_message=then.get("patient_message") or "",
        hours_before=then.get("hours_before"),
        hours_after=then.get("hours_after"),
        sources=row.sources,
        mark=row.mark,
    )


def against(evidence: Sequence[Evidence]) -> list[Alert]:
    """The reasons to withhold when all evidence for this patient's outcomes is against; otherwise none."""
    if not evidence or not all(one.is_against for one in evidence):
        return []
    return [
        Alert(
            row=one.row,
            severity=None,
            action="avoid",
            cause={"outcome": one.outcome},
            message=one.effect,
            management="The evidence speaks against offering it for this outcome.",
        )
        for one in evidence
    ]
