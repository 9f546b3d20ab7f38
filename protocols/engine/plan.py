"""Checks on the whole plan: totals against upper levels, combinations, and the day's schedule."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor
from typing import Any

from protocols.engine.causes import first_cause
from protocols.engine.facts import Facts
from protocols.engine.outcome import SEVERITIES, SLOTS, Alert, Document, Dose
from protocols.engine.rulebook import Rulebook
from protocols.engine.tables import Row


@dataclass(frozen=True)
class PlanItem:
    """One intervention of a plan: the daily amount in its unit (None where there is none) and when it is taken."""

    intervention: str
    amount: float | None
    unit: str
    slots: tuple[str, ...]
    with_food: bool | None = None


@dataclass(frozen=True)
class Limit:
    """The upper level that applies to this patient; `block` or `warn` may be missing."""

    row: Row
    warn: float | None
    block: float | None


def find_limit(nutrient: str, facts: Facts, rulebook: Rulebook) -> Limit | None:
    """The limit for the patient; where an answer is missing, the strictest that could apply."""
    table = rulebook.limits.get(nutrient)
    if table is None:
        return None
    hits = table.ask(facts)
    rows = [*hits.fired, *(one.row for one in hits.undecided)]
    if not rows:
        return None
    strictest = min(rows, key=lambda row: (_or_infinity(row.then["block"]), row.id))
    return Limit(strictest, strictest.then["warn"], strictest.then["block"])


def _or_infinity(value: float | None) -> float:
    return float("inf") if value is None else value


def own_amount(nutrient: str, facts: Facts) -> float:
    """What the patient's own products supply of a nutrient, a day."""
    return sum(product.amounts.get(nutrient, 0) for product in facts.products)


@dataclass(frozen=True)
class Room:
    """How much of an intervention fits below the upper levels; `nutrient` is the one that runs out first."""

    amount: float
    nutrient: str
    limit: Limit


def find_room(intervention: str, facts: Facts, rulebook: Rulebook) -> Room | None:
    """The daily amount that the limits still leave for the intervention; None when no limit touches it."""
    rooms = []
    for nutrient, share in sorted(rulebook.interventions[intervention].nutrients.items()):
        limit = find_limit(nutrient, facts, rulebook)
        if limit and limit.block is not None:
            rooms.append(Room((limit.block - own_amount(nutrient, facts)) / share, nutrient, limit))
    return min(rooms, key=lambda room: (room.amount, room.nutrient), default=None)


def fit(dose: Dose, room: Room | None) -> Dose:
    """The dose with its upper ends brought down to the room that is left."""
    if room is None or dose.maximum is None or room.amount >= (dose.override_maximum or dose.maximum):
        return dose
    top = floor(room.amount)
    usual = (min(dose.usual[0], top), min(dose.usual[1], top)) if dose.usual else None
    override = None if dose.override_maximum is None else min(dose.override_maximum, top)
    return replace(dose, maximum=min(dose.maximum, top), usual=usual, override_maximum=override)


def no_room(dose: Dose, room: Room | None, facts: Facts, rulebook: Rulebook) -> list[Alert]:
    """The reason to withhold when not even the starting dose fits; otherwise none."""
    if room is None or dose.start is None or dose.start <= room.amount:
        return []
    unit = rulebook.nutrient_units[room.nutrient]
    own, block = own_amount(room.nutrient, facts), room.limit.block
    sources = [product.name for product in facts.products if product.amounts.get(room.nutrient)]
    return [
        Alert(
            row=room.limit.row.id,
            severity="major",
            action="avoid",
            cause={"supplement": ", ".join(sources)},
            message=f"Own products already supply {own:g} {unit} a day; the upper level is {block:g} {unit}.",
            management="Do not add more; review the patient's own products first.",
            sources=room.limit.row.sources,
            mark=room.limit.row.mark,
        )
    ]


def check_plan(items: Sequence[PlanItem], facts: Facts, rulebook: Rulebook, full: Collection[str] = ()) -> Document:
    """Totals, combination alerts and schedule of a plan, as the `plan` part of the outcome document.

    `full` names nutrients whose upper level leaves no room for the dose that would have been offered.
    """
    return {
        "totals": _totals(items, facts, rulebook, full),
        "stack": _stack(items, facts, rulebook),
        "schedule": _schedule(items),
    }


