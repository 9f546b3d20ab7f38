"""A folder with a database of its own, in which real workers are started, killed and looked at."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TABLE = "handouts_handout"


class Yard:
    """One installation: `var` holds its database and its files."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.workers: list[subprocess.Popen[bytes]] = []

    @property
    def environment(self) -> dict[str, str]:
        """The variables of every process of this installation."""
        own = {"AXIS_VAR_DIR": str(self.var), "DJANGO_SETTINGS_MODULE": "config.settings_test", "REDIS_URL": ""}
        return {**os.environ, **own}

    def run(self, *arguments: str, **more: str) -> None:
        """Run a module of the project to its end."""
        subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, env=self.environment | more, check=True)

    def start(self, **more: str) -> subprocess.Popen[bytes]:
        """Start a worker in a process group of its own."""
        with (self.var / "log").open("ab") as log:
            worker = subprocess.Popen(
                [sys.executable, "-m", "tests.handouts.worker"],
                cwd=ROOT,
                env=self.environment | more,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.workers.append(worker)
        return worker

    def kill(self, worker: subprocess.Popen[bytes], number: int = signal.SIGKILL) -> None:
        """Send a signal to the worker and all its children, and wait for its end."""
        os.killpg(worker.pid, number)
        worker.wait(30)

    def stop(self) -> None:
        """End every worker that still runs."""
        for worker in self.workers:
            if worker.poll() is None:
                self.kill(worker)

    def touch(self, name: str) -> Path:
        """Ask the renderer for something; see `worker`."""
        path = self.var / name
        path.touch()
        return path

    def query(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """Rows of the installation's database."""
        with sqlite3.connect(self.var / "axis.sqlite3", timeout=20) as database:
            database.row_factory = sqlite3.Row
            return database.execute(sql, values).fetchall()

    def add(self, count: int) -> None:
        """Queue that many handouts, each a copy of the first row in a form of its own."""
        names = [row["name"] for row in self.query(f"pragma table_info({TABLE})") if row["name"] != "id"]
        fresh = {"public_id": "?", "template_version": "?", "content": "?", "status": "'queued'"}
        chosen = ", ".join(fresh.get(name, name) for name in names)
        for _ in range(count):
            version = uuid.uuid4().hex[:12]
            own = {"public_id": uuid.uuid4().hex, "template_version": version, "content": self._content(version)}
            values = [own[name] for name in names if name in own]
            sql = f"insert into {TABLE} ({', '.join(names)}) select {chosen} from {TABLE} where id = 1"  # noqa: S608
            self.query(sql, *values)

    def _content(self, version: str) -> str:
        """The content of the first row with a word of its own, so that every PDF is another."""
        content = json.loads(self.query(f"select content from {TABLE} where id = 1")[0]["content"])  # noqa: S608
        return json.dumps(content | {"made_with": version})

    def jobs(self) -> list[sqlite3.Row]:
        """Every queued or finished job; the first row is only the pattern of the others."""
        return self.query(f"select * from {TABLE} where id > 1 order by id")  # noqa: S608

    def files(self) -> list[Path]:
        """Every file in the storage."""
        return [path for path in (self.var / "media").rglob("*") if path.is_file()]

    def renders(self) -> int:
        """How many renders were begun."""
        path = self.var / "started"
        return len(path.read_text().splitlines()) if path.exists() else 0

    def wait(self, done: Callable[[], bool], seconds: float = 60) -> None:
        """Wait until something holds; fails with the rows and the worker's log."""
        end = time.monotonic() + seconds
        while not done():
            if time.monotonic() > end:
                states = [(row["status"], row["attempts"], row["failure_reason"]) for row in self.jobs()]
                raise AssertionError(f"{states}\n{(self.var / 'log').read_text()}")
            time.sleep(0.05)

    def all_are(self, status: str) -> bool:
        """Whether every job has this status."""
        return all(row["status"] == status for row in self.jobs())
