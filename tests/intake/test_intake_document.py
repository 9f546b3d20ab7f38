"""Answers to intake document and back, as cases that a clinician can read."""

import json

import pytest
from django.http import QueryDict

from protocols.intake.answers import is_field, lines, posted_answers, with_changes
from protocols.intake.document import answers_of, pregnancy_matters, problems_of, read_answers
from protocols.intake.questionnaire import questionnaire
from protocols.intake.supplement_fields import supplement_answers
from protocols.intake.vocabulary_lists import VocabularyLists, _synonyms
from protocols.rulebook.loading import shipped_release
from protocols.vocabulary.scales import scales

# answers -> the part of the document that they make
CASES = {
    "nothing asked": ({}, {}),
    "age": ({"patient.age": "41"}, {"patient": {"age": 41}}),
    "age in other digits": ({"patient.age": "٤١"}, {"patient": {"age": 41}}),
    "eGFR with a comma": ({"patient.egfr": "92,5"}, {"patient": {"egfr": 92.5}}),
    "weight in kilograms": (
        {"patient.weight": "64", "patient.weight_unit": "kg"},
        {"patient": {"weight_kg": 64}},
    ),
    "weight in pounds": (
        {"patient.weight": "150", "patient.weight_unit": "lb"},
        {"patient": {"weight_kg": 68.0}},
    ),
    "a unit alone says nothing": ({"patient.weight_unit": "lb"}, {}),
    "pregnancy": (
        {"patient.sex": "female", "patient.pregnant": "no", "patient.breastfeeding": "yes"},
        {"patient": {"sex": "female", "pregnant": False, "breastfeeding": True}},
    ),
    "pregnancy is not sent for a man": (
        {"patient.sex": "male", "patient.pregnant": "yes"},
        {"patient": {"sex": "male"}},
    ),
    "pregnancy is not sent past the age for it": (
        {"patient.age": "60", "patient.planning_pregnancy": "no"},
        {"patient": {"age": 60}},
    ),
    "severity": ({"symptoms.anxiety": "0", "symptoms.fatigue": "10"}, {"symptoms": {"anxiety": 0, "fatigue": 10}}),
    "whole scale": (
        {f"scales.gad7.{number}": "1" for number in range(1, 8)},
        {"scales": {"gad7": [1, 1, 1, 1, 1, 1, 1]}},
    ),
    "half a scale keeps item 9": (
        {"scales.phq9.1": "2", "scales.phq9.9": "1"},
        {"scales": {"phq9": [2, None, None, None, None, None, None, None, 1]}},
    ),
    "list: not asked": ({"conditions.asked": ""}, {}),
    "list: asked, none": (
        {"conditions.asked": "none", "medications.asked": "none"},
        {"conditions": [], "medications": []},
    ),
    "list: asked, these": (
        {"conditions.asked": "some", "conditions": "hypothyroidism\nhypertension"},
        {"conditions": ["hypothyroidism", "hypertension"]},
    ),
    "list: named counts as asked": ({"allergies": "soya_allergy"}, {"allergies": ["soya_allergy"]}),
    "medication by brand and one outside the vocabulary": (
        {"medications": "Synthroid\nZorblatinib"},
        {"medications": ["Synthroid", {"unlisted": "Zorblatinib"}]},
    ),
    "own supplement": (
        {
            "supplements.2.name": "B-50 complex",
            "supplements.2.daily.1.nutrient": "vitamin_b6",
            "supplements.2.daily.1.amount": "50",
            "supplements.2.daily.1.unit": "mg",
            "supplements.2.daily.4.nutrient": "folate",
            "supplements.2.daily.4.amount": "0,4",
            "supplements.2.daily.4.unit": "mg",
        },
        {
            "supplements": [
                {
                    "name": "B-50 complex",
                    "daily": {
                        "vitamin_b6": {"amount": 50, "unit": "mg"},
                        "folate": {"amount": 0.4, "unit": "mg"},
                    },
                }
            ]
        },
    ),
    "own supplement without amounts has unknown contents": (
        {"supplements.1.name": "Sleep drops"},
        {"supplements": [{"name": "Sleep drops"}]},
    ),
    "own supplements: asked, none": ({"supplements.asked": "none"}, {"supplements": []}),
    "lifestyle": ({"lifestyle.shift_work": "yes"}, {"lifestyle": {"shift_work": True}}),
}

