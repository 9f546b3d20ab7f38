"""The whole decision, from facts to outcome, in the order a careful clinician would take.

1. red flags        who must be seen by someone else first
2. mechanisms       which parts of the axis the symptoms point to
3. candidates       what the article or the evidence links to those symptoms
4. evidence         how sure anyone can be, for this person and this form
5. dose             what would be offered, within the upper levels
6. safety           what forbids it, what to watch, what nobody asked
7. the whole plan   totals, combinations, schedule
8. ranking          a published formula, every term shown

Safety can only remove or warn, never add. The order and every guarantee are in docs/clinical-logic.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from protocols.engine import ENGINE_VERSION
from protocols.engine.causes import first_cause
from protocols.engine.facts import Facts
from protocols.engine.judgement import (
    Candidate,
    SafetyCheck,
    against,
    check_safety,
    find_candidates,
    find_dose,
    find_evidence,
    with_offer,
)
from protocols.engine.outcome import (
    Alert,
    Document,
    Dose,
    Evidence,
    Outcome,
    Recommendation,
    Referral,
    Withheld,
)
from protocols.engine.plan import PlanItem, check_plan, find_room, fit, no_room
from protocols.engine.ranking import ranked, score
from protocols.engine.rulebook import Rulebook
from protocols.engine.tables import Hits, Undecided


@dataclass(frozen=True)
class Judged:
    """A candidate with everything that is known about it."""

    candidate: Candidate
    evidence: tuple[Evidence, ...]
    dose: Dose
    safety: SafetyCheck
    reasons: tuple[Alert, ...]
    full: str
    """The nutrient whose upper level leaves no room, or nothing."""
    missing: tuple[str, ...]


def recommend(facts: Facts, rulebook: Rulebook, as_of: date) -> Outcome:
    """Decide. The same facts, release and date give the same outcome, for ever."""
    referrals, flag_hits = find_referrals(facts, rulebook)
    status = _status(referrals)
    mechanisms, mechanism_hits = find_mechanisms(facts, rulebook)
    candidates, indication_hits = find_candidates(facts, rulebook)
    judged = [judge(candidate, facts, rulebook) for candidate in candidates]
    if status == "refer_only":
        judged = [_stopped(one, referrals) for one in judged]
    offered = ranked([_recommendation(one, rulebook) for one in judged if not one.reasons])
    plan = check_plan(default_plan(offered, rulebook), facts, rulebook, {one.full for one in judged})
    return Outcome(
        release=rulebook.code,
        release_sha256=rulebook.sha256,
        as_of=as_of.isoformat(),
        engine=ENGINE_VERSION,
        status=status,
        referrals=tuple(referrals),
        mechanisms=tuple(mechanisms),
        recommendations=tuple(offered),
        withheld=tuple(_withheld(one) for one in judged if one.reasons),
        unknowns=tuple(_unknowns(judged, _open_flags(flag_hits))),
        plan=plan,
        trace=_trace([flag_hits, mechanism_hits, indication_hits], judged, plan),
    )


def find_referrals(facts: Facts, rulebook: Rulebook) -> tuple[list[Referral], Hits]:
    """The red flags that fire, emergencies first."""
    hits = rulebook.red_flags.ask(facts)
    found: dict[str, Referral] = {}
    for row in hits.fired:
        if row.id not in found:
            then = row.then
            found[row.id] = Referral(
                code=then["flag"],
                urgency=then["urgency"],
                status=then["status"],
                action=then["action"],
                patient_action=then["patient_action"],
                cause=first_cause(row, facts),
                rows=(row.id,),
            )
    urgencies = ("emergency", "urgent", "soon")
    return sorted(found.values(), key=lambda one: (urgencies.index(one.urgency), one.rows)), hits


def _open_flags(hits: Hits) -> list[Undecided]:
    """Red flags that nobody could decide; one that fired by another alternative is settled."""
    fired = {row.id for row in hits.fired}
    return [one for one in hits.undecided if one.row.id not in fired]


def _status(referrals: Sequence[Referral]) -> str:
    if any(one.status == "refer_only" for one in referrals):
        return "refer_only"
    return "refer_first" if referrals else "options"


def find_mechanisms(facts: Facts, rulebook: Rulebook) -> tuple[list[Document], Hits]:
    """The mechanisms the symptoms point to, with their share of all weight, heaviest first."""
    hits = rulebook.mechanisms.ask(facts)
    weights: dict[str, float] = {}
    rows: dict[str, list[str]] = {}
    for row in hits.fired:
        code = row.then["mechanism"]
        weights[code] = weights.get(code, 0) + row.then["weight"]
        rows.setdefault(code, []).append(row.id)
    total = sum(weights.values())
    profile: list[Document] = [
        {"code": code, "weight": round(weight / total, 4), "rows": sorted(set(rows[code]))}
        for code, weight in weights.items()
        if weight > 0
    ]
    return sorted(profile, key=lambda one: (-one["weight"], one["code"])), hits


def judge(candidate: Candidate, facts: Facts, rulebook: Rulebook) -> Judged:
    """Evidence, dose and safety of one candidate, and the reasons not to offer it."""
    code = candidate.intervention
    dose, missing = find_dose(code, facts, rulebook)
    room = find_room(code, facts, rulebook)
    lack_of_room = no_room(dose, room, facts, rulebook)
    dose = dose if lack_of_room else fit(dose, room)
    offer = with_offer(facts, dose)
    evidence = find_evidence(candidate, offer, rulebook)
    safety = check_safety(code, offer, rulebook)
    reasons = [alert for alert in safety.alerts if alert.withholds] + lack_of_room + against(evidence)
    full = room.nutrient if room and lack_of_room else ""
    return Judged(candidate, evidence, dose, safety, tuple(reasons), full, missing)


def _stopped(judged: Judged, referrals: Sequence[Referral]) -> Judged:
    """A red flag that allows no plan is the first reason to withhold every candidate."""
    stops = tuple(
        Alert(
            row=flag.rows[0],
            severity="contraindicated",
            action="avoid",
            cause={"red_flag": flag.code},
            message=flag.action,
            patient_message=flag.patient_action,
        )
        for flag in referrals
        if flag.status == "refer_only"
    )
    return replace(judged, reasons=stops + judged.reasons)


def _recommendation(judged: Judged, rulebook: Rulebook) -> Recommendation:
    supported = any(one.supports_an_option for one in judged.evidence)
    total, terms = score(judged.candidate.points, judged.evidence, judged.safety.alerts, rulebook.ranking)
    clear_to_offer = supported and judged.safety.word != "not_checked"
    rows = (*judged.candidate.rows, *(one.row for one in judged.evidence), judged.dose.row)
    return Recommendation(
        intervention=judged.candidate.intervention,
        tier="option" if clear_to_offer else "research_only",
        score=total,
        score_terms=tuple(terms),
        strength="conditional" if supported else "no_recommendation",
        evidence=judged.evidence,
        dose=judged.dose,
        safety=judged.safety.word,
        rules_checked=rulebook.rule_counts[judged.candidate.intervention],
        alerts=judged.safety.alerts,
        rows=tuple(dict.fromkeys(rows)),
    )


def _withheld(judged: Judged) -> Withheld:
    others = tuple(alert for alert in judged.safety.alerts if not alert.withholds)
    return Withheld(judged.candidate.intervention, judged.reasons, judged.evidence, judged.dose, others)


def default_plan(offered: Sequence[Recommendation], rulebook: Rulebook) -> list[PlanItem]:
    """Every offered option with evidence in people, at the top of its usual dose.

    An intervention that only combines others on offer is an alternative to them and is not counted twice.
    """
    codes = {one.intervention for one in offered}
    plan = []
    for one in offered:
        is_combination = codes.intersection(rulebook.interventions[one.intervention].components)
        if one.strength == "conditional" and not is_combination:
            amount = one.dose.usual[1] if one.dose.usual else None
            plan.append(PlanItem(one.intervention, amount, one.dose.unit, one.dose.slots, one.dose.with_food))
    return plan


def _unknowns(judged: Sequence[Judged], flags: Sequence[Undecided]) -> list[Document]:
    """The questions worth asking: what each missing answer holds back, the most rewarding first.

    A question that only a red flag waits for holds back no single option; it is listed all the same.
    """
    held: dict[str, set[str]] = {question: set() for one in flags for question in one.missing}
    for one in judged:
        if not one.reasons:
            for question in {*one.missing, *one.safety.questions}:
                held.setdefault(question, set()).add(one.candidate.intervention)
    order = sorted(held, key=lambda question: (-len(held[question]), question))
    return [{"fact": question, "holds_back": sorted(held[question])} for question in order]


def _trace(hits: Sequence[Hits], judged: Sequence[Judged], plan: Document) -> Document:
    """Every row that fired and every row that could not be decided, sorted by id."""
    fired = {row.id for one in hits for row in one.fired}
    undecided = [one for hit in hits for one in hit.undecided]
    for one in judged:
        fired.update(entry.row for entry in one.evidence)
        fired.update(alert.row for alert in one.safety.alerts)
        fired.update(alert.row for alert in one.reasons)
        fired.add(one.dose.row)
        undecided.extend(one.safety.undecided)
    fired.update(entry["row"] for entry in (*plan["stack"], *plan["totals"]))
    waiting: dict[str, set[str]] = {}
    for entry in undecided:
        waiting.setdefault(entry.row.id, set()).update(entry.missing)
    open_rows = [{"row": row, "facts": sorted(facts)} for row, facts in sorted(waiting.items()) if row not in fired]
    return {"fired": sorted(fired), "undecided": open_rows}
