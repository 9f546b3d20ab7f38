"""The page of one patient: how far each visit is and what comes next."""

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from protocols.handouts.models import Handout
from protocols.handouts.views_patient import named_in, visits_of
from protocols.intake.models import Intake
from protocols.recommendations.models import Evaluation
from protocols.review.models import Protocol

pytestmark = pytest.mark.django_db


class Path:
    """A visit of Maya's, built up step by step."""

    def __init__(self, patient, user, release) -> None:
        self.user, self.release = user, release
        self.intake = Intake.objects.create(patient=patient, created_by=user)

    def submitted(self, **answers: str) -> "Path":
        self.intake.answers = answers
        self.intake.status, self.intake.submitted_at = "submitted", timezone.now()
        self.intake.save()
        return self

    def evaluated(self, status: str = "options") -> "Path":
        outcome = {
            "status": status,
            "recommendations": [{"tier": "option"}, {"tier": "research_only"}],
            "withheld": [{}],
            "unknowns": [{}, {}],
        }
        self.evaluation = Evaluation.objects.create(
            intake=self.intake,
            release=self.release,
            as_of=date(2026, 11, 23),
            document={},
            outcome=json.dumps(outcome),
            outcome_sha256="-",
            created_by=self.user,
        )
        return self

    def reviewed(self, status: str = "signed", **more: Any) -> "Path":
        self.protocol = Protocol.objects.create(
            evaluation=self.evaluation,
            status=status,
            created_by=self.user,
            signed_by=None if status == "draft" else self.user,
            signed_at=None if status == "draft" else timezone.now(),
            **more,
        )
        return self

    def printed(self, status: str, **more: Any) -> "Path":
        Handout.objects.create(
            protocol=self.protocol,
            template_version="1",
            content={},
            status=status,
            requested_by=self.user,
            **more,
        )
        return self


@pytest.fixture
def visit(maya, ana, releases):
    return lambda: Path(maya, ana, releases["2026.1"])


def page_of(patient) -> str:
    return reverse("handouts:patient", args=[patient.public_id])


def test_cora_gets_404_for_maya(client_for, cora, maya):
    assert client_for(cora).get(page_of(maya)).status_code == 404


def test_ben_sees_what_ana_sees(client_for, ana, ben, maya):
    for user in (ana, ben):
        page = client_for(user).get(page_of(maya)).content.decode()
        assert "12 March 1985" in page
        assert "No visit yet" in page


@pytest.mark.parametrize(
    ("steps", "label", "is_next", "current"),
    [
        (lambda visit: visit, "Continue intake", True, "Intake"),
        (lambda visit: visit.submitted(), "Open intake", True, "Result"),
        (lambda visit: visit.submitted().evaluated(), "Review options", True, "Review"),
        (lambda visit: visit.submitted().evaluated("refer_first"), "Review options", True, "Review"),
        (lambda visit: visit.submitted().evaluated("refer_only"), "See the referral", False, None),
        (lambda visit: visit.submitted().evaluated().reviewed("draft"), "Continue review", True, "Review"),
        (lambda visit: visit.submitted().evaluated().reviewed(), "Make handout", True, "Handout"),
        (
            lambda visit: visit.submitted().evaluated().reviewed().printed("queued"),
            "Watch the handout",
            True,
            "Handout",
        ),
        (
            lambda visit: visit.submitted().evaluated().reviewed().printed("failed"),
            "Try the handout again",
            True,
            "Handout",
        ),
        (lambda visit: visit.submitted().evaluated().reviewed().printed("ready"), "Open handout", False, None),
    ],
)
def test_the_next_step(client_for, ana, maya, visit, steps, label, is_next, current):
    steps(visit())
    found = visits_of(maya)[0]
    assert (found.action.label, found.action.is_next) == (label, is_next)
    assert [step["label"] for step in found.steps if step["state"] == "current"] == ([current] if current else [])
    page = client_for(ana).get(page_of(maya))
    assert label in page.content.decode()
    assert page.context["next"] == (found.action if is_next else None)


def test_a_referral_ends_the_visit(client_for, ana, maya, visit):
    visit().submitted().evaluated("refer_only")
    found = visits_of(maya)[0]
    assert [step["label"] for step in found.steps] == ["Intake", "Result", "Referral"]
    assert "Refer, no plan" in client_for(ana).get(page_of(maya)).content.decode()


def test_a_correction_comes_before_what_it_supersedes(client_for, ana, maya, visit):
    path = visit().submitted().evaluated().reviewed("superseded")
    path.reviewed("draft", number=2, supersedes=path.protocol)
    assert visits_of(maya)[0].action.label == "Continue review"
    page = client_for(ana).get(page_of(maya)).content.decode()
    assert page.index("Protocol 2") < page.index("superseded, signed by Ana Brandt")


def test_counts_of_the_result(client_for, ana, maya, visit):
    visit().submitted().evaluated()
    page = client_for(ana).get(page_of(maya)).content.decode()
    assert "1 option, 1 withheld, 2 open questions" in page


def test_what_is_known_tells_none_from_not_asked(client_for, ana, maya, visit):
    answers = {
        "conditions": "hypothyroidism",
        "medications": "Synthroid\nNeurozan",
        "allergies.asked": "none",
        "supplements.1.name": "Daily multivitamin",
    }
    path = visit().submitted(**answers)
    known = {one.label: one.entries or one.absence for one in named_in(path.intake)}
    assert known == {
        "Conditions": ["Hypothyroidism"],
        "Medications": ["Synthroid", "Neurozan"],
        "Allergies and intolerances": "None",
        "Own supplements": ["Daily multivitamin"],
    }
    assert {one.label: one.absence for one in named_in(visit().submitted().intake)}["Medications"] == "Not asked"


def test_an_open_intake_does_not_hide_what_the_last_one_said(client_for, ana, maya, visit):
    visit().submitted(conditions="hypothyroidism")
    visit()
    assert "Hypothyroidism" in client_for(ana).get(page_of(maya)).content.decode()


def test_an_archived_patient_can_be_put_back_and_gets_no_new_intake(client_for, ana, maya):
    browser = client_for(ana)
    page = browser.post(reverse("intake:archive_patient", args=[maya.public_id]), follow=True).content.decode()
    assert "Put back on the list" in page
    assert "New intake" not in page


def test_the_number_of_queries_does_not_grow_with_the_visits(client_for, ana, maya, visit):
    browser = client_for(ana)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(page_of(maya)).status_code == 200
        return len(captured)

    visit().submitted().evaluated().reviewed().printed("ready")
    browser.get(page_of(maya))  # the release is compiled once
    few = queries()
    for _ in range(4):
        visit().submitted().evaluated().reviewed().printed("ready")
    assert queries() == few <= 15
