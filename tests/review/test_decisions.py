"""What a practitioner may decide, what needs a reason, and what cannot be signed."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from protocols.review import services
from protocols.review.errors import ReviewError, StaleReview
from protocols.review.models import Decision, OverrideReason, Protocol, ProtocolStatus
from protocols.review.queries import blockers, lines_of, plan_of
from tests.review.conftest import PLAIN

Reviewed = Callable[..., Protocol]
REASON = {"override_reason": OverrideReason.SPECIALIST_AGREED, "override_words": "Endocrinologist agreed on Monday."}


def decide(protocol: Protocol, intervention: str, decision: str = Decision.ACCEPT, **more: Any) -> None:
    services.decide(protocol=protocol, intervention=intervention, decision=decision, version=protocol.version, **more)


def leave_out_the_rest(protocol: Protocol) -> None:
    for line in lines_of(protocol):
        if line.item.decision == Decision.UNDECIDED and not line.is_withheld:
            decide(protocol, line.item.intervention, Decision.LEAVE_OUT)


def blocked(protocol: Protocol) -> str:
    all_lines = lines_of(protocol)
    return " ".join(blockers(protocol, all_lines, plan_of(protocol, all_lines)))


def test_accepting_takes_the_starting_dose(reviewed: Reviewed) -> None:
    protocol = reviewed()
    decide(protocol, "magnesium")
    item = protocol.items.get(intervention="magnesium")
    assert (item.decision, item.amount, item.slots) == (Decision.ACCEPT, Decimal(100), ["evening"])


def test_starting_twice_gives_the_same_review(evaluated, ana) -> None:
    evaluation = evaluated()
    first = services.start_review(evaluation=evaluation, user=ana)
    assert services.start_review(evaluation=evaluation, user=ana).pk == first.pk


def test_an_emergency_has_no_review(evaluated, ana) -> None:
    evaluation = evaluated(scales={"phq9": [0] * 8 + [1], "gad7": [0] * 7})
    with pytest.raises(ReviewError, match="refer first"):
        services.start_review(evaluation=evaluation, user=ana)


#   amount      slots          reason   what is refused
DOSES = [
    ("200", ["evening"], False, ""),
    ("0", ["evening"], False, "above zero"),
    ("351", ["evening"], True, "most that can be chosen is 350 mg"),
    ("300", ["evening"], False, "Choose a reason"),
    ("300", ["evening"], True, ""),
    ("100", [], False, "at least one time of day"),
]


@pytest.mark.parametrize(("amount", "slots", "with_reason", "refused"), DOSES)
def test_a_dose_stays_within_its_limits(
    reviewed: Reviewed, amount: str, slots: list[str], with_reason: bool, refused: str
) -> None:
    protocol = reviewed()
    more = {"amount": Decimal(amount), "slots": slots, **(REASON if with_reason else {})}
    if refused:
        with pytest.raises(ReviewError, match=refused):
            decide(protocol, "magnesium", **more)
        assert protocol.items.get(intervention="magnesium").decision == Decision.UNDECIDED
    else:
        decide(protocol, "magnesium", **more)
        assert protocol.items.get(intervention="magnesium").amount == Decimal(amount)


def test_a_major_alert_needs_a_reason_and_words(reviewed: Reviewed) -> None:
    """Ciprofloxacin and magnesium must be kept apart: a major alert."""
    protocol = reviewed(medications=["ciprofloxacin"])
    with pytest.raises(ReviewError, match="MG-02"):
        decide(protocol, "magnesium")
    with pytest.raises(ReviewError, match="few words"):
        decide(protocol, "magnesium", **{**REASON, "override_words": "ok"})
    decide(protocol, "magnesium", **REASON)


def test_advice_to_avoid_needs_a_reason_whatever_its_severity(reviewed: Reviewed) -> None:
    """Lemon balm beside thyroid tablets is a moderate alert that says avoid."""
    protocol = reviewed(medications=["levothyroxine"])
    with pytest.raises(ReviewError, match="LB-02"):
        decide(protocol, "lemon_balm")
    decide(protocol, "lemon_balm", **REASON)


def rows_on(protocol: Protocol, intervention: str) -> set[str]:
    """The safety rows that a line shows."""
    line = next(line for line in lines_of(protocol) if line.item.intervention == intervention)
    return {alert["row"] for alert in line.alerts}


def test_a_dose_beyond_the_offer_is_checked_again(reviewed: Reviewed) -> None:
    """Nicotinamide disturbs glucose control only from 500 mg a day; up to 35 mg are on offer."""
    symptoms = {**PLAIN["symptoms"], "social_withdrawal": 8}
    protocol = reviewed(medications=["metformin"], symptoms=symptoms)
    assert rows_on(protocol, "nicotinamide") >= {"NI-02"}
    decide(protocol, "nicotinamide", amount=Decimal(500), slots=["morning"], **REASON)
    assert "NI-02H" in rows_on(protocol, "nicotinamide")
    assert "NI-02" not in rows_on(protocol, "nicotinamide")


def test_a_withheld_line_can_be_argued_back_only_when_its_reasons_are_major(reviewed: Reviewed) -> None:
    protocol = reviewed(medications=["levothyroxine"], conditions=["hypothyroidism"])
    decide(protocol, "ashwagandha", **REASON)
    assert protocol.items.get(intervention="ashwagandha").override_words


def test_a_contraindication_cannot_be_overridden(reviewed: Reviewed) -> None:
    pregnant = {"age": 33, "sex": "female", "pregnant": True, "egfr": 90}
    protocol = reviewed(patient=pregnant)
    with pytest.raises(ReviewError, match="cannot be overridden"):
        decide(protocol, "ashwagandha", **REASON)


def test_an_unchecked_option_needs_a_reason(reviewed: Reviewed) -> None:
    protocol = reviewed(medications=[])
    unasked = {key: value for key, value in protocol.evaluation.document["patient"].items() if key != "egfr"}
    protocol = reviewed(patient=unasked)
    with pytest.raises(ReviewError, match="safety question"):
        decide(protocol, "magnesium")


def test_an_old_version_is_refused_and_changes_nothing(reviewed: Reviewed) -> None:
    protocol = reviewed()
    old = protocol.version
    decide(protocol, "magnesium")
    with pytest.raises(StaleReview):
        services.decide(protocol=protocol, intervention="lemon_balm", decision=Decision.ACCEPT, version=old)
    assert protocol.items.get(intervention="lemon_balm").decision == Decision.UNDECIDED


def test_control_without_the_version_check_the_later_writer_wins(reviewed: Reviewed, monkeypatch) -> None:
    monkeypatch.setattr(services, "_claim", lambda protocol, version: None)
    protocol = reviewed()
    services.decide(protocol=protocol, intervention="magnesium", decision=Decision.LEAVE_OUT, version=999)
    assert protocol.items.get(intervention="magnesium").decision == Decision.LEAVE_OUT


def test_signing_needs_every_option_decided_and_something_accepted(reviewed: Reviewed, ana) -> None:
    protocol = reviewed()
    assert "not decided yet" in blocked(protocol)
    leave_out_the_rest(protocol)
    assert "Nothing is accepted" in blocked(protocol)
    decide(protocol, "magnesium")
    assert blocked(protocol) == ""
    services.sign(protocol=protocol, version=protocol.version, user=ana)
    assert (protocol.status, protocol.signed_by) == (ProtocolStatus.SIGNED, ana)


def test_a_signed_protocol_never_changes(reviewed: Reviewed, ana) -> None:
    protocol = reviewed()
    decide(protocol, "magnesium")
    leave_out_the_rest(protocol)
    services.sign(protocol=protocol, version=protocol.version, user=ana)
    with pytest.raises(ReviewError, match="never changes"):
        decide(protocol, "magnesium", Decision.LEAVE_OUT)


def test_a_correction_supersedes_only_when_it_is_signed(reviewed: Reviewed, ana) -> None:
    first = reviewed()
    decide(first, "magnesium")
    leave_out_the_rest(first)
    services.sign(protocol=first, version=first.version, user=ana)
    second = services.start_review(evaluation=first.evaluation, user=ana)
    assert (second.number, second.supersedes) == (2, first)
    assert second.items.get(intervention="magnesium").decision == Decision.ACCEPT
    first.refresh_from_db()
    assert first.status == ProtocolStatus.SIGNED
    services.sign(protocol=second, version=second.version, user=ana)
    first.refresh_from_db()
    assert first.status == ProtocolStatus.SUPERSEDED


def test_a_referral_must_be_arranged_before_signing(reviewed: Reviewed, ana) -> None:
    protocol = reviewed(scales={"phq9": [2] * 8 + [0], "gad7": [1] * 7})
    decide(protocol, "stress_management")
    leave_out_the_rest(protocol)
    assert "referral is arranged" in blocked(protocol)
    services.annotate(protocol=protocol, version=protocol.version, note="", referral_arranged=True)
    assert blocked(protocol) == ""


def test_a_stale_result_cannot_be_signed(reviewed: Reviewed, evaluated, ana) -> None:
    protocol = reviewed()
    decide(protocol, "magnesium")
    leave_out_the_rest(protocol)
    evaluated()
    with pytest.raises(ReviewError, match="newer intake"):
        services.sign(protocol=protocol, version=protocol.version, user=ana)


def test_totals_over_a_limit_block_the_signature(reviewed: Reviewed) -> None:
    own = [{"name": "ZMA", "daily": {"magnesium": {"amount": 200, "unit": "mg"}}}]
    protocol = reviewed(supplements=own)
    line = next(line for line in lines_of(protocol) if line.item.intervention == "magnesium")
    assert line.dose["maximum"] == 150
