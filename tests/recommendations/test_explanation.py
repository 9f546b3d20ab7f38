"""Why, why not, and what is missing: every sentence comes from a row and says what the row read."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from protocols.recommendations.decide import decide
from protocols.recommendations.explanation import Explanation, Sentence, explain, explain_all
from protocols.rulebook.loading import shipped_release

CONTENT, RULEBOOK = shipped_release("2026.1")
DAY = date(2026, 11, 23)
ROWS = {row.id: row for table in RULEBOOK.tables.values() for row in table.rows}


def anna(**changes: Any) -> dict[str, Any]:
    """The healthy adult of the worked cases with some answers changed; None takes an answer away."""
    intake: dict[str, Any] = deepcopy(CONTENT["cases"]["people"]["anna"]["intake"])
    for key, value in changes.items():
        if isinstance(value, dict):
            intake[key] = {name: one for name, one in {**intake[key], **value}.items() if one is not None}
        else:
            intake[key] = value
    return intake


def explained(intervention: str, **changes: Any) -> Explanation:
    intake = anna(**changes)
    return explain(intervention, intake, decide(intake, RULEBOOK, DAY), RULEBOOK)


def by_row(sentences: tuple[Sentence, ...]) -> dict[str, Sentence]:
    return {one.row: one for one in sentences}


def test_why_names_the_complaint_the_evidence_and_the_dose() -> None:
    why = by_row(explained("magnesium").why)
    asked = why["IND-MG-SLEEP-1"]
    assert asked.text.startswith("Considered for sleep: The article says that magnesium")
    assert (asked.read, [one.id for one in asked.sources]) == ({"Poor sleep": "6"}, ["ART"])
    evidence = why["EV-MG-SLEEP"]
    assert evidence.text.startswith("For sleep: benefit, certainty low (lowered for risk of bias and imprecision).")
    assert [one.id for one in evidence.sources] == ["R12", "E33", "E34", "E35"]
    assert why["DOS-MG-06"].text.startswith("Dose: Start with 100 mg in the evening with food, up to 250 mg a day")
    assert why["DOS-MG-06"].read == {"Jurisdiction": "us"}


def test_the_dose_says_what_lowered_it() -> None:
    dose = by_row(explained("magnesium", patient={"egfr": 40}).why)["DOS-MG-01"]
    assert dose.text.startswith("Dose: Start with 100 mg")
    assert dose.read == {"eGFR": "40 mL/min/1.73 m²"}


def test_why_not_names_the_cause_and_what_to_do() -> None:
    why_not = by_row(explained("ashwagandha", medications=["levothyroxine"]).why_not)
    withheld = why_not["WS-02"]
    assert withheld.text.startswith("Withheld because of levothyroxine: Ashwagandha can raise T3 and T4.")
    assert withheld.text.endswith("measure TSH at 4 to 6 weeks.")
    assert withheld.read == {"Medication classes": "levothyroxine"}
    assert {one.id for one in withheld.sources} == {"NCCIH_ASH", "ASH_THY"}
    assert "WS-02" not in by_row(explained("ashwagandha").sentences)


def test_an_alert_says_how_many_hours() -> None:
    care = by_row(explained("magnesium", medications=["doxycycline"]).why_not)["MG-01"]
    assert care.text.startswith("Care because of doxycycline: Magnesium binds tetracyclines")
    assert "Take the medicine at least 2 hours before it or at least 6 hours after it." in care.text


def test_evidence_against_it_and_no_evidence_say_why_not() -> None:
    folate = explained("folate")
    assert by_row(folate.why_not)["EV-FOL-MOOD"].text.startswith("For low mood: no effect, certainty moderate")
    assert by_row(folate.why_not)["EV-FOL-MOOD"].read == {"Form on offer": "folic acid"}
    assert by_row(folate.why_not)["EV-FOL-SLEEP"].text.startswith("For sleep: no evidence.")
    assert not {one.row for one in folate.why} & {"EV-FOL-MOOD", "EV-FOL-SLEEP"}


def test_evidence_that_withholds_says_so() -> None:
    nothing = dict.fromkeys(CONTENT["cases"]["people"]["anna"]["intake"]["symptoms"], 0)
    mood = explained("folate", symptoms={**nothing, "low_mood": 7}, scales={"gad7": [0] * 7})
    texts = [one.text for one in mood.why_not if one.row == "EV-FOL-MOOD"]
    assert any(text.startswith("Withheld because of the evidence for low mood: Folic acid added") for text in texts)


def test_a_full_upper_level_says_so() -> None:
    product = {"name": "B-100", "daily": {"vitamin_b6": {"amount": 100, "unit": "mg"}}}
    level = by_row(explained("vitamin_b6", supplements=[product]).why_not)["LIM-B6-US"]
    assert level.text.startswith("Withheld because of B-100: Own products already supply 100 mg a day")
    assert level.read == {"Age": "41 years", "Jurisdiction": "us"}


def test_a_red_flag_says_so() -> None:
    flag = by_row(explained("magnesium", alarm_features=["suicidal_ideation"]).why_not)["RF-01"]
    assert flag.text.startswith("Withheld because of suicidal ideation: ")
    assert flag.read == {"Alarm features": "Suicidal ideation"}


def test_missing_names_the_question_and_the_gravest_rule() -> None:
    magnesium = explained("magnesium", patient={"egfr": None})
    rule, dose = magnesium.missing
    assert rule.text.startswith("Ask for eGFR; 3 rules wait for it, the gravest (avoid, contraindicated): Kidneys")
    assert (rule.row, rule.read, rule.others) == ("RF-24", {"eGFR": "not known"}, ("MG-65", "MG-66"))
    assert (dose.text, dose.row, dose.others) == ("Ask for eGFR; the dose depends on it.", "DOS-MG-01", ("DOS-MG-02",))
    assert explained("magnesium").missing == ()


def test_a_medicine_outside_the_vocabulary_is_missing_beside_what_is_known() -> None:
    medicines = explained("magnesium", medications=["levothyroxine", {"unlisted": "Herz-Tabletten"}])
    assert by_row(medicines.missing)["MG-07"].read == {"Medication classes": "not known"}
    assert by_row(medicines.why_not)["MG-04"].read == {"Medication classes": "levothyroxine"}


def test_products_nobody_asked_about_leave_the_level_open() -> None:
    intake = anna()
    del intake["supplements"]
    found = explain("magnesium", intake, decide(intake, RULEBOOK, DAY), RULEBOOK)
    level = by_row(found.missing)["LIM-MG-US"]
    assert level.text == "Ask for Own supplements; Magnesium from all products must stay within 350 mg."


def test_what_was_never_considered_says_what_it_would_need() -> None:
    never = explained("nicotinamide", symptoms={"social_withdrawal": 2})
    assert {one.about for one in never.sentences} == {"why_not"}
    first = by_row(never.why_not)["IND-NAM-SOCIAL-1"]
    assert first.text == "Considered for social withdrawal only with Social withdrawal of 4 to 6."
    assert first.read == {"Social withdrawal": "2"}


def test_a_complaint_nobody_asked_about_is_missing() -> None:
    never = explained("nicotinamide", symptoms={"social_withdrawal": None})
    assert {one.about for one in never.sentences} == {"missing"}
    assert by_row(never.missing)["IND-NAM-SOCIAL-1"].read == {"Social withdrawal": "not known"}


@pytest.mark.parametrize("case", RULEBOOK.catalogue.cases[::8], ids=lambda case: case.name)
def test_every_decision_of_an_outcome_is_explained_from_rows(case: Any) -> None:
    outcome = decide(case.intake, RULEBOOK, DAY)
    explanations = explain_all(case.intake, outcome, RULEBOOK)
    for sentence in (one for found in explanations.values() for one in found.sentences):
        row = ROWS[sentence.row]
        assert sentence.text.strip().endswith((".", "!", "?")), sentence.text
        assert {one.id for one in sentence.sources} <= {*row.sources, *row.then.get("references", ())}
        assert sentence.sources
    for entry in (*outcome["recommendations"], *outcome["withheld"]):
        found = explanations[entry["intervention"]]
        against = {one.row for one in found.why_not}
        assert {alert["row"] for alert in (*entry["alerts"], *entry.get("reasons", ()))} <= against
        assert {one["row"] for one in entry["evidence"]} <= {one.row for one in found.sentences}
    for unknown in outcome["unknowns"]:
        assert all(explanations[code].missing for code in unknown["holds_back"])
