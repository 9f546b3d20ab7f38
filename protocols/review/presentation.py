"""A line of the review in words, with the form that changes it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from protocols.recommendations.presentation import Names, Result
from protocols.recommendations.words import SLOT_PHRASES, amount_words, listed, unit_words
from protocols.review.forms import DecisionForm
from protocols.review.lines import Line
from protocols.review.models import Decision, Protocol, ProtocolItem


@dataclass(frozen=True)
class ReviewLine:
    """What the page shows of one line."""

    line: Line
    names: Names
    url: str
    form: DecisionForm

    @property
    def item(self) -> ProtocolItem:
        return self.line.item

    @property
    def name(self) -> str:
        return self.names.intervention(self.item.intervention)

    @property
    def is_accepted(self) -> bool:
        return self.item.decision == Decision.ACCEPT

    @property
    def reasons_needed(self) -> list[str]:
        return self.line.reasons_needed

    @property
    def may_be_overridden(self) -> bool:
        return self.line.may_be_overridden

    @property
    def may_be_changed(self) -> bool:
        """Whether there is anything to change or argue: a dose, or an alert that needs a reason."""
        has_amount = self.line.dose["start"] is not None
        return (has_amount or bool(self.reasons_needed)) and (not self.line.is_withheld or self.line.may_be_overridden)

    @property
    def may_need_a_reason(self) -> bool:
        """Whether the form has to offer the reason: an alert asks for it, or a dose above the usual maximum would."""
        return bool(self.reasons_needed) or self.line.highest_amount != self.line.dose["maximum"]

    @property
    def unit(self) -> str:
        return unit_words(self.line.dose["unit"])

    def _amount(self, value: float | None) -> str:
        return amount_words(value, self.line.dose["unit"])

    @property
    def amount(self) -> str:
        return self._amount(float(self.item.amount) if self.item.amount is not None else None)

    @property
    def when(self) -> str:
        return listed([SLOT_PHRASES[slot] for slot in self.item.slots])

    @property
    def maximum(self) -> str:
        return self._amount(self.line.dose["maximum"])

    @property
    def highest(self) -> str:
        return self._amount(self.line.highest_amount)

    @property
    def usual(self) -> str:
        low, high = self.line.dose["usual"] or (self.line.dose["start"], self.line.dose["maximum"])
        return self._amount(low) if low == high else f"{self._amount(low)} to {self._amount(high)}"


def review_lines(
    protocol: Protocol, lines: Iterable[Line], names: Names, bound: Mapping[str, DecisionForm]
) -> dict[str, ReviewLine]:
    """Every line by intervention; `bound` holds the form that was just refused, so that nothing typed is lost."""
    return {
        line.item.intervention: ReviewLine(
            line, names, _url(protocol, line), bound.get(line.item.intervention) or _form(line)
        )
        for line in lines
    }


def at_chosen_doses(result: Result, lines: Iterable[Line]) -> Result:
    """The result with each option's alerts as they are at the dose that was chosen."""
    by_code = {line.item.intervention: line.offered for line in lines}
    offered = [by_code.get(entry["intervention"], entry) for entry in result.outcome["recommendations"]]
    return Result({**result.outcome, "recommendations": offered}, result.rulebook)


def _url(protocol: Protocol, line: Line) -> str:
    return reverse("review:decide", args=[protocol.public_id, line.item.intervention])


def _form(line: Line) -> DecisionForm:
    """A fresh form with the line's present values; ids are distinct, since the page shows one form a line."""
    item = line.item
    amount = None if item.amount is None else f"{item.amount.normalize():f}"
    values = {name: getattr(item, name) for name in ("slots", "override_reason", "override_words")}
    return DecisionForm(initial={**values, "amount": amount}, auto_id=f"id_{item.intervention}_%s")
