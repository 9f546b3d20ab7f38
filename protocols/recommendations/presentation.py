"""An outcome in words and shapes that a page can show: names for codes, sentences for numbers, order for attention."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from protocols.engine.outcome import SLOTS, Document
from protocols.engine.rulebook import Rulebook
from protocols.recommendations.words import (
    DOMAIN_WORDS,
    SLOT_WORDS,
    SUPPORT_WORDS,
    amount_words,
    cause_words,
    design_words,
    dose_words,
    hours_words,
    question_words,
    unit_words,
)


@dataclass(frozen=True)
class Names:
    """What the codes of a release are called."""

    rulebook: Rulebook

    def intervention(self, code: str) -> str:
        return str(self.rulebook.catalogue.interventions[code].name)

    def outcome(self, code: str) -> str:
        return str(self.rulebook.catalogue.outcomes[code].label)

    def nutrient(self, code: str) -> str:
        return self.rulebook.vocabulary.nutrients[code].label

    def cause(self, cause: Mapping[str, Any]) -> str:
        return cause_words(cause, self.rulebook.vocabulary)


@dataclass(frozen=True)
class EvidenceLine:
    """One outcome of a card: the entry of the outcome document and the studies behind it."""

    entry: Document
    outcome: str
    studies: Sequence[Any]

    @property
    def studies_in_words(self) -> list[tuple[Any, str]]:
        """Each study with its design in words."""
        return [(study, design_words(study.design)) for study in self.studies]

    @property
    def support(self) -> str:
        return SUPPORT_WORDS[self.entry["support"]]

    @property
    def downgrades(self) -> list[tuple[str, str]]:
        return [(DOMAIN_WORDS[domain], why) for domain, why in self.entry["downgrades"].items()]


@dataclass(frozen=True)
class AlertLine:
    """One alert with its cause in words."""

    entry: Document
    cause: str

    @property
    def hours(self) -> str:
        return hours_words(self.entry.get("hours_apart"))


@dataclass(frozen=True)
class Card:
    """Everything a page shows about one intervention, offered or withheld."""

    entry: Document
    names: Names
    is_withheld: bool = False

    @property
    def code(self) -> str:
        return str(self.entry["intervention"])

    @property
    def name(self) -> str:
        return self.names.intervention(self.code)

    @property
    def about(self) -> Any:
        return self.names.rulebook.catalogue.interventions[self.code]

    @cached_property
    def evidence(self) -> list[EvidenceLine]:
        references = self.names.rulebook.catalogue.references
        return [
            EvidenceLine(
                entry, self.names.outcome(entry["outcome"]), [references[code] for code in entry["references"]]
            )
            for entry in self.entry["evidence"]
        ]

    @property
    def lead_evidence(self) -> EvidenceLine | None:
        """The line that says most: the one with the largest term of the score."""
        terms = {term["outcome"]: term["value"] for term in self.entry.get("score_terms", ()) if "outcome" in term}
        return max(self.evidence, key=lambda line: terms.get(line.entry["outcome"], 0), default=None)

    @property
    def dose(self) -> str:
        return dose_words(self.entry["dose"])

    @property
    def has_amount(self) -> bool:
        return self.entry["dose"]["start"] is not None

    @cached_property
    def alerts(self) -> list[AlertLine]:
        return [AlertLine(alert, self.names.cause(alert["cause"])) for alert in self.entry["alerts"]]

    @cached_property
    def reasons(self) -> list[AlertLine]:
        return [AlertLine(reason, self.names.cause(reason["cause"])) for reason in self.entry.get("reasons", ())]

    @property
    def is_danger(self) -> bool:
        return any(alert.entry["severity"] in ("contraindicated", "major") for alert in self.alerts)

    @property
    def is_unchecked(self) -> bool:
        return self.entry.get("safety") == "not_checked"

    @property
    def is_research(self) -> bool:
        return self.entry.get("strength") == "no_recommendation"

    @property
    def why(self) -> list[tuple[str, str]]:
        """(row, sentence) for every indication row that made this a candidate."""
        rows = {row.id: row for row in self.names.rulebook.tables["indications"].rows}
        return [(row, rows[row].then["reason"]) for row in self.entry.get("rows", ()) if row in rows]


@dataclass(frozen=True)
class Result:
    """A whole outcome, ready for a page."""

    outcome: Document
    rulebook: Rulebook

    @cached_property
    def names(self) -> Names:
        return Names(self.rulebook)

    @property
    def is_stopped(self) -> bool:
        return bool(self.outcome["status"] == "refer_only")

    @cached_property
    def cards(self) -> list[Card]:
        return [Card(entry, self.names) for entry in self.outcome["recommendations"]]

    @property
    def options(self) -> list[Card]:
        return [card for card in self.cards if card.entry["tier"] == "option"]

    @property
    def unchecked(self) -> list[Card]:
        return [card for card in self.cards if card.is_unchecked and not card.is_research]

    @property
    def research(self) -> list[Card]:
        return [card for card in self.cards if card.is_research]

    @cached_property
    def withheld(self) -> list[Card]:
        return [Card(entry, self.names, is_withheld=True) for entry in self.outcome["withheld"]]

    @property
    def referrals(self) -> list[Document]:
        return [{**flag, "because": self.names.cause(flag["cause"])} for flag in self.outcome["referrals"]]

    @property
    def questions(self) -> list[Document]:
        """Open questions: what to ask, and which options the answer would settle."""
        return [
            {
                "fact": unknown["fact"],
                "label": question_words(unknown["fact"]),
                "holds_back": [self.names.intervention(code) for code in unknown["holds_back"]],
            }
            for unknown in self.outcome["unknowns"]
        ]

    def missing_for(self, card: Card) -> str:
        """The questions that keep a card from being checked, as a phrase."""
        facts = [one["fact"] for one in self.outcome["unknowns"] if card.code in one["holds_back"]]
        return ", ".join(question_words(fact) for fact in facts)

    @property
    def mechanisms(self) -> list[Document]:
        catalogue = self.rulebook.catalogue.mechanisms
        return [
            {"about": catalogue[one["code"]], "percent": round(one["weight"] * 100)}
            for one in self.outcome["mechanisms"]
        ]

    @cached_property
    def plan(self) -> "Plan":
        return Plan(self.outcome["plan"], self.names)


@dataclass(frozen=True)
class Plan:
    """The checks on a whole plan, ready for a page."""

    plan: Document
    names: Names

    @property
    def totals(self) -> list[Document]:
        return [
            {
                **total,
                "label": self.names.nutrient(total["nutrient"]),
                "unit": unit_words(total["unit"]),
                "from": self._from(total),
            }
            for total in self.plan["totals"]
        ]

    def _from(self, total: Document) -> str:
        parts = []
        for source in total["sources"]:
            code = source.get("intervention")
            name = self.names.intervention(code) if code else source["supplement"]
            parts.append(f"{name} {amount_words(source['amount'], total['unit'])}")
        return ", ".join(parts)

    @property
    def stack(self) -> list[Document]:
        return [
            {**entry, "members": [self.names.intervention(code) for code in entry["members"]]}
            for entry in self.plan["stack"]
        ]

    @property
    def day(self) -> list[Document]:
        """The four slots with what is taken in each, for `components/day.html`."""
        return [{"code": slot, "label": SLOT_WORDS[slot], "lines": self._lines(slot)} for slot in SLOTS]

    def _lines(self, slot: str) -> list[Document]:
        return [
            {
                "name": self.names.intervention(entry["intervention"]),
                "amount": amount_words(entry["amount"], entry["unit"]),
            }
            for entry in self.plan["schedule"][slot]
        ]

    @property
    def is_empty(self) -> bool:
        return not any(self.plan["schedule"].values())
