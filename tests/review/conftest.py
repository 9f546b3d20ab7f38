"""A review of Maya's intake, decided by the shipped release."""

from collections.abc import Callable
from typing import Any

import pytest

from protocols.intake.document import answers_of
from protocols.intake.intake_services import save_answers, start_intake, submit_intake
from protocols.recommendations.models import Evaluation
from protocols.recommendations.services import evaluate
from protocols.review.models import Protocol
from protocols.review.services import start_review

# A healthy adult who was asked everything: stress, anxiety, low mood and poor sleep.
PLAIN: dict[str, Any] = {
    "patient": {
        "age": 41,
        "sex": "female",
        "pregnant": False,
        "breastfeeding": False,
        "planning_pregnancy": False,
        "egfr": 92,
    },
    "symptoms": {"anxiety": 7, "perceived_stress": 7, "low_mood": 5, "poor_sleep": 8, "gut_symptoms": 0},
    "scales": {"phq9": [1, 1, 1, 1, 0, 1, 1, 0, 0], "gad7": [1, 1, 1, 1, 1, 1, 0]},
    "conditions": [],
    "medications": [],
    "allergies": [],
    "supplements": [],
    "substances": [],
    "alarm_features": [],
}

Evaluated = Callable[..., Evaluation]


@pytest.fixture
def evaluated(maya, ana, releases) -> Evaluated:
    """Evaluates Maya's intake: PLAIN with the given parts replaced."""

    def evaluation(**parts: Any) -> Evaluation:
        intake = start_intake(patient=maya, user=ana)
        intake = save_answers(intake=intake, changes=answers_of({**PLAIN, **parts}), version=intake.version)
        return evaluate(intake=submit_intake(intake=intake), user=ana, release="2026.1")

    return evaluation


@pytest.fixture
def reviewed(evaluated: Evaluated, ana) -> Callable[..., Protocol]:
    """Starts the review of such an evaluation."""

    def protocol(**parts: Any) -> Protocol:
        return start_review(evaluation=evaluated(**parts), user=ana)

    return protocol
