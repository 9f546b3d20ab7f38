"""Handouts over HTTP."""

from uuid import uuid4

import pytest

from protocols.handouts import jobs, rendering
from protocols.handouts.models import Handout

ADDRESS = "/api/v1/handouts"


@pytest.fixture
def ask(ana, client_for):
    """Posts a request as Ana."""
    client = client_for(ana)

    def post(**body):
        return client.post(ADDRESS, body, content_type="application/json")

    return post


def test_a_handout_is_asked_for_watched_and_fetched(signed, ana, ask, client_for):
    protocol = signed()
    answer = ask(protocol=str(protocol.public_id), paper_size="letter")
    assert answer.status_code == 202
    body = answer.json()
    assert (body["status"], body["paper_size"], body["pdf"]) == ("queued", "letter", None)
    assert answer.headers["Retry-After"] == "1"
    client = client_for(ana)
    address = answer.headers["Location"]
    assert address == f"{ADDRESS}/{body['id']}"
    assert client.get(f"{address}/pdf").status_code == 409
    rendering.render_handout(Handout.objects.get().pk)
    ready = client.get(address).json()
    assert ready["status"] == "ready"
    assert ready["pages"] >= 1
    assert ready["pdf"] == f"http://testserver{address}/pdf"
    pdf = client.get(ready["pdf"])
    assert pdf.content.startswith(b"%PDF")
    assert "no-store" in pdf.headers["Cache-Control"]
    again = ask(protocol=str(protocol.public_id), paper_size="letter")
    assert (again.status_code, again.json()["id"]) == (200, body["id"])


def test_a_failure_is_told_with_its_reason(signed, ana, ask, client_for):
    address = ask(protocol=str(signed().public_id)).headers["Location"]
    jobs.fail(jobs.claim(Handout.objects.get().pk), "The disk was full.")
    body = client_for(ana).get(address).json()
    assert (body["status"], body["failure_reason"]) == ("failed", "The disk was full.")


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "protocol"),
        ({"protocol": "x"}, "protocol"),
        ({"paper_size": "a3"}, "paper_size"),
        ({"print_size": "huge"}, "print_size"),
        ({"papersize": "a4"}, "papersize"),
        ({"language": "xx"}, "language"),
    ],
)
def test_what_is_wrong_is_named_by_its_path(signed, ask, body, path):
    protocol = {"protocol": str(signed().public_id)} if path != "protocol" else {}
    answer = ask(**protocol | body)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert path in [error["path"] for error in answer.json()["errors"]]


def test_a_body_that_is_no_object_is_refused(ana, client_for):
    answer = client_for(ana).post(ADDRESS, "[1]", content_type="application/json")
    assert answer.status_code == 400


def test_an_unsigned_protocol_gets_no_handout(reviewed, ask):
    answer = ask(protocol=str(reviewed().public_id))
    assert answer.status_code == 400
    assert "Sign the protocol first" in answer.json()["detail"]


def test_too_many_at_a_time_are_told_to_wait(signed, ask, monkeypatch):
    monkeypatch.setattr("protocols.handouts.services.MAX_WAITING", 0)
    assert ask(protocol=str(signed().public_id)).status_code == 429


def test_another_practice_and_strangers_find_nothing(signed, ask, hill, cora, client, client_for):
    protocol = signed()
    address = ask(protocol=str(protocol.public_id)).headers["Location"]
    other = client_for(cora)
    assert other.get(address).status_code == 404
    assert other.get(f"{address}/pdf").status_code == 404
    body = {"protocol": str(protocol.public_id)}
    assert other.post(ADDRESS, body, content_type="application/json").status_code == 404
    assert client.get(address).status_code in (302, 401, 403)


def test_an_unknown_protocol_is_not_found(ana, harbour, ask):
    assert ask(protocol=str(uuid4())).status_code == 404


def test_the_description_names_every_operation(ana, harbour, client_for):
    paths = client_for(ana).get("/api/v1/openapi.json").json()["paths"]
    assert {"/api/v1/handouts", "/api/v1/handouts/{public_id}", "/api/v1/handouts/{public_id}/pdf"} <= set(paths)
