"""Prepares a machine: Debian packages that are missing, the virtual environment, the locked dependencies.

`make` calls it before everything else: `python3 requirements/install.py run|test`. It needs nothing but Python and
does nothing the second time. `run` is enough to use Axis; `test` adds what the tests, linters and benchmarks need.
"""

import ctypes
import fcntl
import glob
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
LOCKS = {"run": ROOT / "requirements" / "base.txt", "test": ROOT / "requirements" / "dev.txt"}


class CannotInstall(Exception):
    """Something a person must do first; the message says what."""


# ---- Debian packages -----------------------------------------------------------------------------------------------


def library(name: str) -> Callable[[], bool]:
    """A check that the dynamic loader finds a shared library."""

    def found() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return found


def command(pattern: str) -> Callable[[], bool]:
    """A check that a command is on the path, or that a pattern of absolute paths names one."""
    return lambda: bool(shutil.which(pattern) or glob.glob(pattern))


# Debian package -> how to tell that it, or the same from elsewhere, is here.
NEEDED = {
    "run": {
        "libpango-1.0-0": library("libpango-1.0.so.0"),
        "libpangoft2-1.0-0": library("libpangoft2-1.0.so.0"),
    },
    "test": {
        "chromium": command("chromium"),
        "poppler-utils": command("pdftotext"),
        "postgresql": command("/usr/lib/postgresql/*/bin/initdb"),
        "qpdf": command("qpdf"),
        "redis-server": command("redis-server"),
    },
}
# Handouts take 60 % longer to render without it, and are the same.
WELCOME = {"libharfbuzz-subset0": library("libharfbuzz-subset.so.0")}


def missing(packages: dict[str, Callable[[], bool]]) -> list[str]:
    return sorted(package for package, found in packages.items() if not found())


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: list[str]) -> bool:
    print(f"Installing Debian packages: {' '.join(packages)}", flush=True)
    # RUNLEVEL=1 keeps Debian from starting the servers that come with a package.
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", *arguments], env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
    if done.returncode:
        print(done.stderr.strip())
    return done.returncode == 0


def provide_packages(profile: str) -> None:
    """Installs missing Debian packages when allowed to. Raises CannotInstall with the command to type when not."""
    needed = NEEDED["run"] if profile == "run" else {**NEEDED["run"], **NEEDED["test"]}
    packages = missing(needed)
    if packages and may_install():
        apt_install(packages)
        packages = missing(needed)
    if packages:
        raise CannotInstall(f"Axis needs system libraries. Type: sudo apt-get install {' '.join(packages)}")


def provide_welcome_packages() -> None:
    packages = missing(WELCOME)
    if packages and not (may_install() and apt_install(packages)):
        print(f"Handouts render faster with: sudo apt-get install {' '.join(packages)}")


# ---- Python packages -----------------------------------------------------------------------------------------------


def stamp_of(profile: str) -> Path:
    """The empty file that says: the environment holds exactly this lock."""
    digest = hashlib.sha256(LOCKS[profile].read_bytes()).hexdigest()
    return ENVIRONMENT / f".locked-{profile}-{digest[:16]}"


def works(*arguments: str) -> bool:
    """Whether the environment's interpreter can run these arguments."""
    try:
        done = subprocess.run([PYTHON, *arguments], capture_output=True)
    except OSError:
        return False
    return done.returncode == 0


def provide_environment() -> None:
    if works("-c", "import sys; sys.exit(sys.version_info < (3, 11))"):
        return
    if sys.version_info < (3, 11):  # noqa: UP036 - this script may be the first thing an old Python meets
        raise CannotInstall("Axis needs Python 3.11 or newer. Type: sudo apt-get install python3.11")
    # Debian keeps ensurepip in another package, so pip comes separately.
    if subprocess.run([sys.executable, "-m", "venv", "--without-pip", "--clear", ENVIRONMENT]).returncode:
        raise CannotInstall("Axis needs Python's venv module. Type: sudo apt-get install python3-venv")


def pip() -> list[str]:
    """The pip command that installs into the environment: its own, else that of the interpreter running this."""
    if works("-m", "pip", "--version") or works("-m", "ensurepip"):
        return [str(PYTHON), "-m", "pip"]
    base = getattr(sys, "_base_executable", sys.executable)
    if subprocess.run([base, "-m", "pip", "--version"], capture_output=True).returncode:
        raise CannotInstall("Axis needs pip. Type: sudo apt-get install python3-pip")
    return [base, "-m", "pip", "--python", str(PYTHON)]


def provide_dependencies(profile: str) -> None:
    print("Installing the locked dependencies (only this once) ...", flush=True)
    for stamp in ENVIRONMENT.glob(".locked-*"):
        stamp.unlink()
    options = ["--quiet", "--no-input", "--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:"]
    done = subprocess.run([*pip(), "install", *options, "-r", LOCKS[profile]])
    if done.returncode:
        raise CannotInstall("The dependencies could not be installed; pip's message above says why. Then try again.")
    stamp_of(profile).touch()
    if profile == "test":  # its lock holds everything of the other
        stamp_of("run").touch()


def install(profile: str) -> None:
    """Makes the machine ready for `run` or `test`. Two calls at the same time wait for each other."""
    provide_packages(profile)
    folder = os.open(ROOT / "requirements", os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    try:
        provide_environment()
        if not stamp_of(profile).exists():
            provide_welcome_packages()
            provide_dependencies(profile)
    finally:
        os.close(folder)


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in LOCKS:
        print(f"usage: install.py {'|'.join(LOCKS)}", file=sys.stderr)
        return 2
    try:
        install(arguments[0])
    except CannotInstall as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. The same command goes on from here.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