# answers -> field -> words of its message
PROBLEMS = {
    "age": ({"patient.age": "1e309"}, {"patient.age": "plain number"}),
    "age out of range": ({"patient.age": "200"}, {"patient.age": "between 0 and 130"}),
    "half a year": ({"patient.age": "41.5"}, {"patient.age": "whole number"}),
    "negative eGFR": ({"patient.egfr": "-1"}, {"patient.egfr": "0 or more"}),
    "eGFR that reads two ways": ({"patient.egfr": "1,000"}, {"patient.egfr": "1000 or 1.0000"}),
    "weight out of range": (
        {"patient.weight": "2000", "patient.weight_unit": "lb"},
        {"patient.weight": "between 1 and 400"},
    ),
    "weight without unit": ({"patient.weight": "64"}, {"patient.weight": "kg or lb"}),
    "sex": ({"patient.sex": "martian"}, {"patient.sex": "one of"}),
    "severity": ({"symptoms.fatigue": "11"}, {"symptoms.fatigue": "between 0 and 10"}),
    "scale item": ({"scales.phq9.4": "7"}, {"scales.phq9.4": "between 0 and 3"}),
    "yes or no": ({"lifestyle.shift_work": "maybe"}, {"lifestyle.shift_work": "yes or no"}),
    "these, but none named": ({"conditions.asked": "some"}, {"conditions.asked": "Name at least one"}),
    "none, but one named": (
        {"medications.asked": "none", "medications": "sertraline"},
        {"medications.asked": "but 1 named"},
    ),
    "unknown condition": ({"conditions": "hypothyroidsm"}, {"conditions": "Did you mean Hypothyroidism"}),
    "a name of two conditions": ({"conditions": "underactive thyroid"}, {"conditions": "Hypothyroidism or Hashimoto"}),
    "amount without product": (
        {
            "supplements.3.daily.1.nutrient": "zinc",
            "supplements.3.daily.1.amount": "1",
            "supplements.3.daily.1.unit": "mg",
        },
        {"supplements.3.name": "Name the product"},
    ),
    "amount that is no number": (
        {
            "supplements.1.name": "B-50",
            "supplements.1.daily.2.nutrient": "vitamin_b6",
            "supplements.1.daily.2.amount": "NaN",
            "supplements.1.daily.2.unit": "mg",
        },
        {"supplements.1.daily.2.amount": "plain number"},
    ),
    "nutrient without amount": (
        {"supplements.1.name": "B-50", "supplements.1.daily.1.nutrient": "vitamin_b6"},
        {"supplements.1.daily.1.amount": "amount a day"},
    ),
    "nutrient without unit": (
        {
            "supplements.1.name": "B-50",
            "supplements.1.daily.1.nutrient": "vitamin_b6",
            "supplements.1.daily.1.amount": "5",
        },
        {"supplements.1.daily.1.unit": "Choose a unit"},
    ),
    "unit of another kind": (
        {
            "supplements.1.name": "B-50",
            "supplements.1.daily.3.nutrient": "vitamin_b6",
            "supplements.1.daily.3.amount": "5",
            "supplements.1.daily.3.unit": "CFU",
        },
        {"supplements.1.daily.3.unit": "cannot be converted"},
    ),
    "nutrient named twice": (
        {
            "supplements.1.name": "B-50",
            "supplements.1.daily.1.nutrient": "zinc",
            "supplements.1.daily.1.amount": "5",
            "supplements.1.daily.1.unit": "mg",
            "supplements.1.daily.2.nutrient": "zinc",
            "supplements.1.daily.2.amount": "6",
            "supplements.1.daily.2.unit": "mg",
        },
        {"supplements.1.daily.2.nutrient": "Named twice"},
    ),
}


@pytest.fixture(scope="module")
def lists() -> VocabularyLists:
    _, release = shipped_release("2026.1")
    return VocabularyLists(release.vocabulary, release.catalogue.products)


