"""PostgreSQL and Redis of our own for a test: on free ports, in folders that go away, stopped by process id."""

import glob
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import redis

from tests.live_site import free_port

START_WITHIN = 20.0


class Server:
    """One server process and the address that clients use."""

    def __init__(self, command: list[str], url: str, ready: Callable[[], object], user: str | None = None) -> None:
        self.command = command
        self.url = url
        self.ready = ready
        self.user = user
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command, user=self.user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        deadline = time.monotonic() + START_WITHIN
        while True:
            try:
                self.ready()
                return
            except (redis.RedisError, psycopg.Error):
                if time.monotonic() > deadline or self.process.poll() is not None:
                    pytest.fail(f"{self.command[0]} does not answer")
                time.sleep(0.05)

    def stop(self, number: int = signal.SIGINT) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(20)


def postgres_program(name: str) -> str:
    """A program of the newest installed PostgreSQL; Debian keeps them off the path."""
    found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"))
    program = found[-1] if found else shutil.which(name)
    assert program, "PostgreSQL is missing. Type: sudo apt-get install postgresql"
    return program


@contextmanager
def folder_for(user: str | None) -> Iterator[Path]:
    """A folder that the user can reach; pytest's own are closed to everybody but the person who runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="axis-test-"))
    if user:
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def postgres() -> Iterator[Server]:
    """A PostgreSQL server with an empty database `axis`. It refuses to run as root, so root lends it an account."""
    user = "postgres" if os.geteuid() == 0 else None
    with folder_for(user) as folder:
        data = folder / "data"
        initdb = [postgres_program("initdb"), "-D", str(data), "-U", "axis", "--auth=trust", "--no-sync", "-E", "UTF8"]
        subprocess.run(initdb, user=user, check=True, capture_output=True, cwd=folder)
        port = free_port()
        options = ["-p", str(port), "-k", str(folder), "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
        address = f"postgres://axis@127.0.0.1:{port}"
        server = Server(
            [postgres_program("postgres"), "-D", str(data), *options],
            f"{address}/axis",
            lambda: psycopg.connect(f"{address}/postgres").close(),
            user,
        )
        try:
            server.start()
            with psycopg.connect(f"{address}/postgres", autocommit=True) as session:
                session.execute("CREATE DATABASE axis")
            yield server
        finally:
            server.stop()


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[Server]:
    """A Redis server that keeps nothing: what it held is gone when it stops."""
    program = shutil.which("redis-server")
    assert program, "Redis is missing. Type: sudo apt-get install redis-server"
    port = free_port()
    command = [program, "--port", str(port), "--dir", str(tmp_path), "--save", "", "--appendonly", "no"]
    url = f"redis://127.0.0.1:{port}/0"
    server = Server(command, url, lambda: redis.Redis.from_url(url).ping())
    try:
        server.start()
        yield server
    finally:
        server.stop()
