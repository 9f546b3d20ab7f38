"""What holds of every outcome, whatever the intake: over invented patients, in both releases."""

import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from protocols.engine import canonical
from protocols.engine.rulebook import Rulebook
from protocols.recommendations.decide import decide
from protocols.rulebook.loading import shipped_codes, shipped_release
from protocols.vocabulary.schema import intake_schema, outcome_schema
from protocols.vocabulary.vocabulary import HOMES

DAY = date(2026, 11, 23)
INTAKE_SCHEMA, OUTCOME_SCHEMA = Draft202012Validator(intake_schema()), Draft202012Validator(outcome_schema())
RELEASES = {code: shipped_release(code)[1] for code in shipped_codes()}
VOCABULARY = RELEASES["2026.1"].vocabulary

SYMPTOMS = (
    "anxiety", "perceived_stress", "low_mood", "poor_sleep", "fatigue", "brain_fog", "emotional_instability",
    "social_withdrawal", "gut_symptoms",
)  # fmt: skip


def maybe(answer: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """The answer, or the question was not asked."""
    return st.none() | answer


def some(codes: Any) -> st.SearchStrategy[Any]:
    return maybe(st.lists(st.sampled_from(sorted(codes)), max_size=4))


def asked(**answers: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return maybe(st.fixed_dictionaries({}, optional=answers))


def conditions_of(home: str) -> list[str]:
    return [one.code for one in VOCABULARY.conditions.values() if one.home == home]


INTAKES = st.fixed_dictionaries(
    {
        "patient": asked(
            age=maybe(st.integers(18, 95)),
            sex=maybe(st.sampled_from(["female", "male", "other", "unknown"])),
            pregnant=maybe(st.booleans()),
            breastfeeding=maybe(st.booleans()),
            planning_pregnancy=maybe(st.booleans()),
            egfr=maybe(st.integers(5, 130)),
        ),
        "jurisdiction": maybe(st.sampled_from(["us", "eu"])),
        "symptoms": asked(**{name: maybe(st.integers(0, 10)) for name in SYMPTOMS}),
        "scales": asked(
            phq9=maybe(st.lists(maybe(st.integers(0, 1)), min_size=9, max_size=9)),
            gad7=maybe(st.lists(maybe(st.integers(0, 3)), min_size=7, max_size=7)),
        ),
        "medications": some(VOCABULARY.medications),
        "substances": some(VOCABULARY.substances),
        **{home: some(conditions_of(home)) for home in HOMES},
    }
)
OF_EACH_RELEASE = pytest.mark.parametrize("rulebook", [pytest.param(one, id=code) for code, one in RELEASES.items()])
QUICKLY = settings(max_examples=25, deadline=None)


@OF_EACH_RELEASE
@QUICKLY
@given(intake=INTAKES)
def test_documents_follow_their_schemas(rulebook: Rulebook, intake: dict[str, Any]) -> None:
    INTAKE_SCHEMA.validate(intake)
    OUTCOME_SCHEMA.validate(decide(intake, rulebook, DAY))


@OF_EACH_RELEASE
@QUICKLY
@given(intake=INTAKES)
def test_every_candidate_ends_in_exactly_one_place(rulebook: Rulebook, intake: dict[str, Any]) -> None:
    outcome = decide(intake, rulebook, DAY)
    places = [one["intervention"] for one in (*outcome["recommendations"], *outcome["withheld"])]
    assert len(places) == len(set(places))
    assert all(one["reasons"] for one in outcome["withheld"])


@OF_EACH_RELEASE
@QUICKLY
@given(intake=INTAKES, seed=st.integers())
def test_the_order_of_lists_changes_nothing(rulebook: Rulebook, intake: dict[str, Any], seed: int) -> None:
    shuffled = {key: list(value) if isinstance(value, list) else value for key, value in intake.items()}
    for value in shuffled.values():
        if isinstance(value, list):
            random.Random(seed).shuffle(value)
    first = canonical.dumps(decide(intake, rulebook, DAY))
    assert canonical.dumps(decide(shuffled, rulebook, DAY)) == first


@OF_EACH_RELEASE
@QUICKLY
@given(intake=INTAKES)
def test_unknown_never_means_safe(rulebook: Rulebook, intake: dict[str, Any]) -> None:
    """Forgetting to ask about medications never clears an option, and never takes a reason away but the drugs' own."""
    full = decide({**intake, "medications": intake["medications"] or []}, rulebook, DAY)
    open_ = decide({**intake, "medications": None}, rulebook, DAY)
    cleared = {one["intervention"] for one in open_["recommendations"] if one["tier"] == "option"}
    with_drug_rules = {
        code for code, table in rulebook.safety.items() if any("medication_classes" in row.when for row in table.rows)
    }
    assert not cleared & with_drug_rules
    candidates = {one["intervention"] for one in (*full["recommendations"], *full["withheld"])}
    assert candidates == {one["intervention"] for one in (*open_["recommendations"], *open_["withheld"])}


@OF_EACH_RELEASE
@QUICKLY
@given(intake=INTAKES, day=st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_the_day_is_only_written_down(rulebook: Rulebook, intake: dict[str, Any], day: date) -> None:
    first, other = decide(intake, rulebook, DAY), decide(intake, rulebook, day)
    assert {**first, "as_of": ""} == {**other, "as_of": ""}


@OF_EACH_RELEASE
@QUICKLY
@given(intake=INTAKES)
def test_what_an_emergency_flag_allows(rulebook: Rulebook, intake: dict[str, Any]) -> None:
    outcome = decide(intake, rulebook, DAY)
    emergency = any(one["urgency"] == "emergency" for one in outcome["referrals"])
    assert (outcome["status"] == "refer_only") >= emergency
    if outcome["status"] == "refer_only":
        assert outcome["recommendations"] == []
        assert not any(outcome["plan"]["schedule"].values())
