"""Reading an intake document: what becomes known, what stays unknown, and what is refused, with its path."""

from typing import Any

import pytest

from protocols.engine.facts import Facts
from protocols.vocabulary.document import IntakeErrors, read_intake
from protocols.vocabulary.vocabulary import Condition, Medication, Nutrient, Substance, Vocabulary


def by_code(*entries: Any) -> dict[str, Any]:
    return {entry.code: entry for entry in entries}


VOCABULARY = Vocabulary(
    conditions=by_code(
        Condition("hypothyroidism", "Hypothyroidism", "conditions"),
        Condition("pregnancy", "Pregnancy", "conditions"),
        Condition("rectal_bleeding", "Rectal bleeding", "alarm_features"),
        Condition("soya_allergy", "Soya allergy", "allergies"),
    ),
    medications=by_code(
        Medication("sertraline", "sertraline", ("ssri", "serotonergic"), ("Zoloft",), "36437"),
        Medication("valproic_acid", "valproic acid (valproate, divalproex)", ("anticonvulsant",), ("Depakote",)),
    ),
    substances=by_code(
        Substance("kava", "Kava"), Substance("st_johns_wort", "St John's wort", aliases=("hypericum",)),
        Substance("vitamin_b6", "Vitamin B6"),
    ),
    nutrients=by_code(Nutrient("vitamin_b6", "Vitamin B6", "mg", ("pyridoxine",)), Nutrient("folate", "Folate", "ug")),
    medication_classes={"ssri": "SSRI", "serotonergic": "Serotonergic drug", "anticonvulsant": "Anticonvulsant"},
)  # fmt: skip


def read(**document: Any) -> Facts:
    return read_intake(document, VOCABULARY)


def members(facts: Facts, name: str) -> set[str]:
    return set(facts.values[name].values)  # type: ignore[union-attr]


# Absent, null and empty are three different answers.
@pytest.mark.parametrize(
    ("document", "missing"),
    [({}, ("conditions",)), ({"conditions": None}, ("conditions",)), ({"conditions": []}, ())],
)
def test_not_asked_is_not_none(document: dict[str, Any], missing: tuple[str, ...]) -> None:
    assert read(**document).missing("conditions") == missing


#     typed                    medication
NAMES = [
    ("sertraline", "sertraline"),
    ("ZOLOFT", "sertraline"),
    ("  zoloft ", "sertraline"),
    ("36437", "sertraline"),
    ("Valproate", "valproic_acid"),
    ("valproic acid", "valproic_acid"),
]


@pytest.mark.parametrize(("typed", "code"), NAMES)
def test_a_medication_is_found_by_any_of_its_names(typed: str, code: str) -> None:
    assert members(read(medications=[typed]), "medications") == {code}


def test_one_drug_by_two_names_counts_once() -> None:
    facts = read(medications=["Zoloft", "sertraline"])
    assert facts.causes_of("medication_classes", "ssri") == (("medication", "sertraline"),)


def test_an_unlisted_drug_leaves_the_classes_open() -> None:
    facts = read(medications=["sertraline", {"unlisted": "Zorblatinib"}])
    assert members(facts, "medication_classes") == {"ssri", "serotonergic"}
    assert facts.missing("medication_classes") == ("medications",)


def test_a_known_drug_given_as_unlisted_is_still_known() -> None:
    facts = read(medications=[{"unlisted": "Zoloft"}])
    assert members(facts, "medications") == {"sertraline"}
    assert facts.missing("medication_classes") == ()


def test_a_code_counts_in_its_home_list_wherever_it_was_given() -> None:
    facts = read(conditions=["rectal_bleeding", "soya_allergy"], alarm_features=[], allergies=[])
    assert members(facts, "alarm_features") == {"rectal_bleeding"}
    assert members(facts, "allergies") == {"soya_allergy"}


# A question about pregnancy is only open for someone who could be pregnant.
@pytest.mark.parametrize(
    ("patient", "open_question"),
    [
        ({"sex": "female", "age": 41}, True),
        ({"sex": "female", "age": 59}, True),
        ({"sex": "female", "age": 60}, False),
        ({"sex": "male", "age": 30}, False),
        ({"age": 30}, True),
        ({"sex": "other", "age": 30}, True),
        ({"sex": "female"}, True),
    ],
)
def test_pregnancy_is_asked_of_those_who_could_be(patient: dict[str, Any], open_question: bool) -> None:
    assert bool(read(patient=patient).missing("patient.pregnant")) is open_question


def test_pregnancy_among_the_conditions_answers_the_question() -> None:
    assert read(conditions=["pregnancy"]).values["patient.pregnant"] is True


