"""The ranking formula. Its weights are values of the release; every term of a score is shown.

score = sum over the patient's outcomes of  points/points_full x certainty x direction
        minus a penalty for each safety row that fired
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from protocols.engine.outcome import Alert, Document, Evidence, Recommendation
from protocols.engine.rulebook import Ranking

TIERS = ("option", "research_only")


def score(
    points: Mapping[str, float], evidence: Sequence[Evidence], alerts: Sequence[Alert], ranking: Ranking
) -> tuple[float, list[Document]]:
    """The score, rounded to four decimals, and its terms."""
    terms = [_benefit(one, points[one.outcome], ranking) for one in evidence]
    rows = {alert.row: alert for alert in alerts}
    terms += [_penalty(rows[row], ranking) for row in sorted(rows)]
    return round(sum(term["value"] for term in terms), 4), terms


def _benefit(evidence: Evidence, points: float, ranking: Ranking) -> Document:
    severity = points / ranking.points_full
    certainty = ranking.certainty[evidence.certainty]
    direction = ranking.direction[evidence.direction]
    return {
        "outcome": evidence.outcome,
        "severity": severity,
        "certainty": certainty,
        "direction": direction,
        "value": round(severity * certainty * direction, 4),
    }


def _penalty(alert: Alert, ranking: Ranking) -> Document:
    return {"alert": alert.row, "value": -ranking.penalty[alert.severity] if alert.severity else 0}


def ranked(offered: Sequence[Recommendation]) -> list[Recommendation]:
    """Options first, then what evidence in people supports, then by score, then by code; numbered from 1."""
    order = sorted(offered, key=_place)
    return [replace(one, rank=number) for number, one in enumerate(order, start=1)]


def _place(one: Recommendation) -> tuple[int, bool, float, str]:
    return TIERS.index(one.tier), one.strength != "conditional", -one.score, one.intervention
