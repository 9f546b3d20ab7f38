"""Worked cases of a release: an intake, and what must hold of its outcome. A clinician writes and reads them.

They stand in `cases/*.toml` of the release. `people.toml` describes named people by a whole intake document; every
other file holds cases, each of which changes one of these people:

    [[case]]
    name = "eGFR 24: no magnesium"
    why = "Below an eGFR of 30 magnesium builds up."
    person = "anna"
    not_asked = ["patient.weight_kg"]
    intake = { patient = { egfr = 24 }, medications = ["levothyroxine"] }

    [case.expect]
    withheld = { magnesium = ["RF-24"] }
    alerts = { folate = ["FO-12 (4 h before, 1 h after)"] }
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from protocols.engine.outcome import Document
from protocols.rulebook.case_expectations import Expectation, read_expectation
from protocols.rulebook.codes import Codes
from protocols.rulebook.errors import Problems
from protocols.rulebook.toml_fields import Fields
from protocols.vocabulary.checks import suggestion

PEOPLE = "people"


@dataclass(frozen=True)
class Case:
    """One worked case; `intake` is a whole intake document, `place` says where an author finds the case."""

    name: str
    why: str
    intake: Document
    expect: Expectation
    place: str = ""


def read_cases(documents: Mapping[str, Mapping[str, Any]], codes: Codes, problems: Problems) -> tuple[Case, ...]:
    """All cases of a release, in order of file and place. What is wrong is reported.

    Whether an intake is valid is found out when its case is run: no patient waits for it.
    """
    reader = _Reader(_people(documents.get(PEOPLE, {}), problems), codes, problems)
    for name in sorted(documents.keys() - {PEOPLE}):
        reader.read_file(f"cases/{name}.toml", documents[name])
    return tuple(reader.cases.values())


def _people(document: Mapping[str, Any], problems: Problems) -> dict[str, Document]:
    root = Fields(document, f"cases/{PEOPLE}.toml", "", problems)
    people = {}
    for name in document:
        person = root.table(name)
        person.text("who")
        people[name] = dict(person.table("intake", required=True).values)
        person.close()
    return people


@dataclass
class _Reader:
    """Reads the files of cases of one release."""

    people: Mapping[str, Document]
    codes: Codes
    problems: Problems
    cases: dict[str, Case] = field(default_factory=dict)

    def read_file(self, file: str, document: Mapping[str, Any]) -> None:
        root = Fields(document, file, "", self.problems)
        for fields in root.tables("case"):
            self._case(fields)
        root.close()

    def _case(self, fields: Fields) -> None:
        name = fields.text("name")
        if name in self.cases:
            fields.fail("name", f"{self.cases[name].place} has the same name")
        self.cases[name] = Case(
            name=name,
            why=fields.text("why"),
            intake=self._intake(fields),
            expect=read_expectation(fields.table("expect", required=True), self.codes),
            place=f"{fields.file}, {fields.path}",
        )
        fields.close()

    def _intake(self, fields: Fields) -> Document:
        """The person's intake with the changes of the case; objects are changed key by key, lists are replaced."""
        intake = deepcopy(self._person(fields))
        for key, value in fields.table("intake").values.items():
            intake[key] = {**intake.get(key, {}), **value} if isinstance(value, Mapping) else value
        for path in fields.texts("not_asked"):
            if not _removed(intake, path):
                fields.fail("not_asked", f'"{path}" is not in the intake')
        return intake

    def _person(self, fields: Fields) -> Document:
        name = fields.text("person")
        if name and name not in self.people:
            fields.fail("person", f'no person "{name}" in {PEOPLE}.toml{suggestion(name, self.people)}')
        return self.people.get(name, {})


def _removed(intake: Document, path: str) -> bool:
    """Take an answer out of an intake: `patient.egfr` or `medications`."""
    group, _, name = path.partition(".")
    holder = intake.get(group, {}) if name else intake
    return isinstance(holder, dict) and holder.pop(name or group, None) is not None
