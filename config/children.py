"""Keeps child processes alive: each in its own process group, restarted with back-off, all stopped together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

FIRST_PAUSE = 1.0  # seconds before a dead child starts again; doubles with every death in a row
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0  # a child that lived this long starts with the first pause again
STOP_WITHIN = 25.0  # then it is killed
LARGEST_LOG = 10 * 1024 * 1024
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux's prctl

LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def stop_with_parent() -> None:
    """Asks the system to stop this process when its parent dies: nobody would look after it any more."""
    if LIBC is not None:
        LIBC.prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


class Child:
    """One process that should be running, and where it writes what it says."""

    def __init__(
        self, *, name: str, command: Sequence[str], folder: Path, log: Path, environment: dict[str, str]
    ) -> None:
        self.name = name
        self.command = command
        self.folder = folder
        self.log = log
        self.environment = environment
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.pause = FIRST_PAUSE
        self.start_at = 0.0

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=stop_with_parent,
            )
        self.started = time.monotonic()

    def revive(self) -> str | None:
        """Starts a dead child again once its pause is over; says so when it finds it dead."""
        now = time.monotonic()
        if self.process is None and now >= self.start_at:
            self.start()
        elif self.process is not None and not self.alive:
            return self.bury(self.process, now)
        return None

    def bury(self, process: subprocess.Popen[bytes], now: float) -> str:
        """Clears away a dead process with what is left of its group, and sets the time of the next start."""
        self.signal_group(signal.SIGKILL)
        self.process = None
        pause = FIRST_PAUSE if now - self.started >= STEADY_AFTER else self.pause
        self.start_at = now + pause
        self.pause = min(pause * 2, LONGEST_PAUSE)
        last_words = self.last_lines(1)
        return (
            f"The {self.name} process ended (status {process.returncode}) and starts again in {pause:.0f} s. "
            f"Its last words, in {self.log}: {last_words}"
        )

    def ask_to_stop(self) -> None:
        """Only the first process of the group: it tells its own workers to finish what they are doing."""
        if self.process is not None and self.alive:
            self.process.send_signal(signal.SIGTERM)

    def signal_group(self, number: signal.Signals) -> None:
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                pass  # nobody of the group is left

    def last_lines(self, count: int = 15) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])


def keep_running(children: Sequence[Child], until: Event, say: Callable[[str], None]) -> None:
    """Returns when `until` is set; before that every dead child is started again."""
    while not until.wait(0.2):
        for child in children:
            if message := child.revive():
                say(message)


def stop(children: Sequence[Child], within: float = STOP_WITHIN) -> None:
    """Asks every child to finish, and kills the groups that have not by the deadline."""
    deadline = time.monotonic() + within
    for child in children:
        child.ask_to_stop()
    while any(child.alive for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    for child in children:
        child.signal_group(signal.SIGKILL)
        if child.process is not None:
            child.process.wait()
