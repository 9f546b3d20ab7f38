"""A real Axis for tests: `manage.py up` with its web server and worker, on a free port and a data folder of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import psutil
import pytest

ROOT = Path(__file__).resolve().parent.parent
START_WITHIN = 60.0
STOP_WITHIN = 30.0


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def product_environment(data: Path, **more: str) -> dict[str, str]:
    """The environment of a fresh installation: nothing of the test run's own settings."""
    of_tests = {"DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE", "FONTCONFIG_FILE"}
    of_tests |= {"DATABASE_URL", "REDIS_URL", "STORAGE_URL", "PUBLIC_URL", "SECRET_KEY", "DEBUG", "HTTPS"}
    kept = {name: value for name, value in os.environ.items() if name not in of_tests}
    return {**kept, "AXIS_VAR_DIR": str(data), **more}


class LiveSite:
    """One `manage.py up`. `start()` returns when it says that it runs; everything it says is kept in `said`."""

    def __init__(self, data: Path, *options: str, **environment: str) -> None:
        self.data = data
        self.port = free_port()
        self.options = options
        self.environment = product_environment(data, **environment)
        self.output = data / "up.txt"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        return self.output.read_text()

    def start(self) -> "LiveSite":
        command = [sys.executable, "manage.py", "up", "--port", str(self.port), *self.options]
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=output, stderr=output, start_new_session=True
            )
        self.wait_for("Axis is running at", START_WITHIN)
        return self

    def wait_for(self, words: str, seconds: float) -> None:
        """Returns when `up` has said the words. Fails with all it said when it ends or stays silent."""
        deadline = time.monotonic() + seconds
        while words not in self.said:
            ended = self.process is None or self.process.poll() is not None
            if ended or time.monotonic() > deadline:
                pytest.fail(f"`manage.py up` did not say {words!r}. It said:\n{self.said}")
            time.sleep(0.05)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ends it as Ctrl-C would, and returns its exit status; kills it and fails when that takes too long."""
        assert self.process is not None
        family = self.family()
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            for member in family:
                if member.is_running():
                    member.kill()
            pytest.fail(f"`manage.py up` did not stop within {STOP_WITHIN:.0f} s. It said:\n{self.said}")

    def family(self) -> list[psutil.Process]:
        """`up` and every process it started, however deep."""
        assert self.process is not None
        try:
            parent = psutil.Process(self.process.pid)
            return [parent, *parent.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def kill(self) -> None:
        """Ends everything at once, as a power cut would."""
        for member in self.family():
            member.kill()
        if self.process is not None:
            self.process.wait()

    def child(self, module: str) -> psutil.Process | None:
        """The first process of the web server ("gunicorn") or of the worker ("celery"), if it runs."""
        alive = (one for one in self.family()[1:] if one.is_running() and one.status() != psutil.STATUS_ZOMBIE)
        return next((one for one in alive if one.ppid() == self.process.pid and module in one.cmdline()), None)

    def get(self, path: str) -> str:
        with urlopen(self.url + path, timeout=10) as response:
            return response.read().decode()

    def manage(self, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """Another command of the same installation; fails with its words when it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            **options,
        )
        if done.returncode:
            pytest.fail(f"manage.py {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
        return done

    @property
    def sign_in(self) -> tuple[str, str]:
        """User name and password of the demo practitioner, as `up` printed them."""
        found = re.search(r"Sign in as (\S+) with the password (\S+)", self.said)
        assert found, f"`manage.py up` printed no sign-in:\n{self.said}"
        return found[1], found[2]


@pytest.fixture(scope="session")
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """One running Axis for the whole test run, with the demo practice. Make patients of your own to change.

    Mark the tests that use it `@pytest.mark.xdist_group("live")`, so that one test process starts it, not each.
    """
    site = LiveSite(tmp_path_factory.mktemp("live"))
    try:
        yield site.start()
    finally:
        site.kill()