@pytest.mark.parametrize("case", CASES)
def test_the_document_of_answers(case, lists):
    answers, document = CASES[case]
    reading = read_answers(answers, lists.vocabulary)
    assert reading.problems == {}
    assert reading.document == document
    assert problems_of(answers, lists) == {}


@pytest.mark.parametrize("case", PROBLEMS)
def test_a_wrong_answer_has_its_message_beside_its_field(case, lists):
    answers, expected = PROBLEMS[case]
    problems = problems_of(answers, lists)
    assert problems.keys() == expected.keys()
    for name, words in expected.items():
        assert words in problems[name]


EXAMPLE = json.loads(
    """{
      "patient": {"age": 41, "sex": "female", "pregnant": false, "breastfeeding": false, "planning_pregnancy": false,
                  "egfr": 92, "weight_kg": 64},
      "symptoms": {"anxiety": 6, "perceived_stress": 7, "social_withdrawal": 0},
      "scales": {"phq9": [1,1,2,1,0,1,1,0,0], "gad7": [2,2,1,1,1,1,0]},
      "conditions": ["hypothyroidism"],
      "medications": ["levothyroxine", {"unlisted": "Zorblatinib"}],
      "allergies": ["cow_s_milk_protein_allergy"],
      "supplements": [{"name": "B-50 complex", "daily": {"vitamin_b6": {"amount": 50, "unit": "mg"},
                                                         "folate": {"amount": 400, "unit": "ug"}}}],
      "substances": [],
      "lifestyle": {"shift_work": false, "irregular_sleep_schedule": true},
      "alarm_features": []
    }"""
)


def test_answers_of_a_document_make_the_same_document(lists):
    assert read_answers(answers_of(EXAMPLE), lists.vocabulary).document == EXAMPLE


def test_every_question_of_the_page_is_a_field(lists):
    names = [question.name for section in questionnaire(scales()) for question in section.questions]
    assert len(names) == len(set(names))
    assert [name for name in names if not is_field(name) and name != "supplements"] == []


def test_a_posted_form_becomes_answers(lists):
    post = QueryDict(mutable=True)
    post.update({"patient.age": " 41\x00 ", "version": "3", "csrfmiddlewaretoken": "x", "patient.status": "y"})
    post["conditions"] = "Underactive thyroid\r\nIBS\r\n ibs \r\n\r\nsomething else"
    post["medications"] = "Synthroid\n\nZorblatinib "
    post.setlist("allergies", ["", "soya_allergy", "lactose_intolerance"])
    post["substances"] = ""
    assert posted_answers(post, lists.code_of) == {
        "patient.age": "41",
        "conditions": "Underactive thyroid\nirritable_bowel_syndrome\nsomething else",
        "medications": "Synthroid\nZorblatinib",
        "allergies": "soya_allergy\nlactose_intolerance",
        "substances": "",
    }


def test_changes_are_merged_and_empty_answers_are_not_kept():
    kept = with_changes({"patient.age": "41", "patient.egfr": "90"}, {"patient.egfr": "", "medications": "sertraline"})
    assert kept == {"medications": "sertraline", "medications.asked": "some", "patient.age": "41"}


def test_lines_are_trimmed_and_kept_once():
    assert lines("  a  b \n\nc\na b") == ["a b", "c"]


@pytest.mark.parametrize(
    ("sex", "age", "matters"),
    [
        ("female", "41", True),
        ("female", "59", True),
        ("female", "60", False),
        ("male", "41", False),
        ("other", "41", True),
        ("unknown", "41", True),
        ("", "", True),
        ("female", "1e309", True),
    ],
)
def test_pregnancy_is_asked_where_it_can_matter(sex, age, matters):
    assert pregnancy_matters({"patient.sex": sex, "patient.age": age}) is matters


def test_synonyms_belong_to_conditions_of_the_release(lists):
    assert set(_synonyms()) <= set(lists.vocabulary.conditions)


def test_common_products_fill_in_amounts_that_can_be_read(lists):
    for code in lists.products:
        answers = supplement_answers({"supplements.4.name": "Mine"}, code, lists)
        assert answers["supplements.5.name"] == lists.products[code].label
        assert problems_of(answers, lists) == {}
    assert supplement_answers({}, "no such product", lists) == {}
