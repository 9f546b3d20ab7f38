"""The job of a handout row, as a small state machine.

    queued --claim--> rendering --mark_ready--> ready
      ^                  |  |
      +---- give_back ---+  +--- fail ---> failed --retry--> queued
      +---- recover_lost (the lease ran out) ---+

Whoever renders holds a lease: a token and a time, by the clock of the database. Every step after the claim names
the token and changes nothing when the row has another one by then, so two workers can never both finish a job.
"""

import logging
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

from celery import current_app
from django.conf import settings
from django.db import connections
from django.db.models import DateTimeField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from protocols.handouts.models import Handout, HandoutStatus

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
HEARTBEAT = timedelta(seconds=15)
RESEND = timedelta(seconds=30)
"""How long a job may wait before its message counts as lost."""
MAX_ATTEMPTS = 3
BACK_OFF = (timedelta(seconds=2), timedelta(seconds=10))
"""How long a job waits before its second and its third attempt."""
LOST = "The worker stopped while it made the PDF."
RELEASED = {"lease_token": None, "lease_until": None}


class Lease(NamedTuple):
    """The right to render one handout."""

    handout_id: int
    token: uuid.UUID
    attempt: int


def _in(delay: timedelta) -> ExpressionWrapper:
    """A time from now, by the database's clock."""
    return ExpressionWrapper(Now() + delay, output_field=DateTimeField())


def claim(handout_id: int) -> Lease | None:
    """Take the job when it waits and is due; None when it is not ours to take."""
    token = uuid.uuid4()
    taken = (
        due()
        .filter(pk=handout_id)
        .update(
            status=HandoutStatus.RENDERING,
            attempts=F("attempts") + 1,
            lease_token=token,
            lease_until=_in(LEASE),
            started_at=Now(),
        )
    )
    if not taken:
        return None
    attempt = Handout.objects.values_list("attempts", flat=True).get(pk=handout_id)
    return Lease(handout_id, token, attempt)


def due() -> QuerySet[Handout]:
    """Jobs that wait and may be tried now, oldest first."""
    may_run = Q(run_after=None) | Q(run_after__lte=Now())
    return Handout.objects.filter(may_run, status=HandoutStatus.QUEUED, attempts__lt=MAX_ATTEMPTS).order_by("pk")


def overdue() -> QuerySet[Handout]:
    """Due jobs that were asked for so long ago that their message may be lost."""
    return due().filter(requested_at__lt=_in(-RESEND))


def _held(lease: Lease) -> QuerySet[Handout]:
    """The row, as long as the lease on it is this one."""
    return Handout.objects.filter(pk=lease.handout_id, status=HandoutStatus.RENDERING, lease_token=lease.token)


def renew(lease: Lease) -> bool:
    """Keep the lease for another while; False when somebody else owns the job by now."""
    return bool(_held(lease).update(lease_until=_in(LEASE)))


def mark_ready(lease: Lease, *, file_name: str, sha256: str, pages: int) -> bool:
    """Finish the job; False when somebody else owns it by now."""
    values = {"file_name": file_name, "pdf_sha256": sha256, "page_count": pages, "failure_reason": ""}
    return bool(_held(lease).update(status=HandoutStatus.READY, finished_at=Now(), **values, **RELEASED))


def fail(lease: Lease, reason: str) -> bool:
    """End the job for a reason that another attempt would not mend."""
    return bool(_held(lease).update(status=HandoutStatus.FAILED, failure_reason=reason, finished_at=Now(), **RELEASED))


def give_back(lease: Lease, reason: str) -> bool:
    """Let the job be tried again after a while, or end it after the last attempt."""
    if lease.attempt >= MAX_ATTEMPTS:
        return fail(lease, f"{reason} It was tried {MAX_ATTEMPTS} times.")
    wait = _in(BACK_OFF[lease.attempt - 1])
    return bool(_held(lease).update(status=HandoutStatus.QUEUED, run_after=wait, failure_reason=reason, **RELEASED))


def release(lease: Lease) -> bool:
    """Put the job back as if it had not been claimed: the worker was told to stop."""
    return bool(_held(lease).update(status=HandoutStatus.QUEUED, attempts=F("attempts") - 1, **RELEASED))


def recover_lost() -> int:
    """Queue again what a dead worker had claimed, or end it after the last attempt; returns how many rows changed."""
    lost = Handout.objects.filter(status=HandoutStatus.RENDERING, lease_until__lt=Now())
    reason = f"{LOST} It was tried {MAX_ATTEMPTS} times."
    ended = lost.filter(attempts__gte=MAX_ATTEMPTS).update(
        status=HandoutStatus.FAILED, failure_reason=reason, finished_at=Now(), **RELEASED
    )
    return ended + lost.update(status=HandoutStatus.QUEUED, failure_reason=LOST, run_after=None, **RELEASED)


def retry(handout: Handout) -> bool:
    """Give a failed job its attempts back; False when it has not failed."""
    failed = Handout.objects.filter(pk=handout.pk, status=HandoutStatus.FAILED)
    return bool(failed.update(status=HandoutStatus.QUEUED, attempts=0, run_after=None, finished_at=None))


def make_again(handout: Handout) -> bool:
    """Queue a ready job whose PDF got lost; False when it is not ready."""
    ready = Handout.objects.filter(pk=handout.pk, status=HandoutStatus.READY)
    return bool(ready.update(status=HandoutStatus.QUEUED, attempts=0, run_after=None, finished_at=None))


def wake(handout_id: int) -> None:
    """Tell a worker about a job. Without Redis workers look for themselves; the sweep makes up for a lost message."""
    if not settings.REDIS_URL:
        return
    try:
        current_app.send_task("handouts.render", args=[handout_id], ignore_result=True)
    except OperationalError as error:
        log.warning("handout %s: no broker to wake a worker (%s); the sweep will", handout_id, type(error).__name__)


def _beat(lease: Lease, stopped: threading.Event) -> None:
    try:
        while not stopped.wait(HEARTBEAT.total_seconds()) and renew(lease):
            pass
    finally:
        connections.close_all()


@contextmanager
def heartbeat(lease: Lease) -> Iterator[None]:
    """Keep the lease while the work goes on; in a thread, because rendering keeps the main one busy."""
    stopped = threading.Event()
    thread = threading.Thread(target=_beat, args=(lease, stopped), name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()
