"""Signing in and out, and people without a practice."""

import pytest
from django.urls import reverse

from accounts.models import Practice

pytestmark = pytest.mark.django_db


def test_everything_asks_for_a_login(client):
    for name in ("intake:patients", "intake:new_patient", "accounts:practice", "accounts:design"):
        response = client.get(reverse(name))
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("accounts:login"))


def test_a_person_signs_in_and_lands_on_the_patients(client, harbour):
    response = client.post(reverse("accounts:login"), {"username": "ana", "password": "ana-secret"}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("intake:patients")
    assert "Harbour Practice" in response.content.decode()


def test_a_wrong_password_says_what_to_do_and_not_which_half_was_wrong(client, harbour):
    wrong_password = client.post(reverse("accounts:login"), {"username": "ana", "password": "x"}).content.decode()
    wrong_name = client.post(reverse("accounts:login"), {"username": "nobody", "password": "x"}).content.decode()
    assert "do not belong together" in wrong_password
    assert "do not belong together" in wrong_name


def test_the_demo_hint_is_shown_only_where_there_is_a_demo_practice(client, harbour):
    page = reverse("accounts:login")
    assert "demo_login.txt" not in client.get(page).content.decode()
    Practice.objects.filter(pk=harbour.pk).update(is_demo=True)
    assert "demo_login.txt" in client.get(page).content.decode()


def test_a_person_without_a_practice_is_told_whom_to_ask(client_for, ana):
    response = client_for(ana).get(reverse("intake:patients"))
    assert response.status_code == 403
    assert "do not belong to a practice yet" in response.content.decode()


def test_a_script_without_a_practice_gets_json(client_for, ana):
    response = client_for(ana).get(reverse("intake:patients"), headers={"Accept": "application/json"})
    assert response.status_code == 403
    assert response.json() == {"detail": "This account does not belong to a practice."}


def test_a_person_without_a_practice_can_sign_out(client_for, ana):
    client = client_for(ana)
    assert client.post(reverse("accounts:logout")).status_code == 302
    assert client.get(reverse("intake:patients")).status_code == 302
