"""Evaluations: made once, kept for ever, seen by one practice, and known to be stale when they are."""

import json
from datetime import date
from typing import Any

import pytest

from accounts.models import Practice, User
from protocols.engine import canonical
from protocols.intake.intake_services import save_answers, start_intake, submit_intake
from protocols.intake.models import Intake, Patient
from protocols.recommendations.models import Evaluation
from protocols.recommendations.queries import evaluations_visible_to, outcome_document, stale_because
from protocols.recommendations.services import IntakeNotSubmitted, evaluate
from protocols.rulebook.errors import UnknownRelease
from protocols.rulebook.models import Release

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


def visit(patient: Patient, user: User, **answers: Any) -> Intake:
    """A submitted intake of the patient."""
    intake = start_intake(patient=patient, user=user)
    changes = {"symptoms.anxiety": "7", **answers}
    return submit_intake(intake=save_answers(intake=intake, changes=changes, version=intake.version))


def test_an_evaluation_keeps_document_release_day_and_outcome(releases: Any, maya: Patient, ana: User) -> None:
    one = evaluate(intake=visit(maya, ana), user=ana, as_of=DAY)
    assert (one.release.code, one.as_of, one.created_by) == ("2026.1", DAY, ana)
    assert one.document["symptoms"]["anxiety"] == 7
    assert one.document["jurisdiction"] == "us", "a later change of the practice cannot change what was decided"
    assert one.outcome_sha256 == canonical.sha256(json.loads(one.outcome))
    assert outcome_document(one)["release_sha256"] == one.release.sha256


def test_asking_twice_gives_the_same_evaluation(releases: Any, maya: Patient, ana: User, ben: User) -> None:
    intake = visit(maya, ana)
    assert evaluate(intake=intake, user=ana, as_of=DAY) == evaluate(intake=intake, user=ben, as_of=DAY)
    assert Evaluation.objects.count() == 1


def test_another_day_or_release_is_another_evaluation(releases: Any, maya: Patient, ana: User) -> None:
    intake = visit(maya, ana)
    evaluate(intake=intake, user=ana, as_of=DAY)
    evaluate(intake=intake, user=ana, as_of=DAY, release="2025.1")
    evaluate(intake=intake, user=ana, as_of=date(2025, 7, 1))
    assert Evaluation.objects.count() == 3


def test_a_draft_is_not_evaluated(releases: Any, maya: Patient, ana: User) -> None:
    with pytest.raises(IntakeNotSubmitted):
        evaluate(intake=start_intake(patient=maya, user=ana), user=ana)


def test_without_a_published_release_nothing_is_kept(db: None, maya: Patient, ana: User) -> None:
    Release.objects.all().delete()
    with pytest.raises(UnknownRelease, match="not published here"):
        evaluate(intake=visit(maya, ana), user=ana, as_of=DAY)
    assert not Evaluation.objects.exists()


def test_only_the_own_practice_sees_an_evaluation(
    releases: Any, maya: Patient, ana: User, harbour: Practice, hill: Practice
) -> None:
    one = evaluate(intake=visit(maya, ana), user=ana)
    assert list(evaluations_visible_to(harbour)) == [one]
    assert list(evaluations_visible_to(hill)) == []
    assert list(evaluations_visible_to(None)) == []


def test_a_result_is_stale_when_a_newer_release_is_in_force(releases: Any, maya: Patient, ana: User) -> None:
    one = evaluate(intake=visit(maya, ana), user=ana, as_of=date(2025, 7, 1))
    assert stale_because(one, today=date(2025, 12, 31)) == ""
    assert stale_because(one, today=DAY) == ("Release 2026.1 has come into force since this was evaluated with 2025.1.")


def test_a_result_is_stale_when_the_intake_was_evaluated_again(releases: Any, maya: Patient, ana: User) -> None:
    intake = visit(maya, ana)
    first = evaluate(intake=intake, user=ana, as_of=DAY, release="2025.1")
    second = evaluate(intake=intake, user=ana, as_of=DAY)
    assert stale_because(first, today=DAY) == "A newer evaluation of this intake exists."
    assert stale_because(second, today=DAY) == ""


def test_a_result_is_stale_when_the_patient_came_again(releases: Any, maya: Patient, ana: User) -> None:
    one = evaluate(intake=visit(maya, ana), user=ana, as_of=DAY)
    visit(maya, ana)
    assert stale_because(one, today=DAY) == "A newer intake of this patient has been submitted."
