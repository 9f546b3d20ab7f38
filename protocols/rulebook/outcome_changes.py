"""Whose outcome another release changes, and how: the worked cases, and the intakes of patients."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from protocols.engine.outcome import Document
from protocols.engine.recommend import recommend
from protocols.engine.rulebook import Rulebook
from protocols.vocabulary.checks import IntakeErrors
from protocols.vocabulary.document import read_intake

KINDS = (
    "unreadable",
    "status",
    "referral",
    "lost",
    "gained",
    "reasons",
    "tier",
    "new alert",
    "alert gone",
    "alert changed",
    "dose",
    "certainty",
    "direction",
    "safety",
    "question",
    "total",
    "combination",
)
"""What can change, in the order in which it matters."""

Change = tuple[str, str]
"""(kind, sentence)."""


@dataclass(frozen=True)
class Subject:
    """An intake to be decided with both releases: a worked case, or what a patient once answered."""

    name: str
    intake: Document
    jurisdiction: str = "us"


@dataclass(frozen=True)
class OutcomeChange:
    """One change, and everybody it happens to."""

    kind: str
    words: str
    subjects: tuple[str, ...]

    def as_document(self) -> Document:
        return {"kind": self.kind, "words": self.words, "subjects": list(self.subjects)}


def outcome_changes(before: Rulebook, after: Rulebook, subjects: Iterable[Subject]) -> list[OutcomeChange]:
    """Every change of an outcome, by kind; the most frequent first within a kind."""
    found: dict[Change, dict[str, None]] = {}
    for subject in subjects:
        for change in subject_changes(before, after, subject):
            found.setdefault(change, {})[subject.name] = None
    changes = [OutcomeChange(kind, words, tuple(names)) for (kind, words), names in found.items()]
    return sorted(changes, key=lambda one: (KINDS.index(one.kind), -len(one.subjects), one.words))


def subject_changes(before: Rulebook, after: Rulebook, subject: Subject) -> Iterator[Change]:
    """What the second release changes for one intake."""
    outcomes = []
    for rulebook in (before, after):
        try:
            outcomes.append(_decide(subject, rulebook))
        except IntakeErrors as errors:
            yield "unreadable", f"release {rulebook.code} cannot read the intake: {errors.errors[0]}"
    if len(outcomes) == 2:
        old, new = outcomes
        if old["status"] != new["status"]:
            yield "status", f"the status is {new['status']} (was {old['status']})"
        yield from _referrals(old, new)
        yield from _offers(old, new)
        yield from _reasons(old, new)
        yield from _questions(old, new)
        yield from _plan(old["plan"], new["plan"])


def _decide(subject: Subject, rulebook: Rulebook) -> Document:
    """The date is written into an outcome and decides nothing, so any will do."""
    facts = read_intake(subject.intake, rulebook.vocabulary, default_jurisdiction=subject.jurisdiction)
    return recommend(facts, rulebook, rulebook.catalogue.release.in_force_from).as_document()


def _by(entries: Iterable[Mapping[str, Any]], key: str) -> dict[str, Any]:
    return {one[key]: one for one in entries}


def _both(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """(key, old, new) of every key of either; None where one has none."""
    for key in sorted(old.keys() | new.keys()):
        yield key, old.get(key), new.get(key)


def _referrals(old: Document, new: Document) -> Iterator[Change]:
    for code, former, current in _both(_by(old["referrals"], "code"), _by(new["referrals"], "code")):
        if former is None:
            yield "referral", f"{current['rows'][0]} refers now ({code})"
        elif current is None:
            yield "referral", f"{former['rows'][0]} no longer refers ({code})"
        elif former["urgency"] != current["urgency"]:
            yield "referral", f"{current['rows'][0]} is {current['urgency']} (was {former['urgency']})"


def _offers(old: Document, new: Document) -> Iterator[Change]:
    """What is offered, and what is said about it."""
    reasons = _withheld(new)
    offers = (_by(outcome["recommendations"], "intervention") for outcome in (old, new))
    for code, former, current in _both(*offers):
        if current is None:
            why = f"withheld by {', '.join(reasons[code])}" if code in reasons else "no longer considered"
            yield "lost", f"{code} is not offered any more: {why}"
        elif former is None:
            yield "gained", f"{code} is offered now, as {current['tier']}"
        else:
            yield from _offer(code, former, current)


def _withheld(outcome: Document) -> dict[str, list[str]]:
    """The rows that withhold each intervention."""
    return {one["intervention"]: sorted({why["row"] for why in one["reasons"]}) for one in outcome["withheld"]}


def _reasons(old: Document, new: Document) -> Iterator[Change]:
    for code, former, current in _both(_withheld(old), _withheld(new)):
        if former and current and former != current:
            yield "reasons", f"{code} is withheld by {', '.join(current)} (was {', '.join(former)})"


def _offer(code: str, old: Document, new: Document) -> Iterator[Change]:
    for kind in ("tier", "safety"):
        if old[kind] != new[kind]:
            yield kind, f"{kind} of {code} is {new[kind]} (was {old[kind]})"
    yield from _alerts(code, _by(old["alerts"], "row"), _by(new["alerts"], "row"))
    for part, former, current in _both(old["dose"], new["dose"]):
        if former != current and part not in ("form_label", "instructions"):
            yield "dose", f"{part} of {code} is {_value(current)} (was {_value(former)})"
    for outcome, was, now in _both(_by(old["evidence"], "outcome"), _by(new["evidence"], "outcome")):
        for kind in ("certainty", "direction"):
            former, current = (one[kind] if one else "not considered" for one in (was, now))
            if former != current:
                yield kind, f"{kind} of {code} for {outcome} is {current} (was {former})"


def _value(value: Any) -> str:
    if isinstance(value, list):
        return " to ".join(f"{one:g}" if isinstance(one, float) else str(one) for one in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{one:g} {key}" for key, one in value.items() if one is not None)
    return "none" if value is None else str(value)


def _alerts(code: str, old: Mapping[str, Document], new: Mapping[str, Document]) -> Iterator[Change]:
    for row, former, current in _both(old, new):
        if former is None:
            yield "new alert", f"{row} alerts on {code} now ({current['severity']}, {current['action']})"
        elif current is None:
            yield "alert gone", f"{row} no longer alerts on {code}"
        else:
            for part in ("severity", "action", "hours_apart"):
                was, now = former.get(part), current.get(part)
                if was != now:
                    yield "alert changed", f"{part} of {row} on {code} is {_value(now)} (was {_value(was)})"


def _questions(old: Document, new: Document) -> Iterator[Change]:
    for question, former, current in _both(_by(old["unknowns"], "fact"), _by(new["unknowns"], "fact")):
        if former is None:
            yield "question", f"{question} is asked for now"
        elif current is None:
            yield "question", f"{question} is no longer asked for"


def _plan(old: Document, new: Document) -> Iterator[Change]:
    for nutrient, former, current in _both(_by(old["totals"], "nutrient"), _by(new["totals"], "nutrient")):
        was, now = (one["level"] if one else "not stated" for one in (former, current))
        if was != now:
            yield "total", f"the total of {nutrient} is {now} (was {was})"
    yield from _combinations(_by(old["stack"], "row"), _by(new["stack"], "row"))


def _combinations(old: Mapping[str, Document], new: Mapping[str, Document]) -> Iterator[Change]:
    for row, former, current in _both(old, new):
        if former is None or current is None:
            yield "combination", f"{row} {'alerts now' if former is None else 'no longer alerts'}"
