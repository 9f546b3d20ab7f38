"""The lock files: complete, hashed, and without an address of anybody's package index."""

import hashlib
import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement

FOLDER = Path(__file__).resolve().parents[2] / "requirements"
LOCKS = ["base", "prod", "dev"]
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def lock_text(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text()


def entries(name: str) -> list[str]:
    """The requirements of a lock, each on one line with its hashes."""
    lines = lock_text(name).replace("\\\n", " ").splitlines()
    return [line for line in lines if line.strip() and not line.lstrip().startswith("#")]


def locked(name: str) -> dict[str, Requirement]:
    """Every requirement of a lock by its name."""
    wanted = [Requirement(entry.split("--hash")[0]) for entry in entries(name)]
    return {requirement.name: requirement for requirement in wanted}


def asked_for(name: str) -> list[Requirement]:
    lines = (FOLDER / f"{name}.in").read_text().splitlines()
    return [Requirement(line) for line in lines if line and line[0] not in "#-"]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_no_address(name: str) -> None:
    assert "://" not in lock_text(name)


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_exact_and_hashed(name: str) -> None:
    for entry in entries(name):
        assert "==" in entry and HASH.search(entry), entry


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_answers_what_was_asked_for(name: str) -> None:
    held = locked(name)
    for requirement in asked_for(name):
        assert requirement.name in held, f"{requirement} is not locked: type `make lock`"
        version = next(iter(held[requirement.name].specifier)).version
        assert requirement.specifier.contains(version), f"{requirement} is locked at {version}: type `make lock`"


@pytest.mark.parametrize(("smaller", "larger"), [("base", "prod"), ("prod", "dev")])
def test_a_larger_lock_holds_the_smaller_one(smaller: str, larger: str) -> None:
    """So that `make test` and `make run` can share one environment."""
    held = locked(larger)
    for name, requirement in locked(smaller).items():
        assert held[name].specifier == requirement.specifier
    hashes = set(HASH.findall(lock_text(smaller)))
    assert hashes <= set(HASH.findall(lock_text(larger)))


def test_stamps_follow_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from requirements import install

    lock = tmp_path / "base.txt"
    lock.write_text("django==5.2\n")
    monkeypatch.setitem(install.LOCKS, "run", lock)
    before = install.stamp_of("run")
    assert hashlib.sha256(b"django==5.2\n").hexdigest()[:16] in before.name
    lock.write_text("django==5.3\n")
    assert install.stamp_of("run") != before
