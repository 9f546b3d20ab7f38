"""The API: documents in and out, and every refusal a problem with paths."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from protocols.engine import canonical
from protocols.recommendations.decide import decide
from protocols.recommendations.intake_json import MAX_BYTES
from protocols.rulebook.queries import rulebook
from tests.recommendations.test_cases import DAY, HEALTHY_ADULT

pytestmark = pytest.mark.django_db
EVALUATE = "/api/v1/evaluate"


@pytest.fixture
def client(client_for: Callable[[User], Client], ana: User, harbour: Any) -> Client:
    """Ana's browser."""
    return client_for(ana)


def post(client: Client, body: Any, query: str = "", **headers: str) -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body)
    return client.post(EVALUATE + query, data, content_type="application/json", headers=headers or None)


def test_an_intake_gives_the_same_bytes_as_the_decision(client: Client) -> None:
    answer = post(client, HEALTHY_ADULT, f"?as_of={DAY}&release=2025.1")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert answer.content.decode() == canonical.dumps(decide(HEALTHY_ADULT, rulebook("2025.1"), DAY))


def test_the_practice_settles_the_jurisdiction_that_an_intake_leaves_open(client: Client, harbour: Any) -> None:
    harbour.jurisdiction = "eu"
    harbour.save()
    b50 = [{"name": "B-50", "daily": {"vitamin_b6": {"amount": 50, "unit": "mg"}}}]
    outcome = post(client, HEALTHY_ADULT | {"jurisdiction": None, "supplements": b50}).json()
    assert "vitamin_b6" in [one["intervention"] for one in outcome["withheld"]]


#  query                         status  path        what is said
PARAMETERS = [
    ("?as_of=soon", 400, "?as_of", 'must be a date such as 2026-11-23, not "soon"'),
    ("?as_of=2026-02-30", 400, "?as_of", '"2026-02-30" is not in the calendar'),
    ("?as_of=1999-01-01", 400, "?release", "no release was in force on 1999-01-01; there are 2025.1, 2026.1"),
    ("?release=2026.2", 400, "?release", 'no release "2026.2"; did you mean "2026.1"?'),
    ("?relaese=2026.1", 400, "?relaese", "unknown parameter; there are release and as_of"),
]


@pytest.mark.parametrize(("query", "status", "path", "said"), PARAMETERS)
def test_a_wrong_parameter_is_named(client: Client, query: str, status: int, path: str, said: str) -> None:
    answer = post(client, HEALTHY_ADULT, query)
    assert answer.status_code == status
    assert answer.json()["errors"] == [{"path": path, "message": said}]


#  body                              status  path               what is said
BODIES = [
    (b"", 400, "", "the body is empty"),
    (b"{", 400, "", "the document is not JSON: Expecting property name enclosed in double quotes (line 1, column 2)"),
    (b'{"patient": {"age": NaN}}', 400, "patient.age", "must be a number within range, not NaN"),
    (b'{"patient": {"age": 1e309}}', 400, "patient.age", "must be a number within range, not 1e309"),
    (b'{"patient": {"age": 1, "age": 2}}', 400, "patient.age", "this key is given twice"),
    (b"[]", 422, "", "the intake must be a JSON object"),
    (b'{"symptoms": {"anxiety": 11}}', 422, "symptoms.anxiety", "must be between 0 and 10, not 11"),
    (b'{"medications": ["x"]}', 422, "medications[0]", 'no medication "x"'),
]


@pytest.mark.parametrize(("body", "status", "path", "said"), BODIES, ids=[said for *_, said in BODIES])
def test_a_wrong_body_is_a_problem_with_paths(client: Client, body: bytes, status: int, path: str, said: str) -> None:
    answer = post(client, body)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"] == [{"path": path, "message": said}]
    assert answer.json()["status"] == status


def test_a_large_body_is_refused(client: Client) -> None:
    answer = post(client, b" " * (MAX_BYTES + 1))
    assert answer.status_code == 413
    assert answer.json()["detail"] == "Refused: the document is larger than 10 MB."


def test_another_kind_of_body_is_refused(client: Client) -> None:
    answer = client.post(EVALUATE, "<intake/>", content_type="text/xml")
    assert answer.status_code == 415
    assert answer["Content-Type"] == "application/problem+json"


def test_another_method_is_refused(client: Client) -> None:
    assert client.get(EVALUATE).status_code == 405


def test_a_forged_request_is_refused(ana: User, harbour: Any) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ana)
    assert post(browser, HEALTHY_ADULT).status_code == 403


@pytest.mark.parametrize("address", ["schemas/intake.json", "schemas/outcome.json", "openapi.json"])
def test_the_descriptions_are_served(client: Client, address: str) -> None:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 200
    assert json.loads(answer.content)


def test_the_description_names_every_address(client: Client) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert {"/api/v1/evaluate", "/api/v1/schemas/intake.json", "/api/v1/schemas/outcome.json"} <= set(paths)
    assert {"200", "400", "413", "422"} == set(paths["/api/v1/evaluate"]["post"]["responses"])


def test_the_documentation_page_needs_no_other_host(client: Client) -> None:
    page = client.get("/api/v1/docs/")
    assert page.status_code == 200
    assert b"http" not in page.content
    script = client.get("/api/v1/docs/?script=")
    assert script["Content-Type"].startswith("application/javascript")


@pytest.mark.parametrize("address", ["evaluate", "schemas/intake.json", "openapi.json"])
def test_strangers_are_refused(address: str) -> None:
    assert Client().get(f"/api/v1/{address}").status_code == 403


def test_a_stranger_who_opens_the_documentation_signs_in_first() -> None:
    answer = Client().get("/api/v1/docs/")
    assert answer.status_code == 302
    assert "next=/api/v1/docs/" in answer["Location"]
