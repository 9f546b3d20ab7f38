"""Every check finds the fault it is for, in words and with an example, and keeps silent about a sound release."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from protocols.engine.cells import parse_cell
from protocols.engine.rulebook import Rulebook
from protocols.engine.tables import HitPolicy, Row
from protocols.rulebook.findings import Finding, Severity
from protocols.rulebook.loading import load_release, shipped_codes, shipped_release
from protocols.rulebook.verification import blocks, check, check_content
from tests.rulebook.case_release import CASE, PLAIN, small_release
from tests.rulebook.small_release import FILES


@pytest.mark.parametrize("release", shipped_codes())
def test_the_shipped_releases_have_no_fault(release: str) -> None:
    findings = check(shipped_release(release)[1])
    assert [str(one) for one in findings if one.severity is not Severity.NOTE] == []
    assert len(findings) < 20


CONDITIONS = "safety/conditions.csv"
SOUND_CHECKS = {"no_evidence", "untried_rules"}
"""What the small release shows by itself: an outcome that nothing is known about, and rules without a case."""


def test_a_sound_release(tmp_path: Path) -> None:
    assert {one.check for one in check(small_release(tmp_path))} == SOUND_CHECKS


def added(file: str, line: str) -> dict[str, str]:
    return {file: FILES[file] + line + "\n"}


def changed(file: str, old: str, new: str) -> dict[str, str]:
    assert old in FILES[file]
    return {file: FILES[file].replace(old, new, 1)}


def when_offered(fact: str, cell: str) -> dict[str, str]:
    """The rule about thyroid hormone, asking about the offer instead."""
    text = FILES["safety/interactions.csv"]
    return {"safety/interactions.csv": text.replace("medication_classes", fact).replace("thyroid_hormone", cell)}


FAULTS = [
    pytest.param(
        changed("evidence.csv", "poor_sleep,< 60", "poor_sleep,< 50"),
        "blocking: evidence: magnesium for poor_sleep has no entry for some patients.\n"
        "    Example: a patient with intervention magnesium, form on offer citrate, outcome poor_sleep, age 50 years.\n"
        "    Add a row for them; no_evidence is an entry as well.",
        id="gap in the evidence",
    ),
    pytest.param(
        changed("evidence.csv", "poor_sleep,< 60", "poor_sleep,< 70"),
        "blocking: evidence EV-1: EV-1 and EV-2 can fire for the same patient and say different things. "
        "[evidence.csv, line 2]\n"
        "    Example: a patient with intervention magnesium, outcome poor_sleep, age 60 years.\n"
        "    Narrow one of the rows until they exclude each other.",
        id="conflict in the evidence",
    ),
    pytest.param(
        changed("limits.csv", "LI-2,magnesium,eu", "LI-2,magnesium,us"),
        "blocking: limits: magnesium has no upper level for some adults.\n"
        "    Example: a patient with jurisdiction eu, nutrient magnesium, age 18 years.\n"
        "    Add a row for them; its levels may be empty.",
        id="gap in the limits",
    ),
    pytest.param(
        changed("dosing.csv", "DO-2,", "DO-1B,magnesium,< 30,citrate,Citrate,50,50,50,50,mg,evening,GK,G,\nDO-2,"),
        "blocking: dosing DO-1B: DO-1B is never used: whenever it applies, DO-1 goes first. [dosing.csv, line 3]\n"
        "    Example: a patient with intervention magnesium, eGFR 15 mL/min/1.73 m².\n"
        "    Move the row up, narrow the rows before it, or remove it.",
        id="masked dosing row",
    ),
    pytest.param(
        changed("stack.csv", "ST-1,>= 1", "ST-1,>= 2"),
        'blocking: stack ST-1, column "when plan.calming": >= 2 can never match, so the row never fires. '
        "[stack.csv, line 2]\n    Correct the cell, or remove the row.",
        id="cell that can never match",
    ),
    pytest.param(
        changed("indications.csv", "IN-2,> 6", 'IN-2,"> 6, > 8"'),
        'warning: indications IN-2, column "when symptoms.poor_sleep": > 8 adds nothing to the rest of the cell. '
        "[indications.csv, line 3]\n    Remove this part, or correct it.",
        id="idle part of a cell",
    ),
    pytest.param(
        changed(CONDITIONS, "MG-1,magnesium,,,< 30", "MG-1,magnesium,,,>= 0"),
        'warning: safety MG-1, column "when patient.egfr": >= 0 matches every value. [safety/conditions.csv, line 2]\n'
        "    Leave the cell empty, or correct it.",
        id="cell that always matches",
    ),
    pytest.param(
        added(CONDITIONS, "MG-1,magnesium,heart_block,,< 20,avoid,contraindicated,Magnesium builds up.,GK,G,"),
        "warning: safety MG-1: Whenever this row of MG-1 applies, another row of MG-1 applies as well. "
        "[safety/conditions.csv, line 5]\n"
        "    Example: a patient with conditions heart_block, intervention magnesium, eGFR 10 mL/min/1.73 m².\n"
        "    Remove the narrower row, or correct its conditions.",
        id="redundant alternative",
    ),
    pytest.param(
        added(CONDITIONS, "MG-9,magnesium,,,< 30,avoid,contraindicated,Magnesium builds up.,GK,G,"),
        "warning: safety MG-9: MG-9 has the same conditions and says the same as MG-1. "
        "[safety/conditions.csv, line 5]\n    Keep one of the two.",
        id="two rules that say the same",
    ),
    pytest.param(
        changed("dosing.csv", "100,100,200,250,mg", "100,100,200,300,mg"),
        'blocking: dosing DO-2, column "then maximum": 300 mg of magnesium is more than the 250 mg that LI-2 allows '
        "the same patient. [dosing.csv, line 3]\n"
        "    Example: a patient with jurisdiction eu, age 18 years, eGFR 60 mL/min/1.73 m².\n"
        "    Lower the dose, or put a row with a lower one before it.",
        id="dose over the limit",
    ),
    pytest.param(
        when_offered("offer.form", "citrat"),
        'warning: safety MG-3, column "when offer.form": No dosing row offers "citrat", so the row never fires; '
        "offered: citrate; did you mean citrate? [safety/interactions.csv, line 2]\n"
        "    Nothing to do if the row is kept for a form that may be offered later.",
        id="form nobody offers",
    ),
    pytest.param(
        when_offered("offer.maximum", "> 250"),
        'note: safety MG-3, column "when offer.maximum": No dosing row offers > 250; the highest is 250. The row can '
        "fire only for an amount that a practitioner chooses above what is offered. [safety/interactions.csv, line 2]\n"
        "    Nothing to do if that is what the row is for.",
        id="amount nobody offers",
    ),
    pytest.param(
        changed(CONDITIONS, "Magnesium builds up.,GK,G", "Magnesium builds up.,GK,V"),
        'warning: safety MG-1, column "mark": The row is marked V, verified, but cites only GK. '
        "[safety/conditions.csv, line 2]\n    Name the document it was verified in, or mark it G or P.",
        id="verified in nothing",
    ),
    pytest.param(
        changed(CONDITIONS, "SL-1,sleep_habits", "SL-1,magnesium"),
        "blocking: safety: sleep_habits has no row in safety.\n"
        "    Write at least one, or take the intervention out of interventions.toml.",
        id="intervention without a safety row",
    ),
    pytest.param(
        changed("indications.csv", "IN-3,>= 4,sleep_habits", "IN-3,>= 4,magnesium"),
        "warning: indications: sleep_habits has no indication, so no patient will ever be offered it.\n"
        "    Write one, or take it out.",
        id="intervention without an indication",
    ),
    pytest.param(
        added("medication_classes.csv", "statin,Statin"),
        "note: medication_classes: No rule reads these drug classes: statin.\n"
        "    Nothing to do if they need no rule; otherwise write one.",
        id="class that no rule reads",
    ),
    pytest.param(
        changed("medications.csv", "levothyroxine,levothyroxine,thyroid_hormone", "levothyroxine,levothyroxine,"),
        "warning: medications thyroid_hormone: Rules read the drug class thyroid_hormone, but no medication belongs to "
        "it.\n    Add it to the classes of its medications.",
        id="class without a medication",
    ),
    pytest.param(
        added("conditions.csv", "gout,Gout,conditions"),
        "note: conditions: No rule reads these conditions: gout.\n"
        "    Nothing to do if they need no rule; otherwise write one.",
        id="condition that no rule reads",
    ),
    pytest.param(
        added("groups.csv", "waking,magnesium"),
        "warning: groups: No combination rule reads these groups: waking.\n"
        "    Nothing to do if they need no rule; otherwise write one.",
        id="group that no rule reads",
    ),
    pytest.param(
        added("evidence.csv", "EV-9,magnesium,anxiety,,unclear,Not studied.,no_evidence,,,editor,R1,V,"),
        "note: evidence: No indication asks for these rows, so no outcome shows them: EV-9.\n"
        "    Nothing to do if they need no rule; otherwise write one.",
        id="evidence that nobody asks for",
    ),
    pytest.param(
        {"cases/cases.toml": CASE.replace("egfr = 20", "egfr = 40")},
        "blocking: cases Weak kidneys: magnesium is not withheld. [cases/cases.toml, case[0]]\n"
        "    The case says: Magnesium builds up.",
        id="case that fails",
    ),
    pytest.param(
        {"cases/cases.toml": CASE.replace("egfr = 20", "egfr = -20")},
        "blocking: cases Weak kidneys: The intake is not valid: patient.egfr: must be between 0 and 200, not -20. "
        "[cases/cases.toml, case[0]]\n    Correct the intake.",
        id="case that cannot be run",
    ),
    pytest.param(
        {"cases/cases.toml": CASE + PLAIN + 'expect.no_alerts = { magnesium = ["MG-99"] }'},
        "blocking: cases Nothing special: expects MG-99, which no table has. [cases/cases.toml, case[1]]\n"
        "    Correct the row, or remove the expectation.",
        id="case about a row that is gone",
    ),
    pytest.param(
        {"cases/cases.toml": ""},
        "warning: cases: The release has no worked cases.\n    Write cases in the folder cases of the release.",
        id="no cases",
    ),
]


@pytest.mark.parametrize(("files", "says"), FAULTS)
def test_a_fault_is_found_and_said_in_words(tmp_path: Path, files: dict[str, str], says: str) -> None:
    findings = [str(one) for one in check(small_release(tmp_path, files=files))]
    assert says in findings, "\n".join(findings)
    assert says not in [str(one) for one in check(small_release(tmp_path / "sound"))]


def test_rules_that_no_case_fires_are_listed(tmp_path: Path) -> None:
    findings = [one for one in check(small_release(tmp_path)) if one.check == "untried_rules"]
    safety = next(one for one in findings if one.table == "safety")
    assert safety.message == "No case fires 3 of 4 rules: MG-2, SL-1, MG-3."
    tried = CASE + PLAIN + 'intake = { medications = ["levothyroxine"] }\nexpect.alerts = { magnesium = ["MG-3"] }'
    again = [one for one in check(small_release(tmp_path, tried)) if one.check == "untried_rules"]
    assert next(one for one in again if one.table == "safety").message == "No case fires 2 of 4 rules: MG-2, SL-1."


def test_a_row_without_a_source_blocks(tmp_path: Path) -> None:
    """The loader refuses such a row; a table that was put together in another way may still hold one."""
    rulebook = small_release(tmp_path)
    table = rulebook.tables["stack"]
    bare = replace(table, rows=tuple(replace(row, sources=()) for row in table.rows))
    assert "uncited" not in {one.check for one in check(rulebook)}
    assert "uncited" in {one.check for one in check(replace(rulebook, tables={**rulebook.tables, "stack": bare}))}


def test_what_keeps_a_release_from_loading_is_a_finding(tmp_path: Path) -> None:
    small_release(tmp_path)
    content, _ = load_release(tmp_path / "1.0")
    assert not blocks(check_content(content))
    misspelt = [{**row, "when medication_classes": "thyroid_hormon"} for row in content["tables"]["safety"][-1:]]
    rows = [*content["tables"]["safety"][:-1], *misspelt]
    (finding,) = check_content({**content, "tables": {**content["tables"], "safety": rows}})
    assert (finding.severity, finding.check) == (Severity.BLOCKING, "does_not_load")
    assert (finding.table, finding.row, finding.column) == ("safety", "MG-3", "when medication_classes")
    assert finding.message == 'no medication class "thyroid_hormon"; did you mean "thyroid_hormone"?'


def large(rulebook: Rulebook, rows: int) -> Rulebook:
    """The release with so many more safety rows, each about another drug, age and kidney function."""
    drugs = sorted(rulebook.vocabulary.medications)
    more = [
        Row(
            f"X-{number}",
            {
                "medications": parse_cell(drugs[number % len(drugs)], bare_words=True),
                "patient.age": parse_cell(f"[{number % 60}..{number % 60 + 20})"),
                "patient.egfr": parse_cell(f"< {number % 97 + 1}"),
            },
            {"action": "inform", "severity": "minor", "message": f"{number}"},
            ("GK",),
            "G",
        )
        for number in range(rows)
    ]
    table = rulebook.tables["safety"]
    return replace(rulebook, tables={**rulebook.tables, "safety": replace(table, rows=(*table.rows, *more))})


@pytest.mark.parametrize("policy", [HitPolicy.COLLECT, HitPolicy.FIRST])
def test_two_thousand_rows_take_less_than_five_seconds(policy: HitPolicy) -> None:
    rulebook = large(shipped_release("2026.1")[1], 2000)
    safety = replace(rulebook.tables["safety"], hit_policy=policy)
    bare = replace(rulebook.catalogue, cases=())
    rulebook = replace(rulebook, tables={**rulebook.tables, "safety": safety}, catalogue=bare)
    started = time.process_time()
    findings = check(rulebook)
    assert time.process_time() - started < 5
    assert any(one.check == "no_cases" for one in findings)


def test_findings_sort_by_gravity_then_place() -> None:
    note = Finding(Severity.NOTE, "a", "a", "m", "a")
    block = Finding(Severity.BLOCKING, "b", "z", "m", "a")
    assert sorted([note, block], key=lambda one: one.order) == [block, note]
