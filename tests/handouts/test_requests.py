"""Asking for the handout of a signed protocol: once, in one form, with frozen words."""

import io
import json
from datetime import timedelta

import pypdf
import pytest
from django.db.models.functions import Now

from protocols.handouts import rendering, services
from protocols.handouts.models import Handout, HandoutStatus
from protocols.handouts.queries import standing_of
from protocols.review.services import sign, start_review
from protocols.rulebook.queries import rulebook


def text_of(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages).split())


def test_the_words_of_the_signed_protocol_are_frozen_with_the_request(signed, ana):
    protocol = signed(note="Call me on Friday.", medications=["levothyroxine"], conditions=["hypothyroidism"])
    made = services.request_handout(protocol=protocol, user=ana)
    content = made.content
    assert (made.status, made.paper_size, made.requested_by) == (HandoutStatus.QUEUED, "a4", ana)
    assert content["patient_name"] == "Maya Lindqvist"
    assert content["signed"].startswith("Signed by Ana Brandt")
    assert content["note"] == "Call me on Friday."
    assert [row["name"] for row in content["day"]["rows"]] == ["Magnesium"]
    assert [item["name"] for item in content["steps"]]
    assert any("levothyroxine" in row["pair"] and "4 hours" in row["hours"] for row in content["apart"])
    assert content["status"]["url"].endswith(f"/h/{made.public_id}/")
    assert content["left_out"] == []


def test_asking_again_gives_the_same_handout_and_another_form_another_one(signed, ana, ben):
    protocol = signed()
    first = services.request_handout(protocol=protocol, user=ana)
    assert services.request_handout(protocol=protocol, user=ben) == first
    letter = services.request_handout(protocol=protocol, user=ana, paper_size="letter")
    large = services.request_handout(protocol=protocol, user=ana, print_size="large")
    with_left_out = services.request_handout(protocol=protocol, user=ana, shows_left_out=True)
    assert len({first, letter, large, with_left_out}) == 4
    assert with_left_out.content["left_out"]


@pytest.mark.parametrize("bad", [{"paper_size": "a3"}, {"print_size": "huge"}])
def test_an_unknown_form_is_refused_with_its_field(signed, ana, bad):
    with pytest.raises(services.HandoutRefused) as error:
        services.request_handout(protocol=signed(), user=ana, **bad)
    assert error.value.field in bad


def test_only_the_newest_signed_protocol_gets_a_handout(reviewed, signed, ana):
    with pytest.raises(services.HandoutRefused, match="Sign the protocol first"):
        services.request_handout(protocol=reviewed(), user=ana)


def test_a_person_waits_for_so_many_handouts_at_a_time(signed, ana, monkeypatch):
    monkeypatch.setattr(services, "MAX_WAITING", 1)
    protocol = signed()
    services.request_handout(protocol=protocol, user=ana)
    with pytest.raises(services.TooManyWaiting):
        services.request_handout(protocol=protocol, user=ana, paper_size="letter")


def test_a_worker_is_woken_only_after_the_row_is_committed(
    signed, ana, monkeypatch, django_capture_on_commit_callbacks
):
    woken = []
    monkeypatch.setattr("protocols.handouts.jobs.wake", woken.append)
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        made = services.request_handout(protocol=signed(), user=ana)
        assert woken == []
        services.request_handout(protocol=made.protocol, user=ana)
    assert woken == [made.pk]
    assert len(callbacks) >= 1


def test_a_lost_file_is_made_again_with_the_same_bytes(handout, media):
    rendering.render_handout(handout.pk)
    handout.refresh_from_db()
    before = services.open_pdf(handout=handout)
    assert before is not None
    (media / handout.file_name).unlink()
    assert services.open_pdf(handout=handout) is None
    handout.refresh_from_db()
    assert handout.status == HandoutStatus.QUEUED
    rendering.render_handout(handout.pk)
    handout.refresh_from_db()
    assert services.open_pdf(handout=handout) == before


def test_a_failed_job_is_tried_again_on_request(handout):
    Handout.objects.filter(pk=handout.pk).update(status=HandoutStatus.FAILED, attempts=3)
    services.retry(handout=handout)
    assert rendering.render_handout(handout.pk)


def test_the_sweep_wakes_every_job_that_waits_for_long(handout, monkeypatch):
    woken = []
    monkeypatch.setattr("protocols.handouts.jobs.wake", woken.append)
    services.sweep()
    assert woken == []
    Handout.objects.filter(pk=handout.pk).update(requested_at=Now() - timedelta(seconds=31))
    services.sweep()
    assert woken == [handout.pk]


def test_the_code_on_the_page_knows_the_standing_of_the_plan(signed, ana):
    protocol = signed()
    made = services.request_handout(protocol=protocol, user=ana)
    assert standing_of(made.public_id) == "current"
    correction = start_review(evaluation=protocol.evaluation, user=ana)
    assert standing_of(made.public_id) == "current"
    sign(protocol=correction, version=correction.version, user=ana)
    assert standing_of(made.public_id) == "superseded"
    assert standing_of(protocol.public_id) == "unknown"
    protocol.refresh_from_db()
    with pytest.raises(services.HandoutRefused, match="newer version"):
        services.request_handout(protocol=protocol, user=ana, paper_size="letter")


def test_a_draft_of_an_outcome_is_marked_as_such_and_shows_starting_amounts(evaluated):
    evaluation = evaluated()
    outcome = json.loads(evaluation.outcome)
    data = services.render_outcome_pdf(outcome, evaluation.document, rulebook=rulebook(code="2026.1"))
    text = text_of(data)
    assert "Draft - not signed" in text
    for entry in outcome["recommendations"]:
        name = rulebook(code="2026.1").catalogue.interventions[entry["intervention"]].plain_name
        assert (name in text) == (entry["tier"] == "option"), name
    assert data == services.render_outcome_pdf(outcome, evaluation.document, rulebook=rulebook(code="2026.1"))
