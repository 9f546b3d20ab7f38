"""A protocol's lines: what the outcome says of an intervention, joined with what was decided about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from protocols.engine.outcome import Document
from protocols.engine.plan import PlanItem
from protocols.review.models import Decision, ProtocolItem

NEEDS_A_REASON = ("contraindicated", "major")
STOPPED_FOR_GOOD = "contraindicated"


@dataclass(frozen=True)
class Line:
    """One intervention under review. `offered` is its entry in the outcome, recommended or withheld."""

    item: ProtocolItem
    offered: Document
    is_withheld: bool

    @property
    def dose(self) -> Document:
        return self.offered["dose"]

    @property
    def alerts(self) -> list[Document]:
        """Everything that speaks for care, the reasons for withholding first."""
        return [*self.offered.get("reasons", ()), *self.offered["alerts"]]

    @property
    def reasons_needed(self) -> list[str]:
        """Why accepting this line needs a coded reason and words; empty when it does not."""
        needed = [
            f"{alert['severity']} alert {alert['row']}" if alert["severity"] else f"evidence {alert['row']}"
            for alert in self.alerts
            if alert["severity"] in NEEDS_A_REASON or alert["action"] == "avoid"
        ]
        if self.offered.get("safety") == "not_checked":
            needed.append("a safety question nobody has answered")
        if self.offered.get("strength") == "no_recommendation":
            needed.append("no supporting evidence in people")
        return list(dict.fromkeys(needed))

    @property
    def may_be_overridden(self) -> bool:
        """A major reason may be argued against; a contraindication, a red flag or a full upper level may not."""
        reasons = self.offered.get("reasons", ())
        return all(
            reason["severity"] == "major" and "red_flag" not in reason["cause"] and "supplement" not in reason["cause"]
            for reason in reasons
        )

    @property
    def highest_amount(self) -> float | None:
        """The most that may be chosen with a reason."""
        return self.dose["override_maximum"] or self.dose["maximum"]

    def exceeds_usual_maximum(self, amount: Decimal | None) -> bool:
        return amount is not None and self.dose["maximum"] is not None and amount > Decimal(str(self.dose["maximum"]))

    def as_plan_item(self) -> PlanItem:
        amount = float(self.item.amount) if self.item.amount is not None else None
        unit, with_food = self.dose["unit"], self.dose["with_food"]
        return PlanItem(self.item.intervention, amount, unit, tuple(self.item.slots), with_food)


def lines(items: Iterable[ProtocolItem], outcome: Document) -> list[Line]:
    """The lines of a protocol in rank order, withheld interventions last."""
    offered = {entry["intervention"]: entry for entry in outcome["recommendations"]}
    withheld = {entry["intervention"]: entry for entry in outcome["withheld"]}
    return [
        Line(item, offered.get(item.intervention) or withheld[item.intervention], item.intervention in withheld)
        for item in sorted(items, key=lambda one: one.position)
    ]


def accepted(all_lines: Iterable[Line]) -> list[Line]:
    """The lines that make up the plan."""
    return [line for line in all_lines if line.item.decision == Decision.ACCEPT]


def starting_values(offered: Document) -> dict[str, Any]:
    """The amount and slots a line begins with: the starting dose."""
    dose = offered["dose"]
    amount = None if dose["start"] is None else Decimal(str(dose["start"]))
    return {"amount": amount, "slots": list(dose["slots"])}
