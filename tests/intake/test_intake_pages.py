"""The intake page and its addresses: the plain form, saving as you go, searching, submitting, and who may."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from protocols.intake.intake_services import save_answers, start_intake, submit_intake
from protocols.intake.models import Intake, IntakeStatus
from protocols.recommendations.models import Evaluation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("releases")]


@pytest.fixture
def draft(maya, ana) -> Intake:
    return start_intake(patient=maya, user=ana)


@pytest.fixture
def web(client_for, ana, harbour):
    return client_for(ana)


def page_of(draft: Intake) -> str:
    return reverse("intake:intake", args=[draft.public_id])


def submit_of(draft: Intake) -> str:
    return reverse("recommendations:submit", args=[draft.public_id])


def text(response) -> str:
    return html.unescape(response.content.decode())


def fields_in(page: str) -> dict[str, list[str]]:
    """What a browser without scripts would post back: name -> values."""
    fields: dict[str, list[str]] = {}
    form = page[page.index('id="intake"') : page.index("</form>", page.index('id="intake"'))]
    for tag in re.findall(r"<input [^>]*>", form):
        attributes = dict(re.findall(r'(\S+?)="([^"]*)"', tag))
        is_choice = attributes.get("type") in ("radio", "checkbox")
        if "name" in attributes and (not is_choice or re.search(r"\bchecked\b", tag)):
            fields.setdefault(attributes["name"], []).append(attributes.get("value", ""))
    for name, value in re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', form):
        fields[name] = [value]
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)"[^>]* selected', options)
        fields[name] = [chosen[1] if chosen else ""]
    return fields


# ---- Who may ----


@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("get", "intake:intake"),
        ("post", "intake:intake"),
        ("post", "intake:save"),
        ("post", "intake:copy"),
        ("post", "recommendations:submit"),
    ],
)
def test_cora_gets_404_for_an_intake_of_harbour(client_for, cora, draft, method, name):
    answer = getattr(client_for(cora), method)(reverse(name, args=[draft.public_id]), {"version": 1, "patient.egfr": 9})
    assert answer.status_code == 404
    assert "patient.egfr" not in Intake.objects.get().answers


def test_cora_cannot_start_an_intake_for_maya(client_for, cora, maya):
    assert client_for(cora).post(reverse("intake:start", args=[maya.public_id])).status_code == 404
    assert not Intake.objects.exists()


def test_ben_sees_an_intake_that_ana_started(client_for, ben, draft):
    assert "Maya Lindqvist" in text(client_for(ben).get(page_of(draft)))


def test_nobody_keeps_a_copy_of_the_page(web, draft):
    assert "no-store" in web.get(page_of(draft)).headers["Cache-Control"]


# ---- The page ----


def test_the_page_shows_every_section_with_the_notice_of_the_scales(web, draft):
    page = text(web.get(page_of(draft)))
    for words in ("PHQ-9", "GAD-7", "Alarm features", "No permission required to reproduce", "B-50 complex"):
        assert words in page


def test_posting_the_page_back_unchanged_changes_nothing(web, draft):
    answers = {"symptoms.anxiety": "6", "conditions": "hypothyroidism", "medications": "Synthroid\nZorblatinib"}
    answers |= {"supplements.2.name": "B-50", "supplements.2.daily.3.nutrient": "zinc", "allergies": "soya_allergy"}
    saved = save_answers(intake=draft, changes=answers, version=1)
    web.post(page_of(draft), fields_in(web.get(page_of(draft)).content.decode()))
    kept = Intake.objects.get().answers
    assert {name: kept[name] for name in saved.answers} == saved.answers
    assert set(kept) - set(saved.answers) <= {"supplements.asked"}


def test_a_plain_form_is_kept_whole(web, draft):
    fields = fields_in(web.get(page_of(draft)).content.decode())
    fields |= {
        "symptoms.anxiety": ["7"],
        "medications": ["Synthroid\r\nZorblatinib"],
        "conditions": ["IBS"],
        "allergies": ["", "soya_allergy"],
        "alarm_features.asked": ["none"],
    }
    assert web.post(page_of(draft), fields, follow=True).redirect_chain == [(page_of(draft), 302)]
    kept = Intake.objects.get().answers
    assert kept["medications"] == "Synthroid\nZorblatinib"
    assert (kept["conditions"], kept["conditions.asked"]) == ("irritable_bowel_syndrome", "some")
    assert (kept["alarm_features.asked"], kept["allergies"]) == ("none", "soya_allergy")
    page = text(web.get(page_of(draft)))
    assert re.search(r"Zorblatinib\s*<span[^>]*>not in our vocabulary", page)
    assert re.search(r"Synthroid\s*<span[^>]*>levothyroxine", page)


def test_a_common_product_is_added_by_a_button_of_the_plain_form(web, draft):
    web.post(page_of(draft), {"version": 1, "patient.egfr": "80", "add_product": "b_50_complex"})
    kept = Intake.objects.get().answers
    assert (kept["patient.egfr"], kept["supplements.1.name"]) == ("80", "B-50 complex")
    assert kept["supplements.1.daily.1.amount"] == "50"


def test_a_stale_plain_form_shows_both_answers_and_the_choice_is_kept(web, draft):
    save_answers(intake=Intake.objects.get(), changes={"patient.age": "42", "patient.egfr": "80"}, version=1)
    mine = {"version": 1, "patient.age": "43", "patient.egfr": "70", "patient.weight": "64"}
    answer = web.post(page_of(draft), mine)
    page = text(answer)
    assert answer.status_code == 409
    assert "Keep mine: <b>43</b>" in page
    assert "Take theirs: <b>42</b>" in page
    assert Intake.objects.get().answers["patient.age"] == "42"
    choices = {"keep.patient.age": "mine", "keep.patient.egfr": "theirs", "keep.patient.weight": "mine"}
    web.post(page_of(draft), {**mine, "version": 2, **choices})
    kept = Intake.objects.get().answers
    assert [kept[f"patient.{name}"] for name in ("age", "egfr", "weight")] == ["43", "80", "64"]


def test_the_page_needs_few_queries_however_much_is_answered(web, draft):
    with CaptureQueriesContext(
        connection,
    ) as empty:
        web.get(page_of(draft))
    save_answers(intake=draft, changes={"medications": "\n".join(f"Drug {n}" for n in range(90))}, version=1)
    with CaptureQueriesContext(connection) as full:
        web.get(page_of(draft))
    assert len(full) == len(empty) <= 15


# ---- Saving as you go ----


def save(web, draft, **changes):
    return web.post(reverse("intake:save", args=[draft.public_id]), changes)


def test_a_save_answers_with_version_and_problems(web, draft):
    answer = save(web, draft, version=1, **{"patient.egfr": "1e309", "symptoms.anxiety": "6"})
    reply = answer.json()
    assert (answer.status_code, reply["version"]) == (200, 2)
    assert reply["problems"] == {"patient.egfr": "Write a plain number, such as 12.5."}
    assert Intake.objects.get().answers["patient.egfr"] == "1e309", "kept as typed"


def test_a_stale_save_gets_409_with_what_is_kept(web, draft):
    save(web, draft, version=1, medications="Synthroid")
    answer = save(web, draft, version=1, medications="sertraline")
    reply = answer.json()
    assert (answer.status_code, reply["version"], reply["answers"]["medications"]) == (409, 2, "Synthroid")
    assert reply["entries"]["medications"] == [
        {"value": "Synthroid", "label": "Synthroid", "chip_hint": "levothyroxine", "known": True}
    ]


def test_a_save_without_version_is_stale(web, draft):
    assert save(web, draft, **{"patient.egfr": "80"}).status_code == 409
    assert save(web, draft, version="1e9", **{"patient.egfr": "80"}).status_code == 409


def test_a_save_after_submitting_gets_409_and_the_address(web, draft):
    submit_intake(intake=draft)
    answer = save(web, draft, version=1, **{"patient.egfr": "80"})
    assert (answer.status_code, answer.json()) == (409, {"frozen": page_of(draft)})


def test_nothing_but_answers_can_be_written(web, draft):
    save(web, draft, version=1, **{"status": "submitted", "patient.weight_kg": "1", "supplements.0.name": "x"})
    kept = Intake.objects.get()
    assert (kept.status, kept.version) == (IntakeStatus.DRAFT, 1)


@pytest.mark.parametrize("typed", ["\x00", "a\ud800b", "<script>alert(1)</script>", "x" * 10_000, "{{ 7*7 }}", "‮"])
def test_any_text_is_kept_or_cleaned_and_shown_literally(web, draft, typed):
    changes = {"medications": typed, "supplements.1.name": typed, "patient.age": typed}
    post = {name: value.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for name, value in changes.items()}
    assert save(web, draft, version=1, **post).status_code == 200
    page = web.get(page_of(draft), {"check": 1})
    assert page.status_code == 200
    assert b"<script>alert" not in page.content


# ---- Searching ----


def search(web, name, typed):
    return web.post(reverse("intake:search", args=[name]), {"q": typed})


def test_a_search_answers_with_value_label_and_hint(web):
    assert search(web, "medications", "synthr").json() == {
        "results": [
            {
                "value": "Synthroid",
                "label": "Synthroid",
                "hint": "levothyroxine",
                "note": "",
                "chip_hint": "levothyroxine",
            }
        ]
    }
    assert search(web, "medications", "setraline").json()["results"][0]["note"] == "similar spelling"
    product = search(web, "supplements", "b-50").json()["results"][0]
    assert product["contents"][0] == {"nutrient": "vitamin_b6", "amount": "50", "unit": "mg"}


def test_a_search_is_posted_so_that_no_address_holds_what_a_patient_takes(web):
    assert web.get(reverse("intake:search", args=["medications"]), {"q": "lithium"}).status_code == 405
    assert search(web, "patients", "maya").status_code == 404


# ---- Submitting ----


def test_submitting_freezes_evaluates_and_shows_the_result(web, draft):
    answer = web.post(submit_of(draft), {"version": 1, "symptoms.poor_sleep": "7", "medications.asked": "none"})
    evaluation = Evaluation.objects.get()
    assert answer.headers["Location"] == reverse("recommendations:result", args=[evaluation.public_id])
    assert evaluation.document["symptoms"] == {"poor_sleep": 7}
    assert evaluation.document["medications"] == []
    assert "conditions" not in evaluation.document
    assert Intake.objects.get().status == IntakeStatus.SUBMITTED


def test_answers_that_cannot_be_evaluated_lead_back_to_them(web, draft):
    wrong = {"version": 1, "patient.egfr": "1e309", "symptoms.poor_sleep": "7", "conditions.asked": "some"}
    answer = web.post(submit_of(draft), wrong)
    assert answer.headers["Location"] == page_of(draft) + "?check=1"
    page = text(web.get(answer.headers["Location"]))
    assert '<a href="#patient.egfr">eGFR: Write a plain number, such as 12.5.</a>' in page
    assert '<a href="#conditions.asked">Conditions: Name at least one' in page
    for anchor in ("patient.egfr", "conditions.asked"):
        assert f'id="{anchor}"' in page, "the link has a place to lead to"
    assert 'value="1e309"' in page
    kept = Intake.objects.get()
    assert (kept.status, kept.answers["symptoms.poor_sleep"]) == (IntakeStatus.DRAFT, "7")
    assert not Evaluation.objects.exists()


def test_submitting_a_stale_form_shows_both_answers(web, draft):
    save_answers(intake=Intake.objects.get(), changes={"patient.egfr": "80"}, version=1)
    answer = web.post(submit_of(draft), {"version": 1, "patient.egfr": "70"})
    assert answer.status_code == 409
    assert Intake.objects.get().status == IntakeStatus.DRAFT


def test_submitting_twice_leads_to_the_frozen_intake(web, draft):
    post = {"version": 1, "symptoms.poor_sleep": "7"}
    web.post(submit_of(draft), post)
    assert web.post(submit_of(draft), post).headers["Location"] == page_of(draft)
    assert Evaluation.objects.count() == 1


def test_half_a_scale_is_not_scored_but_item_nine_shows_the_safety_panel(web, draft):
    save(web, draft, version=1, **{"scales.phq9.9": "1", "scales.phq9.1": "2"})
    page = text(web.get(page_of(draft)))
    assert "2 of 9 answered: not scored until all are" in page
    panel = re.search(r'<div class="banner banner-danger" role="alert" data-item-nine([^>]*)>', page)
    assert panel and "hidden" not in panel[1]
    assert "988" in page
    web.post(submit_of(draft), {"version": 2})
    assert "RF-01" in Evaluation.objects.get().outcome


# ---- A submitted intake ----


def test_a_submitted_intake_is_shown_but_has_no_form(web, draft):
    changes = {"medications": "Synthroid\nZorblatinib", "scales.gad7.1": "2", "conditions.asked": "none"}
    submit_intake(intake=save_answers(intake=draft, changes=changes, version=1))
    page = text(web.get(page_of(draft)))
    assert "<textarea" not in page
    for words in ("Synthroid (levothyroxine)", "Zorblatinib (not in our vocabulary)", "1 of 7, not scored"):
        assert words in page


def test_a_submitted_intake_is_copied_to_a_new_one(web, draft):
    submit_intake(intake=save_answers(intake=draft, changes={"symptoms.anxiety": "6"}, version=1))
    answer = web.post(reverse("intake:copy", args=[draft.public_id]))
    copy = Intake.objects.exclude(pk=draft.pk).get()
    assert answer.headers["Location"] == page_of(copy)
    assert copy.answers["symptoms.anxiety"] == "6"


def test_a_plain_post_to_a_submitted_intake_changes_nothing(web, draft):
    submit_intake(intake=draft)
    answer = web.post(page_of(draft), {"version": 1, "patient.egfr": "80"}, follow=True)
    assert "has been submitted" in text(answer)
    assert "patient.egfr" not in Intake.objects.get().answers
