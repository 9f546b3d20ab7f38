"""`requirements/install.py`: what it installs, what it asks a person to install, and that it does it once."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from requirements import install
from requirements.install import CannotInstall

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def pango_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(install.NEEDED, "run", {"libpango-1.0-0": lambda: False, "make": lambda: True})


def test_without_rights_one_line_names_the_command(pango_is_missing: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(CannotInstall) as told:
        install.provide_packages("run")
    assert str(told.value) == "Axis needs system libraries. Type: sudo apt-get install libpango-1.0-0"


def test_root_installs_what_is_missing_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    installed: list[str] = []
    needs: dict[str, Callable[[], bool]] = {
        "libpango-1.0-0": lambda: "libpango-1.0-0" in installed,
        "make": lambda: True,
    }
    monkeypatch.setitem(install.NEEDED, "run", needs)
    monkeypatch.setattr(install, "may_install", lambda: True)
    monkeypatch.setattr(install, "apt_install", lambda packages: bool(installed.extend(packages)) or True)
    install.provide_packages("run")
    assert installed == ["libpango-1.0-0"]


def test_an_installation_that_failed_is_not_taken_for_done(
    pango_is_missing: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "may_install", lambda: True)
    monkeypatch.setattr(install, "apt_install", lambda packages: False)
    with pytest.raises(CannotInstall, match="sudo apt-get install libpango"):
        install.provide_packages("run")


def test_checks_tell_what_is_here() -> None:
    assert install.library("libc.so.6")() and not install.library("libnowhere.so.1")()
    assert install.command("sh")() and not install.command("no-such-command")()
    assert install.command("/bin/s*h")() and not install.command("/nowhere/*/initdb")()


def test_the_second_time_nothing_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """This test run's own environment is complete, so no installer may be started for it."""
    monkeypatch.setattr(install, "provide_dependencies", lambda _: pytest.fail("installed again"))
    monkeypatch.setattr(install, "apt_install", lambda _: pytest.fail("installed again"))
    stamp = install.stamp_of("test")
    assert stamp.exists(), "run the tests with `make test`"
    install.install("test")


def test_a_wish_nobody_knows_is_refused() -> None:
    done = subprocess.run([sys.executable, "requirements/install.py", "fly"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert "usage" in done.stderr


@pytest.mark.parametrize("target", ["run", "test", "lint", "lock", "bench", "backup", "help"])
def test_make_knows_the_target(target: str) -> None:
    done = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_make_without_a_suitable_python_says_so() -> None:
    environment = {"PATH": "/nowhere"}
    make = subprocess.run(["which", "make"], capture_output=True, text=True, check=True).stdout.strip()
    done = subprocess.run(
        [make, "--dry-run", "run", "PYTHON=no-python"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "Axis needs Python 3.11 or newer. Type: sudo apt-get install python3.11" in done.stderr


def test_continuous_integration_runs_the_command_of_the_readme() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "make test" in script.read_text()
    assert "\nmake test\n" in (ROOT / "README.md").read_text()
