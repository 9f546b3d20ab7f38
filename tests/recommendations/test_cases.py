"""The worked cases of `cases/`, in each release they are written for."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from protocols.recommendations.decide import decide
from protocols.rulebook.loading import shipped_codes, shipped_release

CASES = Path(__file__).parent / "cases"
HEALTHY_ADULT = yaml.safe_load((CASES / "healthy_adult.yaml").read_text(encoding="utf-8"))
DAY = date(2026, 11, 23)


def every_case() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.yaml")):
        if path.stem == "healthy_adult":
            continue
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            for release in [case["release"]] if "release" in case else shipped_codes():
                yield pytest.param(case, release, id=f"{path.stem} {release}: {case['case']}")


def intake_of(case: dict[str, Any]) -> dict[str, Any]:
    """The healthy adult with the answers of the case."""
    intake = deepcopy(HEALTHY_ADULT)
    for path, answer in (case.get("answers") or {}).items():
        *parents, name = path.split(".")
        place = intake[parents[0]] if parents else intake
        place[name] = answer
    for path in case.get("not_asked", ()):
        *parents, name = path.split(".")
        del (intake[parents[0]] if parents else intake)[name]
    return intake


@pytest.mark.parametrize(("case", "release"), list(every_case()))
def test_case(case: dict[str, Any], release: str) -> None:
    outcome = decide(intake_of(case), shipped_release(release)[1], DAY)
    for name, expected in case["expect"].items():
        complaint = CHECKS[name](outcome, expected)
        assert not complaint, f"{name}: {complaint}"


def offered(outcome: Any) -> dict[str, Any]:
    return {one["intervention"]: one for one in outcome["recommendations"]}


def withheld(outcome: Any) -> dict[str, set[str]]:
    return {one["intervention"]: {reason["row"] for reason in one["reasons"]} for one in outcome["withheld"]}


def evidence(outcome: Any, intervention: str, field: str) -> dict[str, str]:
    entries = (*outcome["recommendations"], *outcome["withheld"])
    found = next((one["evidence"] for one in entries if one["intervention"] == intervention), [])
    return {one["outcome"]: one[field] for one in found}


def differs(found: Any, expected: Any) -> str:
    return "" if found == expected else f"{found} instead of {expected}"


def lacks(found: Any, expected: Any) -> str:
    return "" if set(expected) <= set(found) else f"{sorted(set(expected) - set(found))} not in {sorted(found)}"


def by_intervention(outcome: Any, field: str) -> dict[str, Any]:
    return {code: one[field] for code, one in offered(outcome).items()}


def check_withheld(outcome: Any, expected: dict[str, list[str]]) -> str:
    found = withheld(outcome)
    return lacks(found, expected) or "; ".join(filter(None, (lacks(found[one], expected[one]) for one in expected)))


def check_alerts(outcome: Any, expected: dict[str, dict[str, Any]]) -> str:
    complaints = [lacks(offered(outcome), expected)]
    for code in expected if not complaints[0] else ():
        alerts = {one["row"]: one for one in offered(outcome)[code]["alerts"]}
        complaints.append(lacks(alerts, expected[code]))
        complaints += [
            differs(alerts[row].get("hours_apart"), hours) for row, hours in expected[code].items() if row in alerts
        ]
    return "; ".join(filter(None, complaints))


def check_evidence(field: str, outcome: Any, expected: dict[str, dict[str, str]]) -> str:
    complaints = (
        differs(evidence(outcome, code, field).get(name), value)
        for code, cells in expected.items()
        for name, value in cells.items()
    )
    return "; ".join(filter(None, complaints))


def check_words(field: str, word: str, outcome: Any, expected: list[str]) -> str:
    return lacks([code for code, found in by_intervention(outcome, field).items() if found == word], expected)


def check_maximum(outcome: Any, expected: dict[str, float]) -> str:
    found = {code: dose["maximum"] for code, dose in by_intervention(outcome, "dose").items() if code in expected}
    return differs(found, expected)


def check_questions(outcome: Any, expected: dict[str, list[str]]) -> str:
    found = {one["fact"]: one["holds_back"] for one in outcome["unknowns"]}
    return lacks(found, expected) or "; ".join(filter(None, (lacks(found[one], expected[one]) for one in expected)))


def check_no_questions(outcome: Any, expected: list[str]) -> str:
    asked = {one["fact"] for one in outcome["unknowns"]} & set(expected)
    return f"{sorted(asked)} is asked" if asked else ""


def check_totals(outcome: Any, expected: dict[str, str]) -> str:
    found = {one["nutrient"]: one["level"] for one in outcome["plan"]["totals"] if one["nutrient"] in expected}
    return differs(found, expected)


CHECKS = {
    "status": lambda outcome, expected: differs(outcome["status"], expected),
    "referrals": lambda outcome, expected: differs(
        sorted(row for one in outcome["referrals"] for row in one["rows"]), sorted(expected)
    ),
    "no_candidates": lambda outcome, expected: differs([*offered(outcome), *withheld(outcome)], []),
    "offered": lambda outcome, expected: lacks(offered(outcome), expected),
    "option": lambda outcome, expected: check_words("tier", "option", outcome, expected),
    "research_only": lambda outcome, expected: check_words("tier", "research_only", outcome, expected),
    "not_checked": lambda outcome, expected: check_words("safety", "not_checked", outcome, expected),
    "nothing_found": lambda outcome, expected: check_words("safety", "nothing_found", outcome, expected),
    "withheld": check_withheld,
    "alerts": check_alerts,
    "certainty": lambda outcome, expected: check_evidence("certainty", outcome, expected),
    "direction": lambda outcome, expected: check_evidence("direction", outcome, expected),
    "maximum": check_maximum,
    "asks": check_questions,
    "does_not_ask": check_no_questions,
    "totals": check_totals,
    "together": lambda outcome, expected: lacks([one["row"] for one in outcome["plan"]["stack"]], expected),
}
