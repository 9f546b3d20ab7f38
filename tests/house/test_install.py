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


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An environment beside the real one, in which "installing" only notes what was asked for."""
    asked: list[str] = []
    monkeypatch.setattr(install, "ENVIRONMENT", tmp_path)
    monkeypatch.setattr(install, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(install, "pip", lambda: ["true"])
    monkeypatch.setattr(install, "provide_packages", lambda profile: None)
    monkeypatch.setattr(install, "provide_welcome_packages", lambda: asked.append("welcome"))
    real = install.provide_dependencies
    monkeypatch.setattr(install, "provide_dependencies", lambda profile: (asked.append(profile), real(profile)))
    return asked


def test_the_second_time_nothing_is_installed(environment: list[str]) -> None:
    install.install("run")
    install.install("run")
    assert environment == ["welcome", "run"]


def test_what_the_tests_need_is_enough_to_run(environment: list[str]) -> None:
    install.install("test")
    install.install("run")
    assert environment == ["welcome", "test"]


def test_a_changed_lock_is_installed(environment: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install.install("test")
    lock = tmp_path / "base.txt"
    lock.write_text("django==5.3\n")
    monkeypatch.setitem(install.LOCKS, "run", lock)
    install.install("run")
    assert environment == ["welcome", "test", "welcome", "run"]
    assert not install.stamp_of("test").exists(), "the lock of the tests no longer describes what is installed"


def test_a_failed_installation_is_tried_again(environment: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "pip", lambda: ["false"])
    with pytest.raises(CannotInstall, match="could not be installed"):
        install.install("run")
    assert not install.stamp_of("run").exists()


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
