"""The worked cases of the releases hold, and a case that is written wrongly says so."""

from pathlib import Path

import pytest

from protocols.rulebook.case_runs import run_case
from protocols.rulebook.errors import ReleaseErrors
from protocols.rulebook.loading import load_release, shipped_codes, shipped_release
from protocols.vocabulary.checks import IntakeErrors
from tests.rulebook.case_release import CASE, PEOPLE, PLAIN, small_release
from tests.rulebook.small_release import FILES, write_release

SHIPPED = [(code, case) for code in shipped_codes() for case in shipped_release(code)[1].catalogue.cases]
FILES_OF_CASES = sorted({(code, case.place.split(",")[0]) for code, case in SHIPPED})


@pytest.mark.parametrize(("release", "file"), FILES_OF_CASES)
def test_the_shipped_cases_hold(release: str, file: str) -> None:
    _, rulebook = shipped_release(release)
    cases = [case for case in rulebook.catalogue.cases if case.place.startswith(file)]
    wrong = {case.name: run_case(case, rulebook).complaints for case in cases}
    assert {name: complaints for name, complaints in wrong.items() if complaints} == {}


def test_the_releases_come_with_many_cases_that_say_why() -> None:
    for code in shipped_codes():
        cases = [case for release, case in SHIPPED if release == code]
        assert len(cases) >= 60
        assert len({case.name for case in cases}) == len(cases)
        assert all(case.why.endswith((".", "!")) for case in cases)


def test_every_red_flag_and_every_withholding_rule_has_a_case() -> None:
    """Rules that need an offer nobody makes are listed by name."""
    _, rulebook = shipped_release("2026.1")
    fired = {row for case in rulebook.catalogue.cases for row in run_case(case, rulebook).outcome["trace"]["fired"]}
    safety = [row for row in rulebook.tables["safety"].rows if row.then["action"] == "avoid"]
    grave = {row.id for row in safety if row.then["severity"] in ("contraindicated", "major")}
    assert {row.id for row in rulebook.tables["red_flags"].rows} <= fired
    assert grave - fired == {"LB-09L"}


def complaints(folder: Path, changes: str, expect: str) -> list[str]:
    rulebook = small_release(folder, f"{PLAIN}{changes}\n{expect}")
    return run_case(rulebook.catalogue.cases[0], rulebook).complaints


WEAK = "intake = { patient = { egfr = 20 } }"
THYROID = 'intake = { medications = ["levothyroxine"] }'
BLEEDING = 'intake = { alarm_features = ["rectal_bleeding"] }'
WINE = 'intake = { substances = ["alcohol"] }'
FULL = 'intake = { supplements = [{ name = "Mg", daily = { magnesium = { amount = 400, unit = "mg" } } }] }'


@pytest.mark.parametrize(
    ("changes", "holds", "fails", "complaint"),
    [
        (BLEEDING, 'status = "refer_first"', 'status = "options"', "the status is refer_first, not options"),
        (BLEEDING, 'referrals = ["RF-1"]', 'referrals = ["RF-2"]', "RF-2 is not among the referrals (there: RF-1)"),
        (
            "",
            'recommended = ["magnesium"]',
            'not_recommended = ["magnesium"]',
            "magnesium is among the recommendations",
        ),
        (WEAK, 'not_recommended = ["magnesium"]', 'recommended = ["magnesium"]', "magnesium is not among the recomm"),
        (WEAK, "withheld = { magnesium = [] }", "withheld = { sleep_habits = [] }", "sleep_habits is not withheld"),
        (
            WEAK,
            'withheld = { magnesium = ["MG-1"] }',
            'withheld = { magnesium = ["MG-2"] }',
            "MG-2 is not among the reasons to withhold magnesium (there: MG-1)",
        ),
        (WEAK, 'not_withheld = ["sleep_habits"]', 'not_withheld = ["magnesium"]', "magnesium is withheld by MG-1"),
        (
            "",
            'tier = { magnesium = "option" }',
            'tier = { magnesium = "research_only" }',
            "tier of magnesium is option",
        ),
        (
            "",
            'safety = { magnesium = "nothing_found" }',
            'safety = { magnesium = "flagged" }',
            "safety of magnesium is",
        ),
        (
            THYROID,
            'alerts = { magnesium = ["MG-3 (4 h before, 4 h after)"] }',
            'alerts = { magnesium = ["MG-3 (2 h before, 4 h after)"] }',
            "MG-3 on magnesium has hours before: 4, not 2.0",
        ),
        (
            THYROID,
            'alerts = { magnesium = ["MG-3"] }',
            'alerts = { magnesium = ["MG-2"] }',
            "MG-2 is not among the alerts of magnesium (there: MG-3)",
        ),
        (
            THYROID,
            'no_alerts = { magnesium = ["MG-2"] }',
            'no_alerts = { magnesium = ["MG-3"] }',
            "MG-3 is among the alerts of magnesium",
        ),
        (
            'not_asked = ["patient.egfr"]',
            'unknowns = { "patient.egfr" = ["magnesium"] }',
            'unknowns = { "patient.egfr" = ["sleep_habits"] }',
            "patient.egfr does not hold back sleep_habits",
        ),
        (
            'not_asked = ["medications"]',
            "unknowns = { medications = [] }",
            "unknowns = { allergies = [] }",
            "not asked",
        ),
        ('not_asked = ["medications"]', 'no_questions = ["allergies"]', 'no_questions = ["medications"]', "asked for"),
        (
            "",
            'certainty = { magnesium = { poor_sleep = "very_low" } }',
            'certainty = { magnesium = { poor_sleep = "low" } }',
            "certainty of magnesium for poor_sleep is very_low, not low",
        ),
        (
            "",
            'direction = { magnesium = { poor_sleep = "benefit" } }',
            'direction = { magnesium = { poor_sleep = "harm" } }',
            "direction of magnesium for poor_sleep is benefit, not harm",
        ),
        (
            "intake = { patient = { egfr = 50 } }",
            "dose = { magnesium = { maximum = 100 } }",
            "dose = { magnesium = { maximum = 250 } }",
            "maximum of the dose of magnesium is 100, not 250",
        ),
        (FULL, 'levels = { magnesium = "block" }', 'levels = { magnesium = "ok" }', "the total of magnesium is block"),
        (WINE, 'stack = ["ST-1"]', 'no_stack = ["ST-1"]', "ST-1 is among the combinations"),
        ("", 'no_stack = ["ST-1"]', 'stack = ["ST-1"]', "ST-1 is not among the combinations (there are none)"),
    ],
)
def test_every_expectation_can_hold_and_can_fail(
    tmp_path: Path, changes: str, holds: str, fails: str, complaint: str
) -> None:
    assert complaints(tmp_path, changes, f"expect.{holds}") == []
    (found,) = complaints(tmp_path, changes, f"expect.{fails}")
    assert complaint in found


