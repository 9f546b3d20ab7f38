"""The files of the deployment, as far as they can be checked without Docker; test_servers.py runs the services."""

import json
import re
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
import yaml

from tests.house.test_settings import variables_read

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OWN = ["prepare", "web", "worker", "beat"]
LASTING = [name for name in SERVICES if name != "prepare"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def test_the_compose_file_follows_the_specification() -> None:
    schema = files("check_jsonschema.builtin_schemas.vendor").joinpath("compose-spec.json").read_text()
    jsonschema.validate(COMPOSE, json.loads(schema))


@pytest.mark.parametrize("name", LASTING)
def test_every_lasting_service_is_watched_and_started_again(name: str) -> None:
    service = SERVICES[name]
    assert service["healthcheck"]["test"] and service["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", OWN)
def test_our_services_have_few_rights(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_only_web_is_reachable_and_only_from_this_host() -> None:
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["web"]
    assert SERVICES["web"]["ports"] == ["${PUBLISH:-127.0.0.1:8000}:8000"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert all(SERVICES[name]["networks"] == ["inside"] for name in ("postgres", "redis", "beat"))


def test_data_survive_on_named_volumes() -> None:
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert used == set(COMPOSE["volumes"])


def test_no_secret_stands_in_the_file() -> None:
    assert all(secret["file"].startswith("./secrets/") for secret in COMPOSE["secrets"].values())
    assert "/secrets/" in (ROOT / ".gitignore").read_text()
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search("SECRET|PASSWORD|KEY", name):
                assert name.endswith("_FILE") or value == f"${{{name}:-}}", name


def test_the_queue_is_kept_and_never_evicted() -> None:
    command = " ".join(SERVICES["redis"]["command"])
    assert "--appendonly yes" in command and "--maxmemory-policy noeviction" in command


def test_the_services_set_only_variables_that_exist() -> None:
    known = variables_read(ROOT / "config" / "settings.py") | variables_read(ROOT / "config" / "gunicorn.py")
    given = {name.removesuffix("_FILE") for name in SERVICES["web"]["environment"]}
    assert given - known == {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}


def test_the_image_is_locked_lean_and_not_root() -> None:
    assert "--require-hashes --only-binary :all:" in DOCKERFILE
    assert DOCKERFILE.count("\nFROM ") == 2, "what builds the image must not stay in it"
    last_stage = DOCKERFILE.rsplit("\nFROM ", 1)[1]
    assert "\nUSER axis\n" in last_stage and "pip install" not in last_stage


def test_the_image_has_every_folder_the_product_reads() -> None:
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert all((ROOT / name).exists() for name in allowed)
    assert allowed == {"accounts", "config", "protocols", "requirements", "static", "templates", "manage.py"}
