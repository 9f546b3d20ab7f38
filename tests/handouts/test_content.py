"""The frozen content: what is said, and what is kept out."""

import json
from dataclasses import replace
from datetime import date

import pytest

from protocols.handouts.content import MAX_TEXT, ContentRefused, build_content, clean, strings
from protocols.handouts.phrases import LanguageMissing
from protocols.handouts.source import Form, PlanLine
from protocols.handouts.texts import ReleaseTexts
from tests.handouts import sample


def content(codes=sample.SIX, form=Form(), texts=sample.TEXTS, **changes):  # noqa: B008
    return build_content(sample.source(codes, **changes), texts, form)


def test_the_content_is_plain_json():
    made = content()
    assert json.loads(json.dumps(made)) == made


def test_the_head_names_practice_patient_date_and_page():
    made = content()
    assert made["sender"]["address"] == ["12 Quay Street", "Portland, ME 04101"]
    assert made["patient_name"] == "Maya Lindqvist"
    assert made["document_title"] == "Your plan: Maya Lindqvist, November 23, 2026"
    assert made["running"] == "Harbour Practice · Maya Lindqvist · November 23, 2026"


def test_the_day_has_an_amount_in_each_chosen_slot_in_the_order_of_the_plan():
    rows = content(("lemon_balm", "magnesium"))["day"]["rows"]
    assert [row["name"] for row in rows] == ["Lemon balm", "Magnesium"]
    evening_and_bedtime = [bool(cell) for cell in rows[0]["cells"]]
    assert evening_and_bedtime == [False, False, True, True]
    assert rows[0]["cells"][2] == {"amount": "300 mg", "food": ""}
    assert rows[1]["cells"][2] == {"amount": "200 mg", "food": "with food"}
    assert rows[1]["start"] == "start with 100 mg a day"


def test_the_chosen_slots_win_over_those_of_the_release():
    lines = [PlanLine("magnesium", 100, ("bedtime", "morning"))]
    row = content(("magnesium",), lines=lines)["day"]["rows"][0]
    assert [cell and cell["amount"] for cell in row["cells"]] == ["50 mg", None, None, "50 mg"]


def test_hours_apart_come_from_the_alert_with_the_medicine_in_plain_words():
    assert content(("magnesium",))["apart"] == [
        {
            "pair": "Magnesium and levothyroxine",
            "hours": "4 hours apart",
            "text": "Magnesium stops your thyroid tablet from working well if you take them together.",
        }
    ]


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ({"before": 2, "after": 2}, "2 hours apart"),
        ({"before": 1, "after": None}, "levothyroxine at least 1 hour before Magnesium"),
        ({"before": None, "after": 4}, "levothyroxine at least 4 hours after Magnesium"),
        ({"before": 2, "after": 6}, "levothyroxine at least 2 hours before Magnesium, or 6 hours after it"),
        (None, ""),
    ],
)
def test_hours_before_and_after_may_differ(hours, words):
    outcome = sample.outcome(("magnesium",))
    alert = {key: value for key, value in sample.LEVOTHYROXINE.items() if key != "hours_apart"}
    outcome["recommendations"][0]["alerts"] = [alert | ({"hours_apart": hours} if hours else {})]
    assert content(("magnesium",), outcome=outcome)["apart"][0]["hours"] == words


def test_what_one_persons_answers_add_is_watched_for_after_what_holds_for_all():
    outcome = sample.outcome(("magnesium",))
    outcome["recommendations"][0]["alerts"] = [
        {"action": "monitor", "cause": {"condition": "ckd"}, "patient_message": "Have your kidneys checked."},
        {"action": "inform", "cause": {"condition": "x"}, "patient_message": ""},
    ]
    item = content(("magnesium",), outcome=outcome)["items"][0]
    assert item["watch"] == ["Loose stools. If so, take half.", "Have your kidneys checked."]


def test_reasons_follow_the_score_and_leave_out_what_speaks_against():
    outcome = sample.outcome(("magnesium",))
    entry = outcome["recommendations"][0]
    entry["score_terms"] = [{"outcome": "anxiety", "value": 0.5}, {"outcome": "poor_sleep", "value": 0.1}, {"value": 0}]
    made = content(("magnesium",), outcome=outcome)
    assert [why["text"][:4] for why in made["items"][0]["why"]] == ["Some", "It m"]
    entry["evidence"][1]["direction"] = "no_effect"
    made = content(("magnesium",), outcome=outcome)
    assert [why["word"] for why in made["items"][0]["why"]] == ["Low"]


def test_a_long_plan_gives_one_reason_each():
    assert {len(item["why"]) for item in content(("magnesium",))["items"]} == {2}
    assert {len(item["why"]) for item in content(sample.SIX)["items"]} == {1}


def test_each_certainty_word_in_use_is_explained_once_strongest_first():
    made = content(sample.TWELVE)
    used = {why["certainty"] for item in [*made["items"], *made["steps"]] for why in item["why"]}
    key = [one["certainty"] for one in made["certainty_key"]]
    assert set(key) == used
    assert key == [one for one in made_order() if one in used]


def made_order():
    return ["high", "moderate", "low", "very_low", "preclinical_only", "no_evidence"]


def test_lifestyle_items_are_steps_and_take_no_row_of_the_day():
    made = content(("circadian_rhythm", "gut_directed_diet"))
    assert made["items"] == []
    assert made["day"]["rows"] == []
    assert [item["name"] for item in made["steps"]] == ["A steady day and night", "Food for your gut"]