def test_scales_are_summed_only_when_complete() -> None:
    facts = read(scales={"phq9": [1, 1, 1, 1, 1, 1, 1, None, 2], "gad7": [3] * 7})
    assert facts.missing("scales.phq9_total") == ("scales.phq9",)
    assert facts.values["scales.phq9_item9"] == 2
    assert facts.values["scales.gad7_total"] == 21


def test_amounts_are_kept_in_the_unit_of_the_nutrient() -> None:
    daily = {"pyridoxine": {"amount": 1500, "unit": "µg"}, "folate": {"amount": 0.4, "unit": "mg"}}
    (product,) = read(supplements=[{"name": "B complex", "daily": daily}]).products
    assert product.amounts == {"vitamin_b6": 1.5, "folate": 400}


def test_a_product_called_like_a_substance_contains_it() -> None:
    assert "kava" in members(read(supplements=[{"name": "kava", "daily": {}}], substances=[]), "substances")


#    document                                                       path and words of the error
REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"symptoms": {"anxiety": 11}}, "symptoms.anxiety", "between 0 and 10"),
    ({"symptoms": {"anxiety": 4.5}}, "symptoms.anxiety", "whole number"),
    ({"symptoms": {"anxiety": "4"}}, "symptoms.anxiety", "must be a number"),
    ({"symptoms": {"anxiety": True}}, "symptoms.anxiety", "must be a number"),
    ({"symptoms": {"anxiety": float("nan")}}, "symptoms.anxiety", "must be a number"),
    ({"symptoms": {"anxeity": 4}}, "symptoms.anxeity", 'did you mean "anxiety"?'),
    ({"symptoms": []}, "symptoms", "must be an object"),
    ({"patient": {"age": -1}}, "patient.age", "between 0 and 130"),
    ({"patient": {"sex": "femail"}}, "patient.sex", 'did you mean "female"?'),
    ({"patient": {"pregnant": "no"}}, "patient.pregnant", "true, false or null"),
    ({"jurisdiction": "uk"}, "jurisdiction", "us, eu"),
    ({"medication": []}, "medication", 'did you mean "medications"?'),
    ({"medications": "sertraline"}, "medications", "must be a list"),
    ({"medications": ["sertralin"]}, "medications[0]", 'did you mean "sertraline"?'),
    ({"medications": [{"unlisted": ""}]}, "medications[0].unlisted", "must be a text"),
    ({"medications": [{"listed": "x"}]}, "medications[0]", "must be a name"),
    ({"medications": [{"unlisted": "x", "dose": 3}]}, "medications[0].dose", "unknown key"),
    ({"conditions": ["hypothyroid"]}, "conditions[0]", 'did you mean "hypothyroidism"?'),
    ({"allergies": [3]}, "allergies[0]", "must be a text"),
    ({"scales": {"phq9": [1, 2]}}, "scales.phq9", "9 answers"),
    ({"scales": {"gad7": [0, 0, 0, 0, 0, 0, 4]}}, "scales.gad7[6]", "between 0 and 3"),
    ({"supplements": ["kava"]}, "supplements[0]", "must be an object"),
    ({"supplements": [{"daily": {}}]}, "supplements[0].name", "must be a text"),
    (
        {"supplements": [{"name": "x", "daily": {"vitamin_b6": {"amount": 50, "unit": "IU"}}}]},
        "supplements[0].daily.vitamin_b6.unit",
        "unknown unit",
    ),
    (
        {"supplements": [{"name": "x", "daily": {"vitamin_b6": {"amount": 50, "unit": "CFU"}}}]},
        "supplements[0].daily.vitamin_b6.unit",
        "cannot be converted",
    ),
    (
        {"supplements": [{"name": "x", "daily": {"vitamin_b66": {"amount": 5, "unit": "mg"}}}]},
        "supplements[0].daily.vitamin_b66",
        'did you mean "vitamin_b6"?',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("document", "path", "words"), REFUSED)
def test_a_wrong_document_is_refused_with_the_path(document: dict[str, Any], path: str, words: str) -> None:
    with pytest.raises(IntakeErrors) as refused:
        read(**document)
    (error,) = refused.value.errors
    assert error.path == path
    assert words in error.message


def test_every_error_is_reported_at_once() -> None:
    with pytest.raises(IntakeErrors) as refused:
        read(symptoms={"anxiety": 11, "fatigue": -1}, medications=["foo"])
    assert [error.path for error in refused.value.errors] == ["symptoms.anxiety", "symptoms.fatigue", "medications[0]"]


@pytest.mark.parametrize("document", [None, [], "x", 3])
def test_the_root_must_be_an_object(document: Any) -> None:
    with pytest.raises(IntakeErrors, match="must be a JSON object"):
        read_intake(document, VOCABULARY)
