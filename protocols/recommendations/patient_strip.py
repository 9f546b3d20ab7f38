"""The few facts about a patient that stand at the head of every result and review."""

from collections.abc import Mapping
from typing import Any

from protocols.vocabulary.vocabulary import Vocabulary, folded

LIFE_STAGES = {
    "pregnant": "pregnant",
    "breastfeeding": "breastfeeding",
    "planning_pregnancy": "planning a pregnancy",
}
Chip = dict[str, str]


def chips(document: Mapping[str, Any], vocabulary: Vocabulary) -> list[Chip]:
    """Age, sex, life stage, eGFR, conditions, allergies and medications; what was not asked says so."""
    patient = document.get("patient") or {}
    return [
        *_person(patient),
        *_life_stages(patient),
        _egfr(patient.get("egfr")),
        *_codes(document, "conditions", vocabulary),
        *_codes(document, "allergies", vocabulary),
        *_medications(document.get("medications"), vocabulary),
    ]


def _person(patient: Mapping[str, Any]) -> list[Chip]:
    age, sex = patient.get("age"), patient.get("sex")
    return [
        {"text": f"{age} years"} if age is not None else _unknown("age"),
        {"text": sex} if sex and sex != "unknown" else _unknown("sex"),
    ]


def _unknown(what: str) -> Chip:
    return {"text": f"{what} not asked", "kind": "unknown"}


def _life_stages(patient: Mapping[str, Any]) -> list[Chip]:
    return [{"text": words, "kind": "warn"} for key, words in LIFE_STAGES.items() if patient.get(key)]


def _egfr(value: float | None) -> Chip:
    return _unknown("eGFR") if value is None else {"text": f"eGFR {value:g}"}


def _codes(document: Mapping[str, Any], name: str, vocabulary: Vocabulary) -> list[Chip]:
    codes = document.get(name)
    if codes is None:
        return [_unknown(name)]
    return [{"text": vocabulary.conditions[code].label} for code in codes if code in vocabulary.conditions]


def _medications(medications: list[Any] | None, vocabulary: Vocabulary) -> list[Chip]:
    if medications is None:
        return [_unknown("medications")]
    if not medications:
        return [{"text": "no medications"}]
    return [_medication(one, vocabulary) for one in medications]


def _medication(one: Any, vocabulary: Vocabulary) -> Chip:
    if isinstance(one, Mapping):
        return {"text": f"{one['unlisted']}: not in the vocabulary", "kind": "warn"}
    codes = vocabulary.medication_names.get(folded(one), ())
    return {"text": vocabulary.medications[codes[0]].generic if codes else one, "kind": "accent"}