def faults(folder: Path, cases: str, people: str = PEOPLE) -> list[str]:
    try:
        small_release(folder, cases, {"cases/people.toml": people})
    except ReleaseErrors as errors:
        return [str(error) for error in errors.errors]
    return []


def test_a_case_written_well_has_no_faults(tmp_path: Path) -> None:
    assert faults(tmp_path, CASE) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            'person = "rosa"',
            'person = "rose"',
            'column "case[0].person": no person "rose" in people.toml; did you mean',
        ),
        ("why = ", "because = ", 'column "case[0].why": is missing'),
        ("why = ", "because = ", 'column "case[0].because": unknown key'),
        ("[[case]]", "[[cases]]", 'column "cases": unknown key'),
        ("withheld", "witheld", 'column "case[0].expect.witheld": unknown key; did you mean "withheld"?'),
        (
            "magnesium =",
            "magnesum =",
            'column "case[0].expect.withheld.magnesum": unknown code; did you mean "magnesium"',
        ),
        ('["MG-1"]', '["MG-1 (2h before)"]', 'must be a row such as "MG-04"'),
        ('expect.withheld = { magnesium = ["MG-1"] }', "expect = {}", 'column "case[0].expect": expects nothing'),
        ('expect.withheld = { magnesium = ["MG-1"] }', 'expect.status = "fine"', "must be one of options, refer_first"),
        ("[[case]]", "[[case]]\nnot_asked = ['patient.weight_kg']", '"patient.weight_kg" is not in the intake'),
        ("\n[[case]]", CASE + "\n[[case]]", "cases/cases.toml, case[0] has the same name"),
    ],
)
def test_a_fault_of_a_case_is_named_by_its_place(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in CASE
    found = faults(tmp_path, CASE.replace(old, new, 1))
    assert any(fault in one and one.startswith("cases/cases.toml") for one in found), found


def test_a_fault_of_a_person_is_named_by_its_place(tmp_path: Path) -> None:
    found = faults(tmp_path, CASE, PEOPLE.replace("who", "what"))
    assert found == [
        'cases/people.toml, column "rosa.what": unknown key',
        'cases/people.toml, column "rosa.who": is missing',
    ]


def test_an_intake_that_is_not_valid_is_found_when_the_case_is_run(tmp_path: Path) -> None:
    rulebook = small_release(tmp_path, CASE.replace("egfr = 20", "egfr = -1"))
    with pytest.raises(IntakeErrors, match=r"patient\.egfr"):
        run_case(rulebook.catalogue.cases[0], rulebook)


def test_a_case_changes_its_person_key_by_key_and_nobody_else(tmp_path: Path) -> None:
    other = PLAIN + 'not_asked = ["patient.egfr", "conditions"]\nexpect.status = "options"\n'
    changed, plain = small_release(tmp_path, CASE + other).catalogue.cases
    assert changed.intake["patient"] == {"age": 44, "sex": "female", "pregnant": False, "egfr": 20}
    assert plain.intake["patient"] == {"age": 44, "sex": "female", "pregnant": False}
    assert "conditions" in changed.intake
    assert "conditions" not in plain.intake


def test_a_release_inherits_cases_file_by_file(tmp_path: Path) -> None:
    small_release(tmp_path)
    heir = FILES["release.toml"].replace('id = "1.0"', 'id = "1.1"\nbased_on = "1.0"')
    added = {"cases/more.toml": PLAIN + 'expect.status = "options"'}
    replaced = {"cases/cases.toml": CASE.replace("Weak kidneys", "Failing kidneys")}
    _, both = load_release(write_release(tmp_path / "1.1", {"release.toml": heir, **added}))
    assert [case.name for case in both.catalogue.cases] == ["Weak kidneys", "Nothing special"]
    _, one = load_release(write_release(tmp_path / "1.1", {**replaced}))
    assert [case.name for case in one.catalogue.cases] == ["Failing kidneys", "Nothing special"]
    assert one.sha256 != both.sha256


def test_only_toml_files_stand_among_the_cases(tmp_path: Path) -> None:
    with pytest.raises(ReleaseErrors, match=r"cases/notes\.csv: is not a TOML file"):
        small_release(tmp_path, files={"cases/notes.csv": "a,b"})
