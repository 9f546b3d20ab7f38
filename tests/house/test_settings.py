"""Settings: every variable is documented, defaults are safe, and a public installation passes Django's own checks."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.storages import storage_from_url
from tests.live_site import product_environment

ROOT = Path(__file__).resolve().parents[2]
READERS = {"str", "bool", "int", "list"}
PUBLIC = {
    "HTTPS": "1",
    "ALLOWED_HOSTS": "axis.example.org",
    "SECRET_KEY": "nobody-guesses-this-long-key-of-a-test-0123456789-abcdefghij",
}


def variables_read(path: Path) -> set[str]:
    """Names of the environment variables that a module asks `env` for."""
    return {
        call.args[0].value
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
        and call.func.attr in READERS
        and isinstance(call.args[0], ast.Constant)
    }


def manage(*arguments: str, data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=product_environment(data, **environment),
        capture_output=True,
        text=True,
    )


def test_operations_page_lists_exactly_the_variables_that_exist() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE))
    read = variables_read(ROOT / "config" / "settings.py") | variables_read(ROOT / "config" / "gunicorn.py")
    assert documented == read


def test_settings_stay_readable() -> None:
    assert len((ROOT / "config" / "settings.py").read_text().splitlines()) < 300


def test_a_public_installation_passes_the_deployment_checks(tmp_path: Path) -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", data=tmp_path, **PUBLIC)
    assert done.returncode == 0, done.stderr


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(PUBLIC["SECRET_KEY"] + "\n")
    done = manage(
        "shell", "-v0", "-c", "from django.conf import settings; print(settings.SECRET_KEY)",
        data=tmp_path, SECRET_KEY_FILE=str(tmp_path / "key"),
    )  # fmt: skip
    assert done.stdout.strip() == PUBLIC["SECRET_KEY"], done.stderr


def test_nobody_can_know_the_key_of_an_installation_without_one(tmp_path: Path) -> None:
    show = ["shell", "-v0", "-c", "from django.conf import settings; print(settings.SECRET_KEY)"]
    keys = {manage(*show, data=tmp_path).stdout.strip() for _ in range(2)}
    assert len(keys) == 2 and all(len(key) >= 50 for key in keys)


def test_a_bucket_is_described_by_one_address() -> None:
    entry = storage_from_url("s3://handouts/axis?region=eu-central-1&endpoint=https://s3.example.org")
    assert entry["BACKEND"] == "storages.backends.s3.S3Storage"
    options = entry["OPTIONS"]
    assert (options["bucket_name"], options["location"]) == ("handouts", "axis")
    assert (options["region_name"], options["endpoint_url"]) == ("eu-central-1", "https://s3.example.org")
    assert options["querystring_auth"] is True, "links to handouts must be signed"


@pytest.mark.parametrize("url", ["ftp://files", "s3://", "var/media"])
def test_an_unknown_storage_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="s3://bucket"):
        storage_from_url(url)


def test_the_s3_library_accepts_the_options(tmp_path: Path) -> None:
    code = "from django.core.files.storage import default_storage as s; print(s.bucket_name, s.location)"
    done = manage("shell", "-v0", "-c", code, data=tmp_path, STORAGE_URL="s3://handouts/axis?region=eu-central-1")
    assert done.stdout.split() == ["handouts", "axis"], done.stderr


def test_the_embedded_mode_loads_no_library_of_the_servers(tmp_path: Path) -> None:
    code = "import sys; print(sorted({'boto3', 'storages', 'psycopg', 'weasyprint'} & set(sys.modules)))"
    assert manage("shell", "-v0", "-c", code, data=tmp_path).stdout.strip() == "[]"
