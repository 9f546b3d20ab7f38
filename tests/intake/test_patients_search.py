"""How patients are found: a case table of what is typed."""

from datetime import date

import pytest

from protocols.intake.patient_queries import matching, patients_visible_to
from protocols.intake.patient_search import dates_in, fold, year_in
from protocols.intake.patient_services import create_patient


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Lindqvist", "lindqvist"),
        ("ÅNGSTRÖM", "angstrom"),
        ("O’Brien-Łuczak", "obrien luczak"),
        ("d'Angelo", "dangelo"),
        ("Søren  Kjær", "soren kjaer"),
        ("Weiß", "weiss"),
        ("Nguyễn", "nguyen"),
        ("Иванов", "иванов"),
        ("İpek Işık", "ipek isik"),
        ("", ""),
    ],
)
def test_fold(typed, folded):
    assert fold(typed) == folded


@pytest.mark.parametrize(
    ("typed", "dates"),
    [
        ("1985-03-12", {date(1985, 3, 12)}),
        ("12.3.1985", {date(1985, 3, 12)}),
        ("12/03/1985", {date(1985, 3, 12), date(1985, 12, 3)}),
        ("31/12/1985", {date(1985, 12, 31)}),
        ("30.02.1985", set()),
        ("1985", set()),
        ("maya", set()),
    ],
)
def test_dates(typed, dates):
    assert dates_in(typed) == dates


def test_years_are_those_of_living_people():
    assert year_in("1985") == 1985
    assert year_in("1785") is None
    assert year_in("P-1985") is None


PEOPLE = [
    ("P-0001", "Maya", "Lindqvist", date(1985, 3, 12)),
    ("P-0002", "Søren", "Ångström", date(1959, 12, 3)),
    ("P-0003", "Zoë", "O’Brien-Łuczak", date(1985, 7, 1)),
    ("X-1985", "Per", "Berg", None),
]


@pytest.fixture
def people(harbour):
    for code, given_name, family_name, birth_date in PEOPLE:
        create_patient(
            practice=harbour, code=code, given_name=given_name, family_name=family_name, birth_date=birth_date
        )
    return patients_visible_to(harbour)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["Ångström", "Berg", "Lindqvist", "O’Brien-Łuczak"]),
        ("maya", ["Lindqvist"]),
        ("LIND maya", ["Lindqvist"]),
        ("angstrom", ["Ångström"]),
        ("Ängström", ["Ångström"]),
        ("obrien", ["O’Brien-Łuczak"]),
        ("o'brien", ["O’Brien-Łuczak"]),
        ("luczak zoe", ["O’Brien-Łuczak"]),
        ("brien-luc", ["O’Brien-Łuczak"]),
        ("p-0002", ["Ångström"]),
        ("0003", ["O’Brien-Łuczak"]),
        ("12.03.1985", ["Lindqvist"]),
        ("1985-03-12", ["Lindqvist"]),
        ("1985", ["Berg", "Lindqvist", "O’Brien-Łuczak"]),
        ("zoe 1985", ["O’Brien-Łuczak"]),
        ("maya tom", []),
        ("%", []),
        ("_", ["Ångström", "Berg", "Lindqvist", "O’Brien-Łuczak"]),
        ("\\", []),
    ],
)
def test_search(people, typed, found):
    assert [patient.family_name for patient in matching(people, typed)] == found
