"""`manage.py up` as people use it: start, start again, lose a process, stop; with real processes."""

import re
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.live_site import ROOT, LiveSite, product_environment

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("up")]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """One installation for all tests of this module, which start it when it is not running."""
    one = LiveSite(tmp_path_factory.mktemp("up"))
    yield one
    one.kill()


@pytest.fixture
def running(site: LiveSite) -> LiveSite:
    return site if site.process is not None and site.process.poll() is None else site.start()


def up(data: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """An `up` that is expected to end by itself."""
    return subprocess.run(
        [sys.executable, "manage.py", "up", *options],
        cwd=ROOT,
        env=product_environment(data, **environment),
        capture_output=True,
        text=True,
        timeout=60,
    )


def until(true: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def gone(processes: list[psutil.Process]) -> bool:
    return not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in processes)


def test_it_says_where_it_is_and_how_to_get_in(running: LiveSite) -> None:
    assert f"Axis is running at {running.url}/" in running.said
    username, password = running.sign_in
    assert username == "demo" and len(password) >= 12
    assert "Sign in" in running.get("/")


def test_pages_have_their_style_sheets(running: LiveSite) -> None:
    [sheet, *_] = re.findall(r'href="(/static/[^"]+\.css)"', running.get("/login/"))
    assert re.search(r"\.[0-9a-f]{12}\.css$", sheet), "the name must change with the content"
    assert "{" in running.get(sheet)


def test_everything_written_belongs_to_one_person(running: LiveSite) -> None:
    assert stat.S_IMODE(running.data.stat().st_mode) == 0o700
    for name in ("axis.sqlite3", "secret_key", "log/web.log", "log/worker.log"):
        assert stat.S_IMODE((running.data / name).stat().st_mode) == 0o600, name


def test_a_second_start_names_the_first(running: LiveSite) -> None:
    second = up(running.data)
    assert second.returncode == 0
    assert second.stdout == f"Axis is already running at {running.url}/\n"
    assert running.process.poll() is None


@pytest.mark.parametrize("module", ["celery", "gunicorn"])
def test_a_killed_process_comes_back(running: LiveSite, module: str) -> None:
    until(lambda: running.child(module) is not None)
    killed = running.child(module)
    its_own = killed.children(recursive=True)
    killed.kill()
    until(lambda: (reborn := running.child(module)) is not None and reborn.pid != killed.pid)
    until(lambda: gone(its_own))
    until(lambda: answers(running))


def answers(site: LiveSite) -> bool:
    try:
        return site.get("/livez") == "ok\n"
    except OSError:
        return False


def test_a_backup_restores(site: LiveSite, running: LiveSite, tmp_path: Path) -> None:
    """As docs/operations.md describes it: copy while it runs; lose everything; put the copy in place; start.

    The loss here is a power cut, and the copy is of an older version, so that the start upgrades it.
    """
    copy = tmp_path / "copy"
    running.manage("backup", str(copy))
    before = patients(copy / "axis.sqlite3")
    assert before >= 3, "the demo practice has three patients"
    running.kill()
    for name in ("axis.sqlite3", "axis.sqlite3-wal", "axis.sqlite3-shm"):
        (site.data / name).unlink(missing_ok=True)
    shutil.copy(copy / "axis.sqlite3", site.data)
    site.manage("migrate", "sessions", "zero", "--verbosity", "0")
    site.start()
    assert patients(site.data / "axis.sqlite3") == before
    before_upgrade = re.search(r"a copy of it is in (.+)", site.said)
    assert before_upgrade and patients(Path(before_upgrade[1]) / "axis.sqlite3") == before


def patients(database: Path) -> int:
    with sqlite3.connect(database) as session:
        return session.execute("SELECT count(*) FROM intake_patient").fetchone()[0]


def test_ctrl_c_stops_everything_and_a_second_start_is_fast(site: LiveSite, running: LiveSite) -> None:
    until(lambda: len(running.family()) >= 6)  # up; web and its two workers; worker and its child
    family, sign_in = running.family(), running.sign_in
    kept = {name: (site.data / name).stat().st_mtime_ns for name in ("secret_key", "static.fingerprint")}
    assert running.stop(signal.SIGINT) == 0
    assert running.said.endswith("Axis has stopped.\n")
    assert gone(family)
    with socket.socket() as caller:
        assert caller.connect_ex(("127.0.0.1", running.port)) != 0

    site.start()
    assert work_of(site) < 5, "a second start takes seconds"
    assert site.sign_in == sign_in
    assert {name: (site.data / name).stat().st_mtime_ns for name in kept} == kept


def work_of(site: LiveSite) -> float:
    """Processor seconds that `up` took to get ready; unlike a clock it does not count what else the machine does."""
    times = psutil.Process(site.process.pid).cpu_times()
    return times.user + times.system


def test_killed_outright_it_leaves_nobody_behind(running: LiveSite) -> None:
    until(lambda: running.child("celery") is not None)
    family = running.family()
    running.process.kill()
    running.process.wait()
    until(lambda: gone(family), seconds=30)


def test_a_taken_port_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        refused = up(tmp_path, "--port", str(port))
    assert refused.returncode == 1
    assert refused.stderr.strip().endswith(f"Port {port} of 127.0.0.1 cannot be used: another program has it.")
    assert "Traceback" not in refused.stderr


def test_a_database_that_does_not_answer_is_said_in_words(tmp_path: Path) -> None:
    refused = up(tmp_path, DATABASE_URL="postgres://axis@127.0.0.1:1/axis")
    assert refused.returncode == 1
    assert "The database does not answer" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_without_a_demo_it_says_how_to_open_a_practice(tmp_path: Path) -> None:
    site = LiveSite(tmp_path, "--no-demo")
    try:
        site.start()
        site.wait_for("manage.py open_practice", 5)
        assert "Sign in as" not in site.said
        assert patients(site.data / "axis.sqlite3") == 0
    finally:
        site.kill()
