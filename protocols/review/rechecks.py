"""Safety at the dose that was chosen.

The decision looked at the highest dose on offer; a practitioner may go beyond it, and some rows begin only there.
"""

from collections.abc import Sequence
from dataclasses import replace

from protocols.engine.facts import Facts
from protocols.engine.judgement import check_safety
from protocols.engine.outcome import Alert, Document
from protocols.engine.rulebook import Rulebook
from protocols.review.lines import Line


def recheck(line: Line, facts: Facts, rulebook: Rulebook) -> Line:
    """The line with its alerts as they are at its amount; the line itself when the amount was on offer anyway."""
    if not line.exceeds_usual_maximum(line.item.amount):
        return line
    alerts = alerts_at(line, facts, rulebook)
    reasons = [*line.offered.get("reasons", ()), *_new_reasons(line, alerts)]
    others = [alert.as_document() for alert in alerts if not alert.withholds]
    safety = line.offered.get("safety")
    if safety == "nothing_found" and others:
        safety = "flagged"
    return replace(line, offered={**line.offered, "alerts": others, "reasons": reasons, "safety": safety})


def alerts_at(line: Line, facts: Facts, rulebook: Rulebook) -> Sequence[Alert]:
    """Every safety row that fires at the amount of the line."""
    offer = facts.extended({"offer.maximum": float(line.item.amount or 0), "offer.form": line.dose["form"]})
    return check_safety(line.item.intervention, offer, rulebook).alerts


def _new_reasons(line: Line, alerts: Sequence[Alert]) -> list[Document]:
    known = {reason["row"] for reason in line.offered.get("reasons", ())}
    return [alert.as_document() for alert in alerts if alert.withholds and alert.row not in known]