def _totals(items: Sequence[PlanItem], facts: Facts, rulebook: Rulebook, full: Collection[str]) -> list[Document]:
    totals = []
    supplied = {nutrient for product in facts.products for nutrient in product.amounts}
    supplied.update(name for item in items for name in rulebook.interventions[item.intervention].nutrients)
    for nutrient in sorted(supplied):
        sources = _sources(nutrient, items, facts, rulebook)
        limit = find_limit(nutrient, facts, rulebook) if sources else None
        if limit:
            totals.append(_total(nutrient, sources, limit, nutrient in full, rulebook))
    return totals


def _sources(
    nutrient: str, items: Sequence[PlanItem], facts: Facts, rulebook: Rulebook
) -> list[tuple[str, str, float]]:
    """(kind, name, amount) of everything that supplies the nutrient, the patient's own products first."""
    own = sorted(("supplement", one.name, one.amounts[nutrient]) for one in facts.products if nutrient in one.amounts)
    planned = []
    for item in items:
        share = rulebook.interventions[item.intervention].nutrients.get(nutrient)
        if share and item.amount:
            planned.append(("intervention", item.intervention, item.amount * share))
    return own + sorted(planned)


def _total(
    nutrient: str, sources: Sequence[tuple[str, str, float]], limit: Limit, is_full: bool, rulebook: Rulebook
) -> Document:
    amount = round(sum(value for _, _, value in sources), 6)
    return {
        "nutrient": nutrient,
        "amount": _tidy(amount),
        "unit": rulebook.nutrient_units[nutrient],
        "limit": limit.block,
        "warn_above": limit.warn,
        "level": "block" if is_full else _level(amount, limit),
        "sources": [{kind: name, "amount": _tidy(value)} for kind, name, value in sources],
        "row": limit.row.id,
    }


def _level(amount: float, limit: Limit) -> str:
    if amount > _or_infinity(limit.block):
        return "block"
    return "warn" if amount > _or_infinity(limit.warn) else "ok"


def _tidy(value: float) -> float:
    """A whole number without its decimal point."""
    return int(value) if float(value).is_integer() else round(value, 6)


def _stack(items: Sequence[PlanItem], facts: Facts, rulebook: Rulebook) -> list[Document]:
    planned = {item.intervention for item in items}
    counts = {f"plan.{group}": len(members & planned) for group, members in rulebook.groups.items()}
    found: dict[str, Document] = {}
    for row in rulebook.stack.ask(facts.extended(counts)).fired:
        entry = found.setdefault(row.id, _stack_entry(row, facts.extended(counts)))
        entry["members"] = sorted({*entry["members"], *_members(row, planned, rulebook)})
    return sorted(found.values(), key=lambda entry: (SEVERITIES.index(entry["severity"]), entry["row"]))


def _stack_entry(row: Row, facts: Facts) -> Document:
    return {
        "row": row.id,
        "members": [],
        "severity": row.then["severity"],
        "action": row.then["action"],
        "cause": dict(first_cause(row, facts)),
        "message": row.then["message"],
        "patient_message": row.then.get("patient_message") or "",
        "sources": list(row.sources),
        "mark": row.mark,
    }


def _members(row: Row, planned: set[str], rulebook: Rulebook) -> set[str]:
    groups = (rulebook.groups[name.removeprefix("plan.")] for name in row.when if name.startswith("plan."))
    return planned.intersection(*[set().union(*groups)])


def _schedule(items: Sequence[PlanItem]) -> Mapping[str, list[dict[str, Any]]]:
    """What is taken when; an amount for several slots is divided evenly."""
    schedule: dict[str, list[dict[str, Any]]] = {slot: [] for slot in SLOTS}
    for item in items:
        for slot in item.slots:
            amount = None if item.amount is None else _tidy(item.amount / len(item.slots))
            schedule[slot].append(
                {
                    "intervention": item.intervention,
                    "amount": amount,
                    "unit": item.unit,
                    "with_food": item.with_food,
                }
            )
    return schedule
