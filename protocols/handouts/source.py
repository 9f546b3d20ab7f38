"""What a handout is made of, before it is put into words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple


@dataclass(frozen=True)
class PlanLine:
    """One intervention of the plan: the daily amount in the release's unit (None: no amount) and when it is taken."""

    intervention: str
    amount: Decimal | float | None = None
    slots: tuple[str, ...] = ()
    offered: Mapping[str, Any] | None = None
    """The outcome's entry with its alerts as they are at the chosen dose; None to take it from the outcome."""


@dataclass(frozen=True)
class Sender:
    """The practice as printed at the head of the page."""

    name: str = ""
    address: str = ""
    telephone: str = ""
    email: str = ""


class Form(NamedTuple):
    """How the handout is to be printed: language, paper (a4, letter), print size (normal, large), with what was left
    out or not."""

    language: str = "en"
    paper_size: str = "a4"
    print_size: str = "normal"
    shows_left_out: bool = False


@dataclass(frozen=True)
class Source:
    """The decision, the person and the practice. An unsigned source (no `signed_by`) gives a draft."""

    outcome: Mapping[str, Any]
    """The outcome document (contract)."""
    lines: Sequence[PlanLine]
    jurisdiction: str
    day: date
    sender: Sender = Sender()
    patient_name: str = ""
    note: str = ""
    signed_by: str = ""
    status_url: str = ""
    stack: Sequence[Mapping[str, Any]] = ()
    """The combination alerts that hold for these lines together (`plan.stack` of the outcome document)."""
    left_out: Sequence[str] = ()
    """Interventions to list as left out, withheld by a rule or by choice."""

    @property
    def needs_help_first(self) -> bool:
        """An emergency comes before any plan."""
        return bool(self.outcome["status"] == "refer_only")

    def entry(self, intervention: str) -> Mapping[str, Any]:
        """What the outcome says about an intervention, recommended or withheld."""
        entries = [*self.outcome["recommendations"], *self.outcome["withheld"]]
        found: Mapping[str, Any] = next(one for one in entries if one["intervention"] == intervention)
        return found
