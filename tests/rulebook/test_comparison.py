"""What differs between two releases is said in words, and so is everybody whom it changes."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from protocols.engine.rulebook import Rulebook
from protocols.rulebook.comparison import Comparison, compare
from protocols.rulebook.loading import shipped_release
from protocols.rulebook.outcome_changes import Subject
from tests.rulebook.case_release import CASE, PEOPLE, PLAIN, small_release
from tests.rulebook.small_release import FILES

EXPECTS = 'expect.status = "options"\n'
CASES = (
    CASE
    + PLAIN
    + EXPECTS
    + PLAIN.replace("Nothing special", "On levothyroxine")
    + 'intake = { medications = ["levothyroxine"] }\n'
    + EXPECTS
)


@pytest.fixture
def before(tmp_path: Path) -> Rulebook:
    return small_release(tmp_path / "before", CASES)


def after(folder: Path, *changes: tuple[str, str, str]) -> Rulebook:
    """The small release with the given texts of its files replaced."""
    files = dict(FILES) | {"cases/people.toml": PEOPLE, "cases/cases.toml": CASES}
    for file, old, new in changes:
        assert old in files[file]
        files[file] = files[file].replace(old, new)
    return small_release(folder / "after", files["cases/cases.toml"], files)


def rows(comparison: Comparison) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [(one.table, one.row, one.kind, one.details) for one in comparison.rows]


def test_a_release_does_not_differ_from_itself(before: Rulebook) -> None:
    comparison = compare(before, before)
    assert (comparison.rows, comparison.entries, comparison.outcomes) == ([], [], [])
    assert (comparison.subjects, comparison.affected) == (3, 0)


CONDITIONS, DRUGS = "safety/conditions.csv", "safety/interactions.csv"


@pytest.mark.parametrize(
    ("file", "old", "new", "change"),
    [
        (
            CONDITIONS,
            "MG-1,magnesium,,,< 30",
            "MG-1,magnesium,,,< 45",
            ("safety", "MG-1", "changed", ("when patient.egfr is < 45 (was < 30)",)),
        ),
        (
            CONDITIONS,
            "MG-2,magnesium,heart_block,,,avoid,major,Conduction slows.,GK,G",
            "MG-2,magnesium,,,,inform,major,Conduction is slower.,R1,V",
            (
                "safety",
                "MG-2",
                "changed",
                (
                    'when conditions is any (was "heart_block")',
                    "action is inform (was avoid)",
                    'message is "Conduction is slower." (was "Conduction slows.")',
                    "cites R1 and no longer cites GK",
                    "is marked V (was G)",
                ),
            ),
        ),
        (
            "red_flags.csv",
            "RF-1,rectal_bleeding,,bleeding",
            "RF-1,,>= 2,bleeding",
            (
                "red_flags",
                "RF-1",
                "changed",
                ('no longer when alarm_features is "rectal_bleeding"', "also when scales.phq9_item9 is >= 2"),
            ),
        ),
        (
            "limits.csv",
            "LI-2,magnesium,eu,mg,,250,Upper level.,GK,G,",
            "LI-2,magnesium,eu,mg,,250,Upper level.,GK,G,From a table.",
            ("limits", "LI-2", "changed", ("the author's note is reworded",)),
        ),
        (
            DRUGS,
            "MG-3,magnesium,thyroid_hormone",
            "MG-4,magnesium,thyroid_hormone",
            (
                "safety",
                "MG-3",
                "removed",
                (
                    'when intervention is "magnesium", medication_classes is "thyroid_hormone"',
                    'then action: separate, severity: moderate, message: "Magnesium binds it.", hours_before: 4, '
                    "hours_after: 4",
                    "cites GK; marked G",
                ),
            ),
        ),
    ],
)
def test_a_changed_rule_is_told_in_words(
    tmp_path: Path, before: Rulebook, file: str, old: str, new: str, change: tuple[str, str, str, tuple[str, ...]]
) -> None:
    found = rows(compare(before, after(tmp_path, (file, old, new))))
    assert change in found
    assert {row for _, row, _, _ in found} <= {change[1], "MG-4"}


def test_an_added_rule_is_told_whole(tmp_path: Path, before: Rulebook) -> None:
    added = after(tmp_path, ("stack.csv", "ST-1,", "ST-0,,,minor,inform,Rest.,GK,G,\nST-1,"))
    (change,) = compare(before, added).rows
    assert (change.row, change.kind, change.details[0]) == ("ST-0", "added", "when always")


def test_the_order_matters_where_the_first_row_counts(tmp_path: Path, before: Rulebook) -> None:
    lines = FILES["dosing.csv"].splitlines(keepends=True)
    one, two, three = lines[1:]
    moved = after(tmp_path, ("dosing.csv", one + two + three, three + one + two))
    assert rows(compare(before, moved)) == [("dosing", "DO-3", "changed", ("stands first",))]
    lines = FILES["indications.csv"].splitlines(keepends=True)
    same = after(tmp_path, ("indications.csv", lines[1] + lines[2], lines[2] + lines[1]))
    assert rows(compare(before, same)) == []


def test_entries_are_compared_to_their_smallest_part(tmp_path: Path, before: Rulebook) -> None:
    changed = after(
        tmp_path,
        ("references.csv", "A study.", "Another study."),
        ("interventions.toml", "Take it with water.", "Take it with food."),
        (
            "conditions.csv",
            "soya_allergy,Soya allergy,allergies",
            "soya_allergy,Soya allergy,allergies\ngout,Gout,conditions",
        ),
        ("release.toml", "major = 0.3", "major = 0.4"),
        ("cases/cases.toml", "Magnesium builds up.", "It builds up."),
    )
    found = {(one.part, one.entry, one.kind): one.details for one in compare(before, changed).entries}
    assert found == {
        ("references", "R1", "changed"): ('citation is "Another study." (was "A study.")',),
        ("interventions", "magnesium", "changed"): (
            'patient.en.how is "Take it with food." (was "Take it with water.")',
        ),
        ("conditions", "gout", "added"): (),
        ("ranking", "weights", "changed"): ("penalty.major is 0.4 (was 0.3)",),
        ("cases", "Weak kidneys", "changed"): ('why is "It builds up." (was "Magnesium builds up.")',),
    }


@pytest.mark.parametrize(
    ("file", "old", "new", "kind", "words", "subjects"),
    [
        (
            CONDITIONS,
            "< 30,avoid",
            "< 10,avoid",
            "gained",
            "magnesium is offered now, as option",
            ("Weak kidneys",),
        ),
        (
            CONDITIONS,
            "MG-2,magnesium,heart_block,,,avoid",
            "MG-2,magnesium,,,>= 30,avoid",
            "lost",
            "magnesium is not offered any more: withheld by MG-2",
            ("Nothing special", "On levothyroxine"),
        ),
        (
            CONDITIONS,
            "MG-2,magnesium,heart_block,,",
            "MG-2,magnesium,,,< 30",
            "reasons",
            "magnesium is withheld by MG-1, MG-2 (was MG-1)",
            ("Weak kidneys",),
        ),
        (
            "indications.csv",
            "IN-2,> 6,magnesium",
            "IN-2,> 9,magnesium",
            "lost",
            "magnesium is not offered any more: no longer considered",
            ("Nothing special", "On levothyroxine"),
        ),
        (
            "red_flags.csv",
            "RF-1,,>= 1",
            "RF-1,,>= 0",
            "status",
            "the status is refer_first (was options)",
            ("Weak kidneys", "Nothing special", "On levothyroxine"),
        ),
        (
            "red_flags.csv",
            "RF-1,,>= 1",
            "RF-1,,>= 0",
            "referral",
            "RF-1 refers now (bleeding)",
            ("Weak kidneys", "Nothing special", "On levothyroxine"),
        ),
        (
            DRUGS,
            "magnesium,thyroid_hormone,separate",
            "magnesium,not(thyroid_hormone),separate",
            "new alert",
            "MG-3 alerts on magnesium now (moderate, separate)",
            ("Nothing special",),
        ),
        (
            DRUGS,
            "magnesium,thyroid_hormone,separate",
            "magnesium,not(thyroid_hormone),separate",
            "alert gone",
            "MG-3 no longer alerts on magnesium",
            ("On levothyroxine",),
        ),
        (
            DRUGS,
            ",4,4,",
            ",4,2,",
            "alert changed",
            "hours_apart of MG-3 on magnesium is 4 before, 2 after (was 4 before, 4 after)",
            ("On levothyroxine",),
        ),
        (
            DRUGS,
            "magnesium,thyroid_hormone,separate",
            "magnesium,not(thyroid_hormone),separate",
            "safety",
            "safety of magnesium is flagged (was nothing_found)",
            ("Nothing special",),
        ),
        (
            "dosing.csv",
            "100,100,200,250",
            "100,100,200,225",
            "dose",
            "maximum of magnesium is 225 (was 250)",
            ("Nothing special", "On levothyroxine"),
        ),
        (
            "dosing.csv",
            "100,100,200,250",
            "100,100,150,250",
            "dose",
            "usual of magnesium is 100 to 150 (was 100 to 200)",
            ("Nothing special", "On levothyroxine"),
        ),
        (
            "evidence.csv",
            "Sleeps sooner.,very_low",
            "Sleeps sooner.,moderate",
            "certainty",
            "certainty of magnesium for poor_sleep is moderate (was very_low)",
            ("Nothing special", "On levothyroxine"),
        ),
        (
            "evidence.csv",
            "< 60,benefit",
            "< 60,unclear",
            "direction",
            "direction of magnesium for poor_sleep is unclear (was benefit)",
            ("Nothing special", "On levothyroxine"),
        ),
        (
            "evidence.csv",
            "Sleeps sooner.,very_low",
            "Sleeps sooner.,preclinical_only",
            "tier",
            "tier of magnesium is research_only (was option)",
            ("Nothing special", "On levothyroxine"),
        ),
        (
            CONDITIONS,
            "when patient.egfr",
            "when patient.weight_kg",
            "question",
            "patient.weight_kg is asked for now",
            ("Weak kidneys", "Nothing special", "On levothyroxine"),
        ),
        (
            "limits.csv",
            "us,mg,,350",
            "us,mg,120,350",
            "total",
            "the total of magnesium is warn (was ok)",
            ("Nothing special", "On levothyroxine"),
        ),
        (
            "stack.csv",
            ">= 1,alcohol",
            ">= 1,not(alcohol)",
            "combination",
            "ST-1 alerts now",
            ("Nothing special", "On levothyroxine"),
        ),
    ],
)
def test_every_changed_outcome_is_grouped_by_what_changed(
    tmp_path: Path, before: Rulebook, file: str, old: str, new: str, kind: str, words: str, subjects: tuple[str, ...]
) -> None:
    found = {(one.kind, one.words): one.subjects for one in compare(before, after(tmp_path, (file, old, new))).outcomes}
    assert found[kind, words] == subjects
    back = {(one.kind, one.words) for one in compare(before, before).outcomes}
    assert (kind, words) not in back


def test_an_intake_that_one_release_cannot_read_is_said_so(before: Rulebook) -> None:
    intake = {"medications": ["lithium"]}
    (change,) = compare(before, before, [Subject("Somebody", intake)]).outcomes
    assert change.kind == "unreadable"
    assert change.words == 'release 1.0 cannot read the intake: medications[0]: no medication "lithium"'
    assert change.subjects == ("Somebody",)


def test_the_showcase_between_the_shipped_releases() -> None:
    comparison = compare(shipped_release("2025.1")[1], shipped_release("2026.1")[1])
    words = {one.words: one for one in comparison.outcomes}
    assert len(words["tier of ashwagandha is option (was research_only)"].subjects) > 100
    assert words["folate is not offered any more: withheld by EV-FOL-MOOD"].kind == "lost"
    assert {one.table for one in comparison.rows} == {"indications", "evidence"}
    assert comparison.affected < comparison.subjects


def test_the_command_tells_the_difference_of_two_folders(
    tmp_path: Path, before: Rulebook, capsys: pytest.CaptureFixture[str]
) -> None:
    after(tmp_path, (CONDITIONS, "< 30,avoid", "< 10,avoid"))
    folders = str(tmp_path / "before" / "1.0"), str(tmp_path / "after" / "1.0")
    call_command("compare_rulebooks", *folders)
    text = capsys.readouterr().out
    assert "SAFETY: 1 changed\n  changed MG-1\n      when patient.egfr is < 10 (was < 30)\n" in text
    assert "OUTCOMES: 1 of 3 intakes come out differently\n  gained\n" in text
    assert "    magnesium is offered now, as option: 1 (Weak kidneys)\n" in text
    call_command("compare_rulebooks", *folders, "--format", "json")
    document = json.loads(capsys.readouterr().out)
    assert document["affected"] == 1
    assert document["outcomes"][0]["subjects"] == ["Weak kidneys"]


@pytest.mark.django_db
def test_the_command_refuses_a_release_that_is_not_there() -> None:
    with pytest.raises(CommandError, match=r'no release "1999\.1".*no such folder'):
        call_command("compare_rulebooks", "1999.1", "2026.1")
