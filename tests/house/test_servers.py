"""The installation of docker-compose.yml, run here without Docker: its own commands against PostgreSQL and Redis."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path

import pytest
import yaml

from tests.live_site import free_port, product_environment
from tests.servers import Server

ROOT = Path(__file__).resolve().parents[2]
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
BEHIND_PROXY = {"Host": "axis.example.org", "X-Forwarded-Proto": "https"}

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("servers")]


class Installation:
    """The services of the compose file as processes of this machine."""

    def __init__(self, folder: Path, postgres: Server, redis_server: Server) -> None:
        secret = folder / "secret"
        secret.write_text("a secret of this test run that is long enough for every check of Django\n")
        self.folder = folder
        self.port = free_port()
        self.environment = product_environment(
            folder,
            ALLOWED_HOSTS="axis.example.org",
            HTTPS="1",
            DATABASE_URL=postgres.url,
            REDIS_URL=redis_server.url,
            SECRET_KEY_FILE=str(secret),
            HOST="127.0.0.1",
            PORT=str(self.port),
            HOSTNAME=os.uname().nodename,
            PATH=f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        )
        self.running: list[subprocess.Popen[bytes]] = []

    def here(self, words: list[str]) -> list[str]:
        """A command of the compose file with this installation's own folder and port."""
        return [
            word.replace("/tmp", str(self.folder)).replace(":8000/", f":{self.port}/").replace("$$", "$")
            for word in words
        ]

    def run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.here(command), cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=60
        )

    def start(self, service: str) -> None:
        with (self.folder / f"{service}.log").open("wb") as log:
            self.running.append(
                subprocess.Popen(
                    self.here(SERVICES[service]["command"]),
                    cwd=ROOT,
                    env=self.environment,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )

    def is_healthy(self, service: str) -> bool:
        kind, *words = SERVICES[service]["healthcheck"]["test"]
        command = ["sh", "-c", words[0]] if kind == "CMD-SHELL" else words
        return self.run(command).returncode == 0

    def wait_until_healthy(self, service: str, seconds: float = 40.0) -> None:
        deadline = time.monotonic() + seconds
        while not self.is_healthy(service):
            if time.monotonic() > deadline:
                pytest.fail(f"{service} is not healthy:\n{(self.folder / f'{service}.log').read_text()}")
            time.sleep(0.3)

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, Message]:
        """Status and headers of one answer; a redirect is an answer."""
        web = HTTPConnection("127.0.0.1", self.port, timeout=10)
        web.request("GET", path, headers=headers or {})
        answer = web.getresponse()
        web.close()
        return answer.status, answer.headers

    def stop(self) -> None:
        for process in self.running:
            process.send_signal(signal.SIGTERM)
        for process in self.running:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@pytest.fixture
def installation(tmp_path: Path, postgres: Server, redis_server: Server) -> Iterator[Installation]:
    installed = Installation(tmp_path, postgres, redis_server)
    try:
        yield installed
    finally:
        installed.stop()


def test_the_services_of_the_compose_file(installation: Installation, redis_server: Server) -> None:
    prepared = installation.run(SERVICES["prepare"]["command"])
    assert prepared.returncode == 0, prepared.stdout + prepared.stderr
    installation.run(["python", "manage.py", "collectstatic", "--no-input"])
    for service in ("worker", "beat", "web"):
        installation.start(service)
    for service in ("web", "beat", "worker"):  # the quickest to ask first
        installation.wait_until_healthy(service)
    check_that_pages_travel_over_https_only(installation)
    check_that_pages_outlive_the_broker(installation, redis_server)


def check_that_pages_travel_over_https_only(installation: Installation) -> None:
    status, headers = installation.get("/login/", BEHIND_PROXY)
    assert status == 200
    assert int(headers["Strict-Transport-Security"].split(";")[0].removeprefix("max-age=")) >= 180 * 24 * 3600
    assert "Secure" in headers["Set-Cookie"]
    status, headers = installation.get("/login/", {"Host": "axis.example.org"})
    assert (status, headers["Location"]) == (301, "https://axis.example.org/login/")
    assert installation.get("/login/", {**BEHIND_PROXY, "Host": "elsewhere.example.org"})[0] == 400


def check_that_pages_outlive_the_broker(installation: Installation, redis_server: Server) -> None:
    redis_server.stop(signal.SIGKILL)
    assert installation.get("/readyz")[0] == 503
    assert installation.get("/livez")[0] == 200
    assert installation.get("/login/", BEHIND_PROXY)[0] == 200
    redis_server.start()
    assert installation.get("/readyz")[0] == 200
    installation.wait_until_healthy("worker")
