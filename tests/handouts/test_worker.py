"""Real worker processes over SQLite and the broker inside the worker: what happens when they die.

Each fault has a control: with the sweep switched off the same fault must leave the job lying there.
"""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator

import pytest

from tests.handouts.yard import Yard


def one_artefact_each(yard: Yard) -> bool:
    """Every job has its own stored PDF with the hash that its row names, and there is no other file."""
    names = sorted(row["file_name"] for row in yard.jobs())
    return names == sorted(str(path.relative_to(yard.var / "media")) for path in yard.files())


def held_up(yard: Yard, **more: str):
    """A worker in the middle of its first render, which waits; and the file that lets it go on."""
    hold = yard.touch("held")
    before = yard.renders()
    worker = yard.start(**more)
    yard.wait(lambda: yard.renders() > before)
    return worker, hold


def test_queued_rows_become_pdfs_without_any_message(yard):
    yard.add(3)
    yard.start()
    yard.wait(lambda: yard.all_are("ready"))
    assert one_artefact_each(yard)
    assert yard.renders() == 3


def test_a_killed_worker_loses_nothing_and_makes_one_pdf_each(yard):
    """The second worker is handed every waiting job again and again, which must change nothing."""
    yard.add(2)
    worker, hold = held_up(yard)
    yard.kill(worker)
    hold.unlink()
    yard.start(TEST_RESEND="0")
    yard.wait(lambda: yard.all_are("ready"))
    assert [row["attempts"] for row in yard.jobs()] == [2, 1]
    assert yard.renders() == 3
    assert one_artefact_each(yard)


def test_control_without_the_sweep_a_killed_worker_leaves_the_job_lying(yard):
    yard.add(2)
    worker, hold = held_up(yard)
    yard.kill(worker)
    hold.unlink()
    yard.start(TEST_NO_SWEEP="1")
    yard.wait(lambda: yard.jobs()[1]["status"] == "ready")
    with pytest.raises(AssertionError):
        yard.wait(lambda: yard.all_are("ready"), seconds=4)
    assert yard.jobs()[0]["status"] == "rendering"


@pytest.mark.faults
def test_a_killed_child_is_replaced_and_its_job_done_by_the_next(yard):
    yard.add(1)
    _, hold = held_up(yard)
    child = int((yard.var / "started").read_text().split()[-1])
    os.kill(child, signal.SIGKILL)
    hold.unlink()
    yard.wait(lambda: yard.all_are("ready"))
    assert one_artefact_each(yard)


def test_a_job_that_kills_every_worker_fails_after_three_tries_and_the_next_one_is_done(yard):
    yard.touch("poison")
    yard.add(1)
    yard.start()
    yard.wait(lambda: yard.all_are("failed"), seconds=90)
    row = yard.jobs()[0]
    assert (row["attempts"], yard.renders()) == (3, 3)
    assert row["failure_reason"] == "The worker stopped while it made the PDF. It was tried 3 times."
    (yard.var / "poison").unlink()
    yard.add(1)
    yard.wait(lambda: yard.jobs()[1]["status"] == "ready")


@pytest.mark.faults
def test_an_error_fails_after_three_tries_and_nothing_of_the_patient_is_in_the_log(yard):
    yard.touch("error")
    yard.add(1)
    yard.start()
    yard.wait(lambda: yard.all_are("failed"))
    assert yard.renders() == 3
    log = (yard.var / "log").read_text()
    assert "KeyError" in log
    assert "Lindqvist" not in log


@pytest.mark.faults
@pytest.mark.parametrize(("how", "reason"), [("held", "took longer than 25 seconds"), ("deaf", "The worker stopped")])
def test_a_render_that_hangs_is_stopped_and_the_worker_goes_on(yard, how, reason):
    """The soft limit ends what can be interrupted, the hard limit kills the child that cannot."""
    stuck = yard.touch(how)
    yard.add(1)
    yard.start(TEST_SOFT_LIMIT="1", TEST_HARD_LIMIT="2", TEST_LEASE="4")
    yard.wait(lambda: yard.all_are("failed"), seconds=90)
    assert reason in yard.jobs()[0]["failure_reason"]
    assert yard.renders() == 3
    stuck.unlink()
    yard.add(1)
    yard.wait(lambda: yard.jobs()[1]["status"] == "ready")


@pytest.mark.faults
def test_two_workers_and_a_lease_that_ran_out_still_make_one_pdf(yard):
    """The first worker is stopped in the middle of a render, loses its lease, and wakes up after the second is done."""
    yard.add(1)
    first, hold = held_up(yard)
    os.killpg(first.pid, signal.SIGSTOP)
    hold.unlink()
    yard.start()
    yard.wait(lambda: yard.all_are("ready"))
    before = [dict(row) for row in yard.jobs()]
    os.killpg(first.pid, signal.SIGCONT)
    yard.add(1)
    yard.wait(lambda: yard.all_are("ready"))
    assert [dict(row) for row in yard.jobs()][:1] == before
    assert one_artefact_each(yard)


@pytest.mark.faults
@pytest.mark.parametrize("to_all", [False, True])
def test_a_worker_that_is_asked_to_stop_finishes_or_puts_the_job_back(yard, to_all):
    """SIGTERM to the worker alone (a container) lets it finish; to every process (a service manager) it gives back."""
    yard.add(1)
    worker, hold = held_up(yard)
    (os.killpg if to_all else os.kill)(worker.pid, signal.SIGTERM)
    if not to_all:
        hold.unlink()
    worker.wait(30)
    row = yard.jobs()[0]
    assert (row["status"], row["attempts"]) == (("queued", 0) if to_all else ("ready", 1))


@pytest.mark.faults
def test_twenty_kills_among_sixty_jobs_lose_nothing(yard):
    yard.add(60)
    for _ in range(20):
        worker = yard.start()
        done = sum(row["status"] == "ready" for row in yard.jobs())
        yard.wait(lambda done=done: yard.renders() > done, seconds=30)
        yard.kill(worker)
    yard.start()
    yard.wait(lambda: all(row["status"] in ("ready", "failed") for row in yard.jobs()), seconds=90)
    assert yard.all_are("ready"), [row["failure_reason"] for row in yard.jobs() if row["status"] != "ready"]
    assert one_artefact_each(yard)


@pytest.fixture
def redis(tmp_path) -> Iterator[str]:
    """The address of a Redis server of its own that keeps nothing."""
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    options = ["--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(tmp_path)]
    server = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
    yield f"redis://127.0.0.1:{port}/0"
    server.kill()
    server.wait()


@pytest.mark.faults
def test_with_redis_a_job_whose_message_was_lost_is_found_by_the_sweep(yard, redis):
    """Control: the sweep comes once in ten minutes, and the job without a message is left lying."""
    yard.add(1)
    worker = yard.start(REDIS_URL=redis, TEST_SWEEP="600")
    with pytest.raises(AssertionError):
        yard.wait(lambda: yard.all_are("ready"), seconds=10)
    yard.kill(worker)
    yard.start(REDIS_URL=redis)
    yard.wait(lambda: yard.all_are("ready"))
    assert one_artefact_each(yard)


@pytest.mark.faults
def test_with_redis_a_message_is_enough(yard, redis):
    yard.add(1)
    yard.start(REDIS_URL=redis, TEST_SWEEP="600")
    yard.run("tests.handouts.send", str(yard.jobs()[0]["id"]), REDIS_URL=redis)
    yard.wait(lambda: yard.all_are("ready"))
