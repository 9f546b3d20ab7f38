"""`compare_rulebooks --history` decides what patients once answered with both releases, and names no patient."""

import json
from typing import Any

import pytest
from django.core.management import call_command

from protocols.intake.document import answers_of
from protocols.intake.intake_services import save_answers, start_intake, submit_intake
from protocols.recommendations.models import Evaluation
from protocols.recommendations.queries import newest_evaluations
from protocols.recommendations.services import evaluate
from protocols.rulebook.loading import shipped_release


@pytest.fixture
def evaluation(maya, ana, releases) -> Evaluation:
    """Maya's intake, evaluated with the older release and then again with the newer one."""
    content, _ = shipped_release("2025.1")
    anna: dict[str, Any] = content["cases"]["people"]["anna"]["intake"]
    intake = start_intake(patient=maya, user=ana)
    intake = save_answers(intake=intake, changes=answers_of(anna), version=intake.version)
    intake = submit_intake(intake=intake)
    evaluate(intake=intake, user=ana, release="2025.1")
    return evaluate(intake=intake, user=ana, release="2026.1")


def changes(capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, Any]:
    call_command("compare_rulebooks", "2025.1", "2026.1", "--format", "json", *options)
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def test_every_stored_intake_is_decided_once(evaluation: Evaluation, capsys: pytest.CaptureFixture[str]) -> None:
    without, with_history = changes(capsys), changes(capsys, "--history")
    assert with_history["subjects"] == without["subjects"] + 1
    tier = "tier of ashwagandha is option (was research_only)"
    (found,) = [one["subjects"] for one in with_history["outcomes"] if one["words"] == tier]
    assert found[-1] == f"evaluation {evaluation.public_id}"
    assert "Lindqvist" not in json.dumps(with_history)


def test_only_the_newest_evaluation_of_an_intake_counts(evaluation: Evaluation) -> None:
    assert Evaluation.objects.count() == 2
    assert list(newest_evaluations()) == [evaluation]
