"""The small release with worked cases of its own."""

from pathlib import Path

from protocols.engine.rulebook import Rulebook
from protocols.rulebook.loading import load_release
from tests.rulebook.small_release import FILES, write_release

PEOPLE = """
[rosa]
who = "A woman of 44 who sleeps badly."
[rosa.intake]
jurisdiction = "us"
conditions = []
medications = []
allergies = []
supplements = []
substances = []
alarm_features = []
[rosa.intake.patient]
age = 44
sex = "female"
pregnant = false
egfr = 90
[rosa.intake.symptoms]
poor_sleep = 7
[rosa.intake.scales]
phq9 = [0, 0, 0, 0, 0, 0, 0, 0, 0]
"""
CASE = """
[[case]]
name = "Weak kidneys"
why = "Magnesium builds up."
person = "rosa"
intake = { patient = { egfr = 20 } }
expect.withheld = { magnesium = ["MG-1"] }
"""
PLAIN = """
[[case]]
name = "Nothing special"
why = "The plain way through."
person = "rosa"
"""


def small_release(folder: Path, cases: str = CASE, files: dict[str, str] | None = None) -> Rulebook:
    """The small release with these cases, and with some of its files replaced."""
    more = {"cases/people.toml": PEOPLE, "cases/cases.toml": cases}
    return load_release(write_release(folder / "1.0", {**FILES, **more, **(files or {})}))[1]
