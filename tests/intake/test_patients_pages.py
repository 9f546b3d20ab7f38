"""The list of patients and the form of one: who sees whom, what the address keeps, what a wrong form says."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from protocols.intake.models import Intake, IntakeStatus, Patient
from protocols.intake.patient_queries import patients_visible_to, suggested_code
from protocols.intake.patient_services import CodeTaken, archive_patient, create_patient, update_patient

pytestmark = pytest.mark.django_db

LIST = "/"
FORM = {"given_name": "Tom", "family_name": "Okafor", "birth_date": "1959-07-02", "sex": "male", "code": "P-0002"}


def text(response) -> str:
    return response.content.decode()


# ---- Who sees whom ----


def test_people_of_one_practice_see_the_same_patients(client_for, ana, ben, maya):
    assert "Lindqvist" in text(client_for(ana).get(LIST))
    assert "Lindqvist" in text(client_for(ben).get(LIST))


def test_cora_sees_nobody_of_harbour(client_for, cora, maya, hill):
    assert "Lindqvist" not in text(client_for(cora).get(LIST))
    assert "Lindqvist" not in text(client_for(cora).get(LIST, {"q": "maya"}))
    assert not patients_visible_to(hill).exists()
    assert not patients_visible_to(None).exists()


@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("get", "intake:edit_patient"),
        ("post", "intake:edit_patient"),
        ("post", "intake:archive_patient"),
        ("post", "intake:restore_patient"),
    ],
)
def test_cora_gets_404_for_maya(client_for, cora, maya, method, name):
    before = Patient.objects.values().get()
    response = getattr(client_for(cora), method)(reverse(name, args=[maya.public_id]), FORM)
    assert response.status_code == 404
    assert Patient.objects.values().get() == before


def test_the_duplicate_warning_knows_only_the_own_practice(client_for, cora, maya):
    response = client_for(cora).post(
        reverse("intake:new_patient"), FORM | {"given_name": "Maya", "family_name": "Lindqvist", "code": "1"}
    )
    assert response.status_code == 302


# ---- The list ----


def test_the_address_keeps_search_and_tab(client_for, ana, maya):
    page = text(client_for(ana).get(LIST, {"q": "lind", "show": "active"}))
    assert 'value="lind"' in page
    assert "?q=lind&amp;show=archived" in page


def test_a_script_gets_only_the_part_that_changes(client_for, ana, maya):
    part = text(client_for(ana).get(LIST, {"q": "lind"}, headers={"HX-Request": "true"}))
    assert "Lindqvist" in part
    assert "<html" not in part


def test_tabs(client_for, ana, harbour, maya):
    tom = create_patient(practice=harbour, code="P-0002", given_name="Tom", family_name="Okafor")
    Intake.objects.create(patient=tom, created_by=ana)
    irene = create_patient(practice=harbour, code="P-0003", given_name="Irene", family_name="Novak")
    archive_patient(patient=irene)
    browser = client_for(ana)
    shown = {show: browser.get(LIST, {"show": show}).context["page"] for show in ("active", "open", "archived", "?")}
    assert {show: [one.family_name for one in page] for show, page in shown.items()} == {
        "active": ["Lindqvist", "Okafor"],
        "open": ["Okafor"],
        "archived": ["Novak"],
        "?": ["Lindqvist", "Okafor"],
    }


def test_an_empty_list_says_what_to_do(client_for, ana, harbour):
    browser = client_for(ana)
    assert "Add the first one" in text(browser.get(LIST))
    assert "Nobody found" in text(browser.get(LIST, {"q": "zzz"}))
    assert "Nobody is archived" in text(browser.get(LIST, {"show": "archived"}))
    assert "No open intake" in text(browser.get(LIST, {"show": "open"}))


def test_recent_patients_are_those_touched_last(client_for, ana, harbour):
    people = [
        create_patient(practice=harbour, code=f"P-{number}", given_name="A", family_name=f"Name {number:02}")
        for number in range(12)
    ]
    Intake.objects.create(patient=people[3], created_by=ana, status=IntakeStatus.DRAFT)
    page = client_for(ana).get(LIST)
    assert [one.family_name for one in page.context["recent"]] == ["Name 03", "Name 11", "Name 10", "Name 09"]


def test_the_number_of_queries_does_not_grow_with_the_list(client_for, ana, harbour):
    browser = client_for(ana)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(LIST, {"q": "name"}).status_code == 200
        return len(captured)

    def add(first: int, last: int) -> None:
        for number in range(first, last):
            patient = create_patient(practice=harbour, code=f"P-{number}", given_name="A", family_name=f"Name {number}")
            Intake.objects.create(patient=patient, created_by=ana)

    add(0, 3)
    few = queries()
    add(3, 60)
    assert queries() == few <= 10


@pytest.mark.parametrize("number", ["0", "-1", "99", "x", "9" * 30])
def test_a_page_that_is_not_there_gives_a_page_that_is(client_for, ana, maya, number):
    assert client_for(ana).get(LIST, {"page": number}).status_code == 200


def test_control_characters_in_a_search_are_harmless(client_for, ana, maya):
    assert client_for(ana).get(LIST, {"q": "a\x00b\ud7ff"}).status_code == 200


# ---- The form ----


def test_a_new_patient_leads_to_their_page(client_for, ana, harbour):
    response = client_for(ana).post(reverse("intake:new_patient"), FORM)
    tom = Patient.objects.get()
    assert response["Location"] == reverse("handouts:patient", args=[tom.public_id])
    assert (tom.practice, tom.birth_date, tom.search_name) == (harbour, date(1959, 7, 2), "okafor tom p 0002")


def test_the_code_is_suggested(client_for, ana, harbour, maya):
    assert 'value="P-0002"' in text(client_for(ana).get(reverse("intake:new_patient")))
    create_patient(practice=harbour, code="P-0003", given_name="Tom", family_name="Okafor")
    assert suggested_code(harbour) == "P-0004", "the third patient would be P-0003, which is taken"


def test_another_practice_may_use_the_same_code(hill, maya):
    assert create_patient(practice=hill, code=maya.code, given_name="Jo", family_name="Field").code == maya.code


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"given_name": ""}, "This field is required."),
        ({"given_name": "   "}, "This field is required."),
        ({"family_name": "x" * 101}, "at most 100 characters"),
        ({"birth_date": "soon"}, "Enter a valid date."),
        ({"birth_date": "1885-03-12"}, "more than 120 years ago"),
        ({"sex": "cat"}, "Select a valid choice"),
        ({"code": "P-0001"}, "P-0001 is the number of another patient."),
        ({"given_name": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(client_for, ana, maya, changed, message):
    response = client_for(ana).post(reverse("intake:new_patient"), FORM | changed)
    assert response.status_code == 200
    assert message in text(response)
    assert 'value="Okafor"' in text(response) or "family_name" in changed
    assert Patient.objects.count() == 1


def test_nobody_is_born_tomorrow(client_for, ana, harbour):
    tomorrow = timezone.localdate() + timedelta(days=1)
    response = client_for(ana).post(reverse("intake:new_patient"), FORM | {"birth_date": tomorrow.isoformat()})
    assert "This date is in the future." in text(response)


@pytest.mark.parametrize("birth_date", ["1985-03-12", ""])
def test_a_likely_duplicate_is_asked_about_once(client_for, ana, maya, birth_date):
    browser = client_for(ana)
    same = {"given_name": "MAYA", "family_name": "Lindqvist", "birth_date": birth_date, "sex": "female", "code": "9"}
    asked = text(browser.post(reverse("intake:new_patient"), same))
    assert "There is already a patient of this name" in asked
    assert reverse("handouts:patient", args=[maya.public_id]) in asked
    assert browser.post(reverse("intake:new_patient"), same | {"different_person": "on"}).status_code == 302
    assert Patient.objects.count() == 2


def test_a_namesake_born_on_another_day_is_not_asked_about(client_for, ana, maya):
    other = FORM | {"given_name": "Maya", "family_name": "Lindqvist"}
    assert client_for(ana).post(reverse("intake:new_patient"), other).status_code == 302


def test_details_are_changed(client_for, ana, maya):
    response = client_for(ana).post(
        reverse("intake:edit_patient", args=[maya.public_id]), FORM | {"family_name": "Ångström", "code": "P-0001"}
    )
    assert response.status_code == 302
    maya.refresh_from_db()
    assert (maya.family_name, maya.search_name) == ("Ångström", "angstrom tom p 0001")


def test_a_code_taken_at_the_same_moment_is_refused(harbour, maya):
    with pytest.raises(CodeTaken):
        create_patient(practice=harbour, code=maya.code, given_name="Tom", family_name="Okafor")
    tom = create_patient(practice=harbour, code="P-0002", given_name="Tom", family_name="Okafor")
    with pytest.raises(CodeTaken):
        update_patient(patient=tom, code=maya.code, given_name="Tom", family_name="Okafor", birth_date=None, sex="male")


def test_archiving_takes_off_the_list_and_can_be_taken_back(client_for, ana, maya):
    browser = client_for(ana)
    browser.post(reverse("intake:archive_patient", args=[maya.public_id]))
    assert list(browser.get(LIST).context["page"]) == []
    assert list(browser.get(LIST, {"show": "archived"}).context["page"]) == [maya]
    browser.post(reverse("intake:restore_patient", args=[maya.public_id]))
    assert list(browser.get(LIST).context["page"]) == [maya]
