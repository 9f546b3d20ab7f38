"""`manage.py recommend`: what it prints, how it ends, and how it refuses."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from protocols.recommendations.intake_json import MAX_BYTES
from protocols.rulebook import queries
from tests.recommendations.test_cases import HEALTHY_ADULT

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> Run:
    """Runs the command in this process, on the shipped files, and gives (exit status, output, errors)."""
    monkeypatch.setattr(queries, "_database_is_there", lambda: False)

    def recommend(*arguments: object) -> tuple[int, str, str]:
        status = 0
        try:
            call_command("recommend", *map(str, arguments))
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return recommend


@pytest.fixture
def intake(tmp_path: Path) -> Callable[..., Path]:
    """Writes the healthy adult with other answers into a file."""

    def written(**answers: Any) -> Path:
        path = tmp_path / "intake.json"
        path.write_text(json.dumps(deepcopy(HEALTHY_ADULT) | answers), encoding="utf-8")
        return path

    return written


def test_it_prints_the_outcome_as_one_line_of_json(run: Run, intake: Callable[..., Path]) -> None:
    status, out, err = run(intake(), "--as-of", "2026-11-23")
    outcome = json.loads(out)
    assert (status, err, out.count("\n")) == (0, "", 1)
    assert (outcome["release"], outcome["as_of"], outcome["status"]) == ("2026.1", "2026-11-23", "options")
    assert run(intake(), "--as-of", "2026-11-23")[1] == out, "the same intake, release and day give the same bytes"


def test_release_and_day_choose_the_rulebook(run: Run, intake: Callable[..., Path]) -> None:
    assert json.loads(run(intake(), "--release", "2025.1")[1])["release"] == "2025.1"
    assert json.loads(run(intake(), "--as-of", "2025-07-01")[1])["release"] == "2025.1"


def test_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{}")))
    status, out, _ = run("-")
    assert status == 0
    assert json.loads(out)["recommendations"] == []


# Every valid intake ends with 0, whatever comes of it.
@pytest.mark.parametrize("answers", [{}, {"scales": {"phq9": [0, 0, 0, 0, 0, 0, 0, 0, 3]}}, {"medications": None}])
def test_a_valid_intake_ends_well(run: Run, intake: Callable[..., Path], answers: dict[str, Any]) -> None:
    assert run(intake(**answers))[0] == 0


def test_every_error_of_an_intake_has_a_line_with_its_path(run: Run, intake: Callable[..., Path]) -> None:
    path = intake(medications=["Sertralin", "sertraline"], symptoms={"anxiety": 11}, smoker=True, conditions=["flu\nx"])
    status, out, err = run(path)
    assert (status, out) == (2, "")
    assert err.splitlines() == [
        "smoker: unknown key",
        "symptoms.anxiety: must be between 0 and 10, not 11",
        'conditions[0]: no condition "flu x"',
        'medications[0]: no medication "Sertralin"; did you mean "sertraline"?',
    ]


#  what the file holds                    what is said
UNREADABLE = [
    (b"", "the document is not JSON: Expecting value (line 1, column 1)"),
    (b"{,}", "the document is not JSON: Expecting property name enclosed in double quotes (line 1, column 2)"),
    (b"[]", "the intake must be a JSON object"),
    (b'"text"', "the intake must be a JSON object"),
    (b"null", "the intake must be a JSON object"),
    (b'{"patient": {"age": NaN}}', "patient.age: must be a number within range, not NaN"),
    (b'{"patient": {"egfr": 1e309}}', "patient.egfr: must be a number within range, not 1e309"),
    (b'{"patient": {"age": 30, "age": 40}}', "patient.age: this key is given twice"),
    (b'{"patient": {"age": "41"}}', 'patient.age: must be a number, not "41"'),
    (b"\xff\xff", "the document is not UTF-8 text (byte 1)"),
    (b" " * (MAX_BYTES + 1), "the document is larger than 10 MB"),
]


@pytest.mark.parametrize(("data", "said"), UNREADABLE, ids=[said for _, said in UNREADABLE])
def test_an_unreadable_intake_is_named(run: Run, tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "intake.json"
    path.write_bytes(data)
    assert run(path) == (2, "", f"{said}\n")


def test_a_missing_file_is_named(run: Run, tmp_path: Path) -> None:
    missing = tmp_path / "nobody.json"
    assert run(missing) == (2, "", f"{missing}: No such file or directory\n")
    assert run(tmp_path) == (2, "", f"{tmp_path}: Is a directory\n")


def test_an_unknown_release_is_named_with_the_nearest(run: Run, intake: Callable[..., Path]) -> None:
    assert run(intake(), "--release", "2026.2")[2] == 'no release "2026.2"; did you mean "2026.1"?\n'
    assert run(intake(), "--release", "x")[2] == 'no release "x"; there are 2025.1, 2026.1\n'
    said = "no release was in force on 1999-01-01; there are 2025.1, 2026.1\n"
    assert run(intake(), "--as-of", "1999-01-01") == (2, "", said)


def test_json_lines_reports_bad_lines_and_goes_on(run: Run, tmp_path: Path) -> None:
    good = json.dumps(HEALTHY_ADULT)
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join((good, '{"symptoms": {"anxiety": 11}}', "", "{", good)), encoding="utf-8")
    status, out, err = run(path, "--lines")
    assert status == 2
    assert len(out.splitlines()) == 2
    assert err.splitlines() == [
        "line 2: symptoms.anxiety: must be between 0 and 10, not 11",
        "line 4: the document is not JSON: Expecting property name enclosed in double quotes (line 1, column 2)",
    ]


def test_good_json_lines_end_well(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text(json.dumps(HEALTHY_ADULT) + "\n", encoding="utf-8")
    assert run(path, "--lines")[0] == 0
    assert run(path, "--lines", "--format", "text") == (
        2,
        "",
        "--lines prints JSON only: leave out --pdf and --format text\n",
    )


def test_a_line_that_is_too_long_is_skipped_whole(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_bytes(b" " * (MAX_BYTES + 10) + b"{}\n{}\n")
    status, out, err = run(path, "--lines")
    assert (status, len(out.splitlines())) == (2, 1)
    assert err == "line 1: the document is larger than 10 MB\n"


def test_text_has_everything_in_the_order_a_reader_needs_it(run: Run, intake: Callable[..., Path]) -> None:
    path = intake(
        medications=["levothyroxine"],
        alarm_features=["melaena"],
        patient=HEALTHY_ADULT["patient"] | {"egfr": None},
        supplements=[{"name": "B\x1b[31m", "daily": {"vitamin_b6": {"amount": 20, "unit": "mg"}}}],
    )
    status, out, _ = run(path, "--format", "text", "--as-of", "2026-11-23")
    parts = [
        "AXIS · release 2026.1 · 2026-11-23", "Refer first.", "No licensed reviewer has signed this release.",
        "REFERRALS", "[RF-11]", "OPTIONS", "●●●○ moderate certainty (B), benefit", "Score", "NOT CHECKED YET",
        "WITHHELD", "[WS-02]", "OPEN QUESTIONS", "eGFR (patient.egfr)", "TOTALS A DAY", "B?[31m 20 mg",
        "THE DAY", "Morning", "WHAT THE SYMPTOMS POINT TO",
    ]  # fmt: skip
    assert status == 0
    places = [out.find(part) for part in parts]
    assert -1 not in places, f"{parts[places.index(-1)]!r} is missing"
    assert places == sorted(places)
    assert max(map(len, out.splitlines())) <= 96


def test_text_of_an_emergency_offers_nothing(run: Run, intake: Callable[..., Path]) -> None:
    _, out, _ = run(intake(scales={"phq9": [0, 0, 0, 0, 0, 0, 0, 0, 2]}), "--format", "text")
    assert "Refer now. No supplement plan." in out
    assert "To the patient: You are not alone" in out
    assert "OPTIONS" not in out
    assert "THE DAY" not in out


def test_a_draft_handout_is_printed_into_a_file(
    run: Run, intake: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from protocols.handouts import services

    monkeypatch.setattr(
        services, "render_outcome_pdf", lambda *documents, **options: b"%PDF " + options["language"].encode()
    )
    out = tmp_path / "draft.pdf"
    assert run(intake(), "--pdf", out)[0] == 0
    assert out.read_bytes() == b"%PDF en"
    nowhere = tmp_path / "nowhere" / "draft.pdf"
    assert run(intake(), "--pdf", nowhere) == (2, "", f"{nowhere}: there is no folder {nowhere.parent}\n")


#  options                      what is said
WRONG_OPTIONS = [
    (["--as-of", "23.11.2026"], 'argument --as-of: must be a date such as 2026-11-23, not "23.11.2026"'),
    (["--as-of", "2026-02-30"], 'argument --as-of: "2026-02-30" is not in the calendar'),
    (["--lang", "xx"], 'argument --lang: no texts in "xx"'),
    (["--format", "xml"], "argument --format: invalid choice: 'xml'"),
]


@pytest.mark.parametrize(("options", "said"), WRONG_OPTIONS)
def test_a_wrong_option_is_named(options: list[str], said: str) -> None:
    with pytest.raises(CommandError) as caught:  # on a real command line: usage, message and exit status 2
        call_command("recommend", "-", *options)
    assert said in str(caught.value)


@pytest.mark.slow
def test_the_real_command_in_a_fresh_checkout(tmp_path: Path, intake: Callable[..., Path]) -> None:
    """No database, no traceback, nothing left behind."""
    environment = os.environ | {"AXIS_VAR_DIR": str(tmp_path / "var"), "DATABASE_URL": ""}

    def recommend(*arguments: object) -> tuple[int, bytes, bytes]:
        command = [sys.executable, "manage.py", "recommend", *map(str, arguments)]
        done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, timeout=60)
        return done.returncode, done.stdout, done.stderr

    status, out, err = recommend(intake(), "--as-of", "2026-11-23")
    assert (status, err) == (0, b"")
    assert json.loads(out)["status"] == "options"
    status, out, err = recommend(intake(), "--as-of", "soon")
    assert (status, out) == (2, b"")
    assert err.endswith(b'error: argument --as-of: must be a date such as 2026-11-23, not "soon"\n')
    assert not (tmp_path / "var").exists()
