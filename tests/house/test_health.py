"""/livez and /readyz: for anybody, under any host name, without a session."""

import pytest
from django.db import OperationalError
from django.test import Client

from config import health


def test_alive_needs_no_database(client: Client) -> None:
    answer = client.get("/livez", headers={"Host": "10.0.0.7:8000"})
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert not answer.cookies


@pytest.mark.django_db
def test_ready_when_the_database_answers(client: Client) -> None:
    answer = client.get("/readyz", headers={"Host": "10.0.0.7:8000"})
    assert (answer.status_code, answer.json()) == (200, {"database": True})


def test_not_ready_when_it_does_not(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def cursor(self) -> None:
            raise OperationalError("the server is gone")

    monkeypatch.setattr(health, "connection", Broken())
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"database": False})


def test_not_ready_when_the_broker_is_gone(client: Client, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(health, "database_answers", lambda: True)
    monkeypatch.setattr(health.app.conf, "broker_url", settings.REDIS_URL)
    monkeypatch.setattr(health.app.conf, "broker_write_url", settings.REDIS_URL)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"database": True, "broker": False})


@pytest.mark.django_db
def test_nothing_else_skips_the_login(client: Client) -> None:
    assert client.get("/livez/").status_code != 200
    assert client.get("/").status_code == 302
