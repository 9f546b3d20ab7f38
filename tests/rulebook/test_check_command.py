"""`manage.py check_rulebook`: what it prints, and how it ends."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.rulebook.case_release import CASE, small_release
from tests.rulebook.small_release import FILES


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """The exit status and the output of the command."""
    try:
        call_command("check_rulebook", *arguments)
    except SystemExit as ended:
        return int(ended.code or 0), capsys.readouterr().out
    return 0, capsys.readouterr().out


def test_the_command_checks_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small_release(tmp_path)
    status, output = run(capsys, str(tmp_path / "1.0"))
    assert status == 0
    assert output.endswith("Release 1.0: 1 warning, 7 notes.\n")


def test_the_command_ends_with_one_when_something_blocks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small_release(tmp_path, CASE.replace("egfr = 20", "egfr = 40"))
    status, output = run(capsys, str(tmp_path / "1.0"), "--format", "json")
    document = json.loads(output)
    assert status == 1
    assert document["release"] == "1.0"
    assert document["findings"][0] == {
        "severity": "blocking",
        "check": "failing_case",
        "table": "cases",
        "row": "Weak kidneys",
        "column": "",
        "place": "cases/cases.toml, case[0]",
        "message": "magnesium is not withheld.",
        "example": {},
        "advice": "The case says: Magnesium builds up.",
    }


def test_the_command_ends_with_one_for_a_folder_that_does_not_load(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small_release(tmp_path)
    (tmp_path / "1.0" / "limits.csv").write_text(FILES["limits.csv"].replace("350", "many"), encoding="utf-8")
    status, output = run(capsys, str(tmp_path / "1.0"))
    assert status == 1
    assert 'blocking: limits LI-1, column "then block": must be a number' in output


@pytest.mark.django_db
def test_the_command_checks_a_release_by_its_code(capsys: pytest.CaptureFixture[str]) -> None:
    status, output = run(capsys, "2025.1")
    assert status == 0
    assert output.splitlines()[-1].startswith("Release 2025.1: ")


@pytest.mark.django_db
def test_the_command_refuses_a_release_that_is_not_there() -> None:
    with pytest.raises(CommandError, match=r'no release "1999\.1".*no such folder') as refused:
        call_command("check_rulebook", "1999.1")
    assert refused.value.returncode == 2
