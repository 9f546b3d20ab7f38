"""Feeds the worker from the database: the job rows are the queue, whatever became of the messages.

A thread in the worker's main process. Without Redis it is the only way a job reaches the worker, so it looks often;
with Redis it looks every 15 seconds for jobs whose message was lost. Both ways it also recovers lost leases.
"""

import logging
import os
import signal
import threading
import time
from typing import Any

from celery import Celery
from django.conf import settings
from django.db import connections
from django.db.utils import DatabaseError, InterfaceError
from kombu.exceptions import OperationalError

from protocols.handouts import jobs

log = logging.getLogger(__name__)

POLL = 0.15
"""Seconds between two looks at the queue without Redis."""
SWEEP = 15.0
"""Seconds between two sweeps; with Redis also between two looks."""
RESEND = jobs.RESEND.total_seconds()
"""Seconds after which a job that still waits is handed over again."""
OUTSTANDING = 50
"""Jobs handed over at a time; the rest keeps its place in the table."""


class Pump(threading.Thread):
    """Hands due jobs to Celery, each attempt once (again after `RESEND` seconds)."""

    def __init__(self, app: Celery) -> None:
        super().__init__(name="pump", daemon=True)
        self.app = app
        self.pause = SWEEP if settings.REDIS_URL else POLL
        self.handed: dict[tuple[int, int], float] = {}
        self.next_sweep = 0.0
        self.stopped = threading.Event()
        self.busy = threading.Lock()
        self.connection: Any = None

    def run(self) -> None:
        """Pump until stopped. An unexpected error ends the worker, so that its supervisor starts a healthy one."""
        self._close_before_forks()
        try:
            while not self.stopped.wait(self.pause):
                with self.busy:
                    self._turn()
        except Exception:
            log.critical("the pump broke; this worker stops", exc_info=True)
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            self.connection.close()

    def _turn(self) -> None:
        try:
            if time.monotonic() >= self.next_sweep:
                jobs.recover_lost()
                self.next_sweep = time.monotonic() + SWEEP
            self._hand_over()
        except (DatabaseError, InterfaceError, OperationalError) as error:
            log.warning("the pump waits: %s", type(error).__name__)
            self.connection.close()

    def _hand_over(self) -> None:
        """Send every due attempt that was not sent lately."""
        now = time.monotonic()
        waiting = list(jobs.due().values_list("pk", "attempts")[:OUTSTANDING])
        self.handed = {key: sent for key, sent in self.handed.items() if key in waiting and now - sent < RESEND}
        for key in waiting:
            if key not in self.handed:
                self.app.send_task("handouts.render", args=[key[0]], ignore_result=True)
                self.handed[key] = now

    def _close_before_forks(self) -> None:
        """No child process may inherit an open database connection or a lock held in the middle of a turn."""
        self.connection = connections["default"]
        self.connection.inc_thread_sharing()

        def before() -> None:
            self.busy.acquire()
            self.connection.close()

        os.register_at_fork(before=before, after_in_parent=self.busy.release, after_in_child=self.busy.release)


_pumps: list[Pump] = []


def start(sender: Any, **_: Any) -> None:
    """Start the pump of a worker that is ready for jobs."""
    pump = Pump(sender.app)
    _pumps.append(pump)
    pump.start()


def stop(**_: Any) -> None:
    """Hand over nothing more: the worker is shutting down."""
    for pump in _pumps:
        pump.stopped.set()


def is_stopping() -> bool:
    """Whether this worker shuts down. A child started before that does not know and finishes what it has begun."""
    return any(pump.stopped.is_set() for pump in _pumps)
