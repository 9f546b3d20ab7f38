"""Child processes: started again when they die, with longer and longer pauses, and stopped with all they started."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from config import children
from config.children import Child

OBEYS = "import time; print('at work', flush=True); time.sleep(60)"
IGNORES = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('at work', flush=True); time.sleep(60)"
)
FALLS = "raise SystemExit('out of luck')"
STARTS_ANOTHER = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {OBEYS!r}]); time.sleep(60)"


@pytest.fixture
def child(tmp_path: Path):
    """Makes children, and leaves none behind."""
    made: list[Child] = []

    def make(code: str) -> Child:
        log = tmp_path / f"{len(made)}.log"
        one = Child(name="test", command=[sys.executable, "-c", code], folder=tmp_path, log=log, environment={})
        made.append(one)
        return one

    yield make
    children.stop(made, within=0)


def until(true, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def at_work(one: Child) -> bool:
    return "at work" in one.log.read_text()


def test_a_child_has_a_group_of_its_own(child) -> None:
    one = child(OBEYS)
    one.start()
    assert os.getpgid(one.process.pid) == one.process.pid != os.getpgid(0)


def test_a_dead_child_starts_again_after_its_pause(child, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "FIRST_PAUSE", 0.1)
    one = child(OBEYS)
    one.start()
    until(lambda: at_work(one))
    one.pause, first = 0.1, one.process.pid
    one.process.kill()
    until(lambda: not one.alive)
    assert "ended (status -9) and starts again in 0 s" in one.revive()
    assert one.revive() is None and one.process is None, "it must wait for its pause"
    until(lambda: one.revive() is None and one.alive)
    assert one.process.pid != first


def test_pauses_grow_and_stay_below_the_longest(child) -> None:
    one = child(FALLS)
    pauses = []
    for _ in range(7):
        one.start()
        one.process.wait()
        pauses.append(one.pause)
        assert "out of luck" in one.revive()
    assert pauses == [1, 2, 4, 8, 16, 30, 30]


def test_a_child_that_lived_long_starts_with_the_first_pause(child) -> None:
    one = child(FALLS)
    one.start()
    one.process.wait()
    one.pause, one.started = 16.0, time.monotonic() - children.STEADY_AFTER
    assert "starts again in 1 s" in one.revive()


def test_what_a_dead_child_started_goes_with_it(child) -> None:
    one = child(STARTS_ANOTHER)
    one.start()
    until(lambda: at_work(one))
    [another] = psutil.Process(one.process.pid).children()
    one.process.kill()
    one.process.wait()
    one.revive()
    until(lambda: not another.is_running() or another.status() == psutil.STATUS_ZOMBIE)


def test_stopping_is_polite_first(child) -> None:
    one = child(OBEYS)
    one.start()
    until(lambda: at_work(one))
    children.stop([one])
    assert one.process.returncode == -signal.SIGTERM


def test_stopping_has_an_end(child) -> None:
    one = child(IGNORES)
    one.start()
    until(lambda: at_work(one))
    begun = time.monotonic()
    children.stop([one], within=0.3)
    assert one.process.returncode == -signal.SIGKILL
    assert time.monotonic() - begun < 5


def test_keep_running_ends_when_asked(child) -> None:
    one = child(FALLS)
    one.start()
    said: list[str] = []
    ending = threading.Event()
    threading.Timer(1.0, ending.set).start()
    children.keep_running([one], ending, said.append)
    assert len(said) == 1 and "out of luck" in said[0]


def test_a_long_log_is_put_aside(child, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "LARGEST_LOG", 10)
    one = child(OBEYS)
    one.log.write_text("many lines of last year")
    one.start()
    until(lambda: one.log.read_text() == "at work\n")
    assert one.log.with_suffix(".old.log").read_text() == "many lines of last year"
