"""The tree itself: nothing of one machine in it, nothing that belongs to a running installation."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Somebody's home folder, with something in it.
OF_ONE_MACHINE = re.compile(r"/(?:home|Users)/[a-z]\w*/|/root/[\w.]|\b[A-Z]:\\Users\\")


def tracked_files() -> list[Path]:
    try:
        done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.fail("git does not list the files of this tree")
    return [ROOT / name for name in done.stdout.decode().split("\0") if name]


def texts() -> dict[Path, str]:
    found = {}
    for path in tracked_files():
        if path == Path(__file__):
            continue  # it spells out what it looks for
        try:
            found[path] = path.read_text()
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue  # a picture or a font, or removed but not yet committed
    return found


def test_no_file_holds_a_path_of_one_machine() -> None:
    here = f"{ROOT.parent}/"
    places = [
        f"{path.relative_to(ROOT)}: {line.strip()[:80]}"
        for path, text in texts().items()
        for line in text.splitlines()
        if here in line or OF_ONE_MACHINE.search(line)
    ]
    assert places == []


def test_nothing_of_an_installation_is_tracked() -> None:
    kept_out = ("var/", ".venv/", "secrets/", ".env", "staticfiles/")
    assert [str(path) for path in tracked_files() if str(path.relative_to(ROOT)).startswith(kept_out)] == []
