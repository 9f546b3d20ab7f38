"""Running worked cases, and saying in words what an outcome gets wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from protocols.engine.outcome import Document
from protocols.engine.recommend import recommend
from protocols.engine.rulebook import Rulebook
from protocols.rulebook.case_expectations import ALERT, Expectation
from protocols.rulebook.cases import Case
from protocols.vocabulary.document import read_intake


@dataclass(frozen=True)
class CaseRun:
    """A case with the outcome that a release gives it."""

    case: Case
    outcome: Document

    @cached_property
    def complaints(self) -> list[str]:
        """What the outcome gets wrong, one sentence each; empty when the case passes."""
        return list(complaints(self.case.expect, self.outcome))


def run_case(case: Case, rulebook: Rulebook) -> CaseRun:
    """Decide the case as of the day the release came into force. Raises `IntakeErrors` when its intake is not valid."""
    facts = read_intake(case.intake, rulebook.vocabulary)
    return CaseRun(case, recommend(facts, rulebook, rulebook.catalogue.release.in_force_from).as_document())


def complaints(expect: Expectation, outcome: Document) -> Iterator[str]:
    """Every expectation that does not hold."""
    seen = _Seen(outcome)
    yield from _about_referrals(expect, outcome)
    yield from _about_places(expect, seen)
    yield from _about_options(expect, seen)
    yield from _about_alerts(expect, seen)
    yield from _about_questions(expect, outcome)
    yield from _about_evidence(expect, seen)
    yield from _about_the_plan(expect, outcome["plan"])


@dataclass(frozen=True)
class _Seen:
    """Where each candidate of an outcome ended."""

    outcome: Document

    @cached_property
    def offered(self) -> dict[str, Document]:
        return {one["intervention"]: one for one in self.outcome["recommendations"]}

    @cached_property
    def withheld(self) -> dict[str, Document]:
        return {one["intervention"]: one for one in self.outcome["withheld"]}

    def entry(self, code: str) -> Document:
        return self.offered.get(code) or self.withheld.get(code) or {}


def _rows(entries: Sequence[Mapping[str, Any]]) -> list[str]:
    return sorted({one["row"] for one in entries})


def _found(rows: Sequence[str]) -> str:
    return f" (there: {', '.join(rows)})" if rows else " (there are none)"


def _about_referrals(expect: Expectation, outcome: Document) -> Iterator[str]:
    if expect.status and outcome["status"] != expect.status:
        yield f"the status is {outcome['status']}, not {expect.status}"
    found = sorted({row for one in outcome["referrals"] for row in one["rows"]})
    for row in expect.referrals:
        if row not in found:
            yield f"{row} is not among the referrals{_found(found)}"


def _about_places(expect: Expectation, seen: _Seen) -> Iterator[str]:
    for code in expect.recommended:
        if code not in seen.offered:
            yield f"{code} is not among the recommendations"
    for code in expect.not_recommended:
        if code in seen.offered:
            yield f"{code} is among the recommendations"
    for code, rows in expect.withheld.items():
        if code not in seen.withheld:
            yield f"{code} is not withheld"
            continue
        found = _rows(seen.withheld[code]["reasons"])
        yield from (
            f"{row} is not among the reasons to withhold {code}{_found(found)}" for row in rows if row not in found
        )
    for code in expect.not_withheld:
        if code in seen.withheld:
            yield f"{code} is withheld by {', '.join(_rows(seen.withheld[code]['reasons']))}"


def _about_options(expect: Expectation, seen: _Seen) -> Iterator[str]:
    for name in ("tier", "safety"):
        for code, word in getattr(expect, name).items():
            found = seen.offered.get(code, {}).get(name, "not offered")
            if found != word:
                yield f"{name} of {code} is {found}, not {word}"
    for code, dose in expect.dose.items():
        found = seen.entry(code).get("dose", {})
        for part, value in dose.items():
            given = "none" if found.get(part) is None else found[part]
            if given != value:
                yield f"{part} of the dose of {code} is {given}, not {value}"


def _about_alerts(expect: Expectation, seen: _Seen) -> Iterator[str]:
    """Alerts of an option, or of what is withheld for another reason."""
    for code, rows in expect.alerts.items():
        alerts = {one["row"]: one for one in seen.entry(code).get("alerts", ())}
        for text in rows:
            yield from _about_alert(code, text, alerts)
    for code, rows in expect.no_alerts.items():
        entry = seen.entry(code)
        found = _rows([*entry.get("alerts", ()), *entry.get("reasons", ())])
        yield from (f"{row} is among the alerts of {code}" for row in rows if row in found)


def _about_alert(code: str, text: str, alerts: Mapping[str, Document]) -> Iterator[str]:
    match = ALERT.fullmatch(text)
    row = match["row"] if match else text
    if row not in alerts:
        yield f"{row} is not among the alerts of {code}{_found(sorted(alerts))}"
    elif match and (match["before"] or match["after"]):
        hours = alerts[row].get("hours_apart") or {}
        for when in ("before", "after"):
            wanted = float(match[when]) if match[when] else None
            if hours.get(when) != wanted:
                yield f"{row} on {code} has hours {when}: {hours.get(when)}, not {wanted}"


def _about_questions(expect: Expectation, outcome: Document) -> Iterator[str]:
    held = {one["fact"]: one["holds_back"] for one in outcome["unknowns"]}
    for question, codes in expect.unknowns.items():
        if question not in held:
            yield f"{question} is not asked for{_found(sorted(held))}"
        for code in codes:
            if code not in held.get(question, codes):
                yield f"{question} does not hold back {code}"
    for question in expect.no_questions:
        if question in held:
            yield f"{question} is asked for"


def _about_evidence(expect: Expectation, seen: _Seen) -> Iterator[str]:
    for name in ("certainty", "direction"):
        for code, by_outcome in getattr(expect, name).items():
            found = {one["outcome"]: one[name] for one in seen.entry(code).get("evidence", ())}
            for outcome, word in by_outcome.items():
                if found.get(outcome) != word:
                    yield f"{name} of {code} for {outcome} is {found.get(outcome, 'not given')}, not {word}"


def _about_the_plan(expect: Expectation, plan: Document) -> Iterator[str]:
    levels = {one["nutrient"]: one["level"] for one in plan["totals"]}
    for nutrient, level in expect.levels.items():
        if levels.get(nutrient) != level:
            yield f"the total of {nutrient} is {levels.get(nutrient, 'not given')}, not {level}"
    stack = _rows(plan["stack"])
    yield from (f"{row} is not among the combinations{_found(stack)}" for row in expect.stack if row not in stack)
    yield from (f"{row} is among the combinations" for row in expect.no_stack if row in stack)
