"""A real Celery worker whose clock runs faster and whose renders can be held up, for the fault tests.

    python -m tests.handouts.worker        with AXIS_VAR_DIR and the variables below

It is the product's own worker: only times are shortened, and `pdf.render` waits or dies when a file asks it to.
`held` holds every render until it is removed, `deaf` does so and swallows every exception meanwhile, `poison` kills
the child in the middle of a render, `error` raises. Each render leaves its process id in `started`.
"""

import os
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

VAR = Path(os.environ["AXIS_VAR_DIR"])
SWEEP = float(os.environ.get("TEST_SWEEP", "0.3"))
LEASE = float(os.environ.get("TEST_LEASE", "1.5"))


def obedient(render: Any) -> Any:
    """The real renderer, which first looks for the files that hold it up."""

    def render_or_not(content: dict[str, Any]) -> Any:
        with (VAR / "started").open("a") as file:
            file.write(f"{os.getpid()}\n")
        while (VAR / "held").exists():
            time.sleep(0.02)
        while (VAR / "deaf").exists():
            hang()
        if (VAR / "poison").exists():
            os.kill(os.getpid(), signal.SIGKILL)
        if (VAR / "error").exists():
            raise KeyError(content["patient_name"])
        return render(content)

    return render_or_not


def hang() -> None:
    """Wait a moment, whatever anybody says."""
    try:
        time.sleep(0.02)
    except BaseException:  # noqa: S110  (what a library stuck in a loop would do)
        pass


def main() -> None:
    import django

    django.setup()
    from config.celery import app
    from protocols.handouts import jobs, pdf, pump

    jobs.LEASE, jobs.HEARTBEAT = timedelta(seconds=LEASE), timedelta(seconds=LEASE / 4)
    jobs.BACK_OFF = (timedelta(seconds=0.1), timedelta(seconds=0.2))
    pump.SWEEP = SWEEP
    pump.RESEND = float(os.environ.get("TEST_RESEND", "30"))
    app.conf.task_soft_time_limit = float(os.environ.get("TEST_SOFT_LIMIT", "25"))
    app.conf.task_time_limit = float(os.environ.get("TEST_HARD_LIMIT", "40"))
    if "TEST_NO_SWEEP" in os.environ:
        jobs.recover_lost = lambda: 0
    pdf.render = obedient(pdf.render)
    # Without the three conversations between workers, which a broker inside one process does not carry.
    app.worker_main(["worker", "-c", "1", "-l", "WARNING", "--without-gossip", "--without-mingle", *sys.argv[1:]])


if __name__ == "__main__":
    main()
