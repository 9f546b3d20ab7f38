"""The tasks of the handouts room. Their names are part of the messages in flight and never change."""

import gc
import resource
import signal
import sys
from typing import Any

from celery import shared_task
from celery.signals import worker_process_init, worker_ready, worker_shutting_down

from protocols.handouts import pdf, pump, rendering, services

MEMORY_LIMIT = 1_500_000_000
"""Bytes of address space a rendering process may use."""


@shared_task(name="handouts.render")
def render(handout_id: int, **_later: Any) -> None:
    """Make the PDF of one handout; does nothing when the job is done or somebody else's."""
    if not pump.is_stopping():
        rendering.render_handout(handout_id)
        gc.collect()  # a laid-out page is full of cycles; nobody waits for this


@shared_task(name="handouts.sweep")
def sweep(**_later: Any) -> None:
    """Recover what dead workers had claimed, and wake workers for everything that waits."""
    services.sweep()


@worker_process_init.connect
def warm_up(**_: Any) -> None:
    """Make a new child ready: fonts and styles are read before its first job, and it can neither hang on nor swell."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    pdf.warm_up()
    gc.collect()
    gc.freeze()  # what is read by now stays for ever and need not be looked at again
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


worker_ready.connect(pump.start)
worker_shutting_down.connect(pump.stop)
