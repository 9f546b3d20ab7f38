"""Invented intakes for measuring and for tests that need many: random, but the same for the same seed."""

import random
from collections.abc import Iterator
from typing import Any

from protocols.vocabulary.document import SCALES
from protocols.vocabulary.vocabulary import Vocabulary

SYMPTOMS = (
    "anxiety", "perceived_stress", "low_mood", "poor_sleep", "fatigue", "brain_fog", "emotional_instability",
    "social_withdrawal", "gut_symptoms",
)  # fmt: skip


def random_intakes(number: int, vocabulary: Vocabulary, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Intake documents of adults with some symptoms, conditions, medications and gaps."""
    chance = random.Random(seed)
    for _ in range(number):
        yield _intake(chance, vocabulary)


def _intake(chance: random.Random, vocabulary: Vocabulary) -> dict[str, Any]:
    homes: dict[str, list[str]] = {"conditions": [], "allergies": [], "alarm_features": []}
    for one in vocabulary.conditions.values():
        homes[one.home].append(one.code)
    return {
        "patient": _patient(chance),
        "jurisdiction": chance.choice(["us", "eu"]),
        "symptoms": {name: chance.randint(0, 10) for name in SYMPTOMS if chance.random() < 0.9},
        "scales": {
            name: [chance.choice([0, 0, 1, 1, 2]) for _ in range(length)]
            for name, length in SCALES.items()
            if chance.random() < 0.6
        },
        "conditions": _some(chance, homes["conditions"], 0.15),
        "allergies": _some(chance, homes["allergies"], 0.1),
        "alarm_features": _some(chance, homes["alarm_features"], 0.03),
        "medications": _some(chance, list(vocabulary.medications), 0.5),
        "substances": _some(chance, list(vocabulary.substances), 0.15),
        "supplements": _supplements(chance),
    }


def _patient(chance: random.Random) -> dict[str, Any]:
    patient: dict[str, Any] = {"age": chance.randint(18, 90), "sex": chance.choice(["female", "male"])}
    if chance.random() < 0.7:
        patient["egfr"] = chance.randint(15, 120)
    if patient["sex"] == "female":
        patient |= {name: chance.random() < 0.05 for name in ("pregnant", "breastfeeding", "planning_pregnancy")}
    return patient


def _some(chance: random.Random, codes: list[str], likelihood: float) -> list[str] | None:
    """None for not asked, otherwise a few codes, often none."""
    if chance.random() < 0.1:
        return None
    return chance.sample(codes, sum(chance.random() < likelihood for _ in range(4)))


def _supplements(chance: random.Random) -> list[dict[str, Any]]:
    if chance.random() < 0.7:
        return []
    amount = {"amount": chance.choice([1.5, 5, 50]), "unit": "mg"}
    return [{"name": "Own product", "daily": {"vitamin_b6": amount}}]
