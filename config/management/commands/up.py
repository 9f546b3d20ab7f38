"""`manage.py up`: everything Axis needs on one machine, as one process that Ctrl-C ends."""

import fcntl
import json
import os
import signal
import sys
import time
from argparse import ArgumentParser
from io import StringIO, TextIOWrapper
from threading import Event
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.core.management.utils import get_random_secret_key
from django.db import OperationalError, connection

from accounts.models import Practice, User
from config import preflight, static_files
from config.backup import back_up_before_migrating
from config.children import Child, keep_running, stop, stop_with_parent

READY_WITHIN = 60.0  # seconds


class Command(BaseCommand):
    help = "Prepare the database, then run the web server and the handout worker until Ctrl-C."
    requires_system_checks = ()  # `migrate` runs them

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, help="port to listen on (8000, or the next free one)")
        parser.add_argument("--no-demo", action="store_true", help="make no demo practice")

    def handle(self, *, host: str, port: int | None, no_demo: bool, **options) -> None:
        os.umask(0o077)  # whatever is written from here on belongs to this user alone
        try:
            preflight.prepare_data_folder(settings.VAR_DIR)
            with (settings.VAR_DIR / "up.lock").open("a+") as lock:
                if not claim(lock):
                    return self.say(f"Axis is already running{running_at(lock)}")
                self.check_machine()
                port = preflight.choose_port(host, port)
                self.serve(host, port, demo=not no_demo, lock=lock)
        except preflight.NotReady as problem:
            raise CommandError(str(problem)) from problem
        except OperationalError as problem:
            raise CommandError(f"The database does not answer: {problem}") from problem

    def say(self, message: str) -> None:
        self.stdout.write(message)
        self.stdout.flush()

    def check_machine(self) -> None:
        preflight.check_free_disk(settings.VAR_DIR)
        preflight.check_pango()
        if connection.vendor == "sqlite":
            preflight.check_local_disk(settings.VAR_DIR)
        preflight.create_secret_key(settings.SECRET_KEY_PATH, get_random_secret_key())

    def serve(self, host: str, port: int, *, demo: bool, lock: TextIOWrapper) -> None:
        """Prepares the data, starts the children and looks after them until a signal comes."""
        stopping = stop_on_signals()
        if "MAKELEVEL" in os.environ:
            stop_with_parent()  # killing `make run` means this
        sign_in = self.prepare_data(demo)
        address = address_of(host, port)
        os.environ.setdefault("PUBLIC_URL", address)
        children = [web_server(host, port), worker()]
        try:
            for child in children:
                child.start()
            wait_until_ready(f"{address}readyz", children[0], stopping)
            if not stopping.is_set():
                remember(lock, address)
                self.greet(host, address, sign_in)
            keep_running(children, stopping, self.say)
            self.say("Stopping ...")
        finally:
            stop(children)
        self.say("Axis has stopped.")

    def prepare_data(self, demo: bool) -> str:
        """Brings database, releases, demo practice and static files up to date. Returns how to sign in to the demo."""
        if copy := back_up_before_migrating():
            self.say(f"The database is about to change; a copy of it is in {copy}")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("publish_releases", stdout=StringIO())
        sign_in = StringIO()
        if demo and (Practice.objects.filter(is_demo=True).exists() or not User.objects.exists()):
            call_command("create_demo", stdout=sign_in)
        static_files.collect_when_changed()
        connection.close()
        return sign_in.getvalue().strip()

    def greet(self, host: str, address: str, sign_in: str) -> None:
        self.say(f"Axis is running at {address}")
        if sign_in:
            self.say(sign_in)
        elif not User.objects.exists():
            self.say("Nobody can sign in yet. Type: .venv/bin/python manage.py open_practice --help")
        connection.close()
        if not is_loopback(host):
            self.say("Other machines reach it too, by the names in ALLOWED_HOSTS, unencrypted: see docs/operations.md")
        self.say(f"Ctrl-C stops it. Logs are in {settings.VAR_DIR / 'log'}")


def claim(lock: TextIOWrapper) -> bool:
    """Takes the lock that one running Axis holds for each data folder; the system frees it when the holder ends."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    remember(lock, "")
    return True


def remember(lock: TextIOWrapper, address: str) -> None:
    """Leaves the address in the lock file for whoever starts Axis a second time."""
    lock.seek(0)
    lock.truncate()
    json.dump({"address": address, "pid": os.getpid()}, lock)
    lock.flush()


def running_at(lock: TextIOWrapper) -> str:
    lock.seek(0)
    address = json.loads(lock.read() or "{}").get("address")
    return f" at {address}" if address else "; it is still starting."


def stop_on_signals() -> Event:
    """An event that Ctrl-C, a polite kill or a closed terminal sets."""
    stopping = Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    return stopping


def address_of(host: str, port: int) -> str:
    """The address to type into a browser on this machine."""
    if host in ("0.0.0.0", "::", ""):  # noqa: S104 - compared with, not listened on
        host = "127.0.0.1"
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def is_loopback(host: str) -> bool:
    return host == "localhost" or host == "::1" or host.startswith("127.")


def child(name: str, *arguments: str) -> Child:
    folder = settings.VAR_DIR / "log"
    folder.mkdir(mode=0o700, exist_ok=True)
    environment = {**os.environ, "AXIS_VAR_DIR": str(settings.VAR_DIR), "PYTHONUNBUFFERED": "1"}
    return Child(
        name=name,
        command=[sys.executable, "-m", *arguments],
        folder=settings.BASE_DIR,
        log=folder / f"{name}.log",
        environment=environment,
    )


def web_server(host: str, port: int) -> Child:
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return child("web", "gunicorn", "--config", "config/gunicorn.py", "--bind", bind, "config.wsgi")


def worker() -> Child:
    arguments = ["--pool", "prefork", "--concurrency", "1", "--without-gossip", "--without-mingle"]
    if settings.REDIS_URL:
        arguments.append("--beat")
    return child("worker", "celery", "--app", "config.celery", "worker", *arguments)


def wait_until_ready(url: str, web: Child, stopping: Event) -> None:
    """Returns when the web server answers, or when it is told to stop.

    Raises CommandError with its last words when it dies or stays silent.
    """
    deadline = time.monotonic() + READY_WITHIN
    while not stopping.wait(0.05) and time.monotonic() < deadline:
        if not web.alive:
            raise CommandError(f"The web server did not start. Its last words:\n{web.last_lines()}")
        if answers(url):
            return
    if not stopping.is_set():
        raise CommandError(f"The web server does not answer. Its last words:\n{web.last_lines()}")


def answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as response:  # noqa: S310 - an address of our own
            return response.status == 200
    except (URLError, TimeoutError, ConnectionError):
        return False
