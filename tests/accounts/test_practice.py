"""The practice page and who may change it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.services import update_practice

pytestmark = pytest.mark.django_db

DETAILS = {
    "name": "Harbour Practice",
    "address": "12 Quay Street\nPortland",
    "telephone": "555-0100",
    "email": "desk@harbour.example",
    "jurisdiction": "eu",
    "paper_size": "letter",
    "time_zone": "Europe/Oslo",
}


def test_the_page_names_the_people_with_their_roles(client_for, ana, ben):
    page = client_for(ben).get(reverse("accounts:practice")).content.decode()
    assert "Ana Brandt" in page
    assert "Ben Osei" in page
    assert "Owner" in page


def test_the_page_warns_when_patients_would_have_no_number_to_call(client_for, ana, harbour):
    assert "No telephone number" in client_for(ana).get(reverse("accounts:practice")).content.decode()


def test_an_owner_changes_the_details(client_for, ana, harbour):
    response = client_for(ana).post(reverse("accounts:edit_practice"), DETAILS)
    assert response.status_code == 302
    harbour.refresh_from_db()
    assert {name: getattr(harbour, name) for name in DETAILS} == DETAILS


def test_a_practitioner_does_not(client_for, ben, harbour):
    response = client_for(ben).post(reverse("accounts:edit_practice"), DETAILS)
    assert response.status_code == 403
    assert "Only an owner" in response.content.decode()
    with pytest.raises(PermissionDenied):
        update_practice(practice=harbour, user=ben, name="Ben's")


def test_a_wrong_field_keeps_what_was_typed_and_names_the_field(client_for, ana, harbour):
    response = client_for(ana).post(reverse("accounts:edit_practice"), DETAILS | {"email": "desk@", "name": "Changed"})
    page = response.content.decode()
    assert response.status_code == 200
    assert 'value="desk@"' in page
    assert 'aria-describedby="id_email_error"' in page
    assert "Harbour Practice" in page, "the frame shows the name that is kept"


def test_pages_use_the_clock_of_the_practice(client_for, ana, harbour, rf):
    from accounts.middleware import CurrentPracticeMiddleware

    harbour.time_zone = "Asia/Tokyo"
    harbour.save()
    request = rf.get("/")
    request.user = ana
    seen = []
    CurrentPracticeMiddleware(lambda request: seen.append(timezone.get_current_timezone_name()))(request)
    assert seen == ["Asia/Tokyo"]
