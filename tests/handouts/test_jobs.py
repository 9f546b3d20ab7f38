"""The state machine of a job: who may take it, and what a lost lease can still do."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from protocols.handouts import jobs, pdf, rendering
from protocols.handouts.artefacts import Artefact, ArtefactMissing, load, store
from protocols.handouts.content import ContentRefused
from protocols.handouts.models import Handout, HandoutStatus


def state(handout: Handout) -> tuple[str, int]:
    handout.refresh_from_db()
    return handout.status, handout.attempts


def lose(handout: Handout) -> None:
    """Let the lease run out."""
    Handout.objects.filter(pk=handout.pk).update(lease_until=Now() - timedelta(seconds=1))


def test_a_job_is_claimed_once(handout):
    lease = jobs.claim(handout.pk)
    assert lease is not None
    assert jobs.claim(handout.pk) is None
    assert state(handout) == (HandoutStatus.RENDERING, 1)
    assert handout.lease_token == lease.token
    assert timedelta(seconds=55) < handout.lease_until - handout.started_at <= jobs.LEASE


def test_ready_ends_the_job_and_clears_the_lease(handout):
    lease = jobs.claim(handout.pk)
    assert jobs.mark_ready(lease, file_name="a.pdf", sha256="ab", pages=2)
    assert state(handout) == (HandoutStatus.READY, 1)
    assert (handout.lease_token, handout.lease_until, handout.page_count) == (None, None, 2)
    assert not jobs.mark_ready(lease, file_name="b.pdf", sha256="cd", pages=3)
    assert jobs.claim(handout.pk) is None


def test_a_worker_whose_lease_was_lost_changes_nothing(handout):
    slow = jobs.claim(handout.pk)
    lose(handout)
    assert jobs.recover_lost() == 1
    quick = jobs.claim(handout.pk)
    assert not jobs.renew(slow)
    assert not jobs.mark_ready(slow, file_name="slow.pdf", sha256="ab", pages=1)
    assert not jobs.fail(slow, "no")
    assert not jobs.give_back(slow, "no")
    assert not jobs.release(slow)
    assert jobs.mark_ready(quick, file_name="quick.pdf", sha256="cd", pages=2)
    assert state(handout) == (HandoutStatus.READY, 2)
    assert handout.file_name == "quick.pdf"


def test_a_heartbeat_keeps_the_lease(handout):
    lease = jobs.claim(handout.pk)
    lose(handout)
    assert jobs.renew(lease)
    assert jobs.recover_lost() == 0


def test_a_job_that_was_given_back_waits_before_the_next_attempt(handout):
    lease = jobs.claim(handout.pk)
    assert jobs.give_back(lease, "The disk was full.")
    assert state(handout) == (HandoutStatus.QUEUED, 1)
    assert handout.failure_reason == "The disk was full."
    assert jobs.claim(handout.pk) is None
    Handout.objects.filter(pk=handout.pk).update(run_after=Now())
    assert jobs.claim(handout.pk).attempt == 2


def test_the_third_failure_is_the_last_and_says_why(handout):
    for _ in range(jobs.MAX_ATTEMPTS):
        Handout.objects.filter(pk=handout.pk).update(run_after=None)
        jobs.give_back(jobs.claim(handout.pk), "The disk was full.")
    assert state(handout) == (HandoutStatus.FAILED, 3)
    assert handout.failure_reason == "The disk was full. It was tried 3 times."


def test_a_job_whose_worker_died_three_times_fails_with_a_reason(handout):
    for _ in range(jobs.MAX_ATTEMPTS):
        assert jobs.claim(handout.pk)
        lose(handout)
        assert jobs.recover_lost() == 1
    assert state(handout) == (HandoutStatus.FAILED, 3)
    assert handout.failure_reason.startswith("The worker stopped")
    assert jobs.recover_lost() == 0


def test_a_released_job_has_not_used_an_attempt(handout):
    jobs.release(jobs.claim(handout.pk))
    assert state(handout) == (HandoutStatus.QUEUED, 0)


def test_only_a_failed_job_can_be_tried_again(handout):
    assert not jobs.retry(handout)
    jobs.fail(jobs.claim(handout.pk), "Too long.")
    assert jobs.retry(handout)
    assert state(handout) == (HandoutStatus.QUEUED, 0)
    assert jobs.claim(handout.pk)


# ---- Waking a worker ----


def test_without_redis_nothing_is_sent(monkeypatch, settings):
    settings.REDIS_URL = ""
    monkeypatch.setattr(jobs.current_app, "send_task", lambda *a, **k: pytest.fail("sent"))
    jobs.wake(1)


def test_with_redis_the_id_is_sent_under_its_stable_name(monkeypatch, settings):
    settings.REDIS_URL = "redis://nowhere"
    sent = []
    monkeypatch.setattr(jobs.current_app, "send_task", lambda name, **k: sent.append((name, k["args"])))
    jobs.wake(7)
    assert sent == [("handouts.render", [7])]


def test_a_broker_that_is_down_is_only_logged(monkeypatch, settings, caplog):
    settings.REDIS_URL = "redis://nowhere"

    def down(*_: object, **__: object) -> None:
        raise OperationalError("no")

    monkeypatch.setattr(jobs.current_app, "send_task", down)
    jobs.wake(7)
    assert "handout 7" in caplog.text


# ---- Rendering ----


def test_a_render_ends_in_one_stored_pdf(handout, media):
    assert rendering.render_handout(handout.pk)
    assert not rendering.render_handout(handout.pk)
    assert state(handout) == (HandoutStatus.READY, 1)
    data = load(Artefact(handout.file_name, handout.pdf_sha256))
    assert data.startswith(b"%PDF-1.7")
    assert [path.read_bytes() for path in media.rglob("*.pdf")] == [data]


@pytest.mark.parametrize(
    "error", [ContentRefused("note: 9 of 3"), pdf.RenderRefused("The handout would have 99 pages")]
)
def test_what_another_attempt_cannot_mend_fails_at_once(handout, monkeypatch, error):
    def refuse(content: object) -> None:
        raise error

    monkeypatch.setattr(pdf, "render", refuse)
    assert not rendering.render_handout(handout.pk)
    assert state(handout) == (HandoutStatus.FAILED, 1)
    assert str(error) in handout.failure_reason


def test_an_unexpected_error_is_tried_again_and_the_log_names_no_patient(handout, monkeypatch, caplog):
    def broken(content: dict) -> None:
        raise KeyError(content["patient_name"])

    monkeypatch.setattr(pdf, "render", broken)
    assert not rendering.render_handout(handout.pk)
    assert state(handout) == (HandoutStatus.QUEUED, 1)
    assert handout.failure_reason == "The PDF could not be made (KeyError)."
    assert "KeyError" in caplog.text
    assert "Lindqvist" not in caplog.text


def test_a_full_disk_is_tried_again_and_leaves_no_file_behind_that_is_served(handout, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("protocols.handouts.artefacts.default_storage.save", full)
    assert not rendering.render_handout(handout.pk)
    assert state(handout) == (HandoutStatus.QUEUED, 1)
    assert handout.file_name == ""


def test_a_worker_that_is_told_to_stop_puts_the_job_back(handout, monkeypatch):
    def stop(content: object) -> None:
        raise SystemExit

    monkeypatch.setattr(pdf, "render", stop)
    with pytest.raises(SystemExit):
        rendering.render_handout(handout.pk)
    assert state(handout) == (HandoutStatus.QUEUED, 0)


# ---- Storage ----


def test_storing_twice_keeps_one_file(media):
    first, second = store(b"%PDF one"), store(b"%PDF one")
    assert first == second
    assert len(list(media.rglob("*.pdf"))) == 1


def test_a_half_written_file_is_replaced(media):
    artefact = store(b"%PDF whole")
    (media / artefact.file_name).write_bytes(b"%PDF wh")
    assert store(b"%PDF whole") == artefact
    assert load(artefact) == b"%PDF whole"


def test_a_damaged_or_missing_file_is_not_served(media):
    artefact = store(b"%PDF whole")
    (media / artefact.file_name).write_bytes(b"%PDF wh")
    with pytest.raises(ArtefactMissing):
        load(artefact)
    (media / artefact.file_name).unlink()
    with pytest.raises(ArtefactMissing):
        load(artefact)