def test_re_checks_are_grouped_by_week_with_their_dates():
    sentences = content(("magnesium", "lemon_balm", "ashwagandha"))["again"]
    assert sentences[:2] == [
        "In 4 weeks, about December 21: Lemon balm.",
        "In 8 weeks, about January 18: Magnesium and Ashwagandha.",
    ]


@pytest.mark.parametrize(("jurisdiction", "number"), [("us", "988"), ("eu", "112")])
def test_the_emergency_number_is_that_of_the_jurisdiction_and_no_other_number_is_given(jurisdiction, number):
    emergency = content(jurisdiction=jurisdiction)["emergency"]
    assert emergency["number"] == number
    digits = {word.strip(",.") for word in emergency["line"].split() if any(letter.isdigit() for letter in word)}
    assert digits == {number}


def test_combination_alerts_name_their_members_and_share_a_line_when_they_concern_the_same_ones():
    stack = [
        {"members": ["magnesium", "lemon_balm"], "patient_message": "Both make you sleepy."},
        {"members": ["magnesium", "lemon_balm"], "patient_message": "Do not drive."},
        {"members": ["lemon_balm"], "patient_message": ""},
    ]
    made = content(("magnesium", "lemon_balm"), stack=stack)
    assert made["together"] == [{"pair": "Magnesium and Lemon balm", "text": "Both make you sleepy. Do not drive."}]


def test_studies_are_cited_once_by_number_where_there_is_one():
    references = content(("magnesium",))["references"]
    assert references[0] == {
        "text": "Author 2012",
        "number": "doi:10.1000/example.2",
        "url": "https://doi.org/10.1000/example.2",
    }
    assert len(references) == len({one["number"] for one in references})


def test_an_unsigned_plan_is_a_draft_and_an_unreviewed_release_says_so():
    assert content()["draft"] == []
    assert content(signed_by="")["draft"][0] == "Draft - not signed"
    assert "No licensed reviewer" in content()["unreviewed"]
    assert content(texts=sample.reviewed())["unreviewed"] == ""


def test_an_emergency_leaves_help_and_no_plan():
    referral = {"code": "x", "urgency": "emergency", "action": "-", "patient_action": "Talk to someone today."}
    outcome = sample.outcome(("magnesium",), status="refer_only", referrals=[referral])
    made = content(("magnesium",), outcome=outcome)
    assert made["title"] == "Please get help first"
    assert (made["first_title"], made["first"]) == ("What to do now", ["Talk to someone today."])
    assert made["advice"] == ""
    assert (made["items"], made["steps"], made["day"]["rows"], made["again"], made["references"]) == (
        [],
        [],
        [],
        [],
        [],
    )


def test_what_was_left_out_is_listed_when_asked_for():
    outcome = sample.outcome(("magnesium", "lemon_balm"))
    outcome["withheld"] = [{"intervention": "ashwagandha", "reasons": [], "evidence": [], "alerts": [], "dose": {}}]
    lines = [PlanLine("magnesium", 100, ("evening",))]
    made = content(outcome=outcome, lines=lines, left_out=("ashwagandha", "lemon_balm"))
    assert made["left_out"] == [
        "Ashwagandha: not safe or not useful for you right now.",
        "Lemon balm: we chose to leave it out for now.",
    ]


def test_a_withheld_item_that_was_overridden_is_printed_with_the_reason_to_watch():
    outcome = sample.outcome(())
    entry = sample.offer("ashwagandha", 0)
    del entry["tier"]
    reason = {"action": "avoid", "severity": "major", "cause": {}, "patient_message": "It may change your thyroid."}
    outcome["withheld"] = [entry | {"reasons": [reason]}]
    item = content(("ashwagandha",), outcome=outcome)["items"][0]
    assert "We weighed it and chose it for you" in item["watch"][-1]
    draft = content(("ashwagandha",), outcome=outcome, signed_by="")["items"][0]
    assert draft["watch"][-1] == "It may change your thyroid."


def test_a_language_the_release_lacks_is_named():
    with pytest.raises(LanguageMissing, match="magnesium in 'de'"):
        build_content(sample.source(("magnesium",)), ReleaseTexts(sample.RULEBOOK, "de"), Form())


def test_a_day_of_re_check_crosses_the_leap_day():
    made = content(("magnesium",), day=date(2028, 1, 4))
    assert made["again"][0] == "In 8 weeks, about February 29: Magnesium."


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("two\nlines\tand tab", "two\nlines\tand tab"),
        ("e\u0301", "é"),
        ("zero\u200bwidth", "zerowidth"),
        ("نص\u200cفارسی", "نص\u200cفارسی"),
    ],
)
def test_invisible_characters_are_taken_out(text, cleaned):
    assert clean({"a": [text]}) == {"a": [cleaned]}


def test_too_long_a_text_is_refused_with_its_place():
    with pytest.raises(ContentRefused, match=r"note: 2001 characters of at most 2000"):
        content(note="x" * (MAX_TEXT + 1))


def test_too_many_items_are_refused():
    codes = ["magnesium"] * 41
    with pytest.raises(ContentRefused, match="items: 41 of at most 40"):
        content(codes)


def test_strings_name_their_place():
    assert list(strings({"a": [{"b": "x"}], "c": "y", "d": 1})) == [("a[0].b", "x"), ("c", "y")]


def test_a_later_edit_of_the_release_changes_nothing_that_is_frozen():
    made = content(("magnesium",))
    before = json.dumps(made)
    replace(sample.ITEMS["magnesium"], plain_name="Another")
    assert json.dumps(made) == before
