"""Published releases are frozen copies; the one in force on a day is the newest that has begun."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from protocols.rulebook import queries
from protocols.rulebook.errors import ReleaseConflict, ReleaseErrors, UnknownRelease
from protocols.rulebook.models import Release
from protocols.rulebook.queries import published_release, rulebook
from protocols.rulebook.services import publish, publish_folder
from tests.rulebook.small_release import FILES, write_release


def small(folder: Path, code: str = "1.0", start: str = "2025-01-01", **changes: str) -> Path:
    """The small release under a code, in force from a day."""
    about = FILES["release.toml"].replace('id = "1.0"', f'id = "{code}"').replace("2025-01-01", start)
    return write_release(folder / code, FILES | {"release.toml": about} | changes)


@pytest.mark.django_db
def test_publishing_twice_changes_nothing(tmp_path: Path) -> None:
    first = publish_folder(folder=small(tmp_path))
    again = publish_folder(folder=small(tmp_path))
    assert (first.is_new, again.is_new) == (True, False)
    assert first.release == again.release
    assert Release.objects.count() == 1


@pytest.mark.django_db
def test_a_published_release_never_changes(tmp_path: Path) -> None:
    kept = publish_folder(folder=small(tmp_path)).release
    changed = {"limits.csv": FILES["limits.csv"].replace("350", "3500")}
    with pytest.raises(ReleaseConflict, match=r"Release 1\.0 is already published with other content"):
        publish_folder(folder=small(tmp_path, **changed))
    kept.refresh_from_db()
    assert "3500" not in kept.content


@pytest.mark.django_db
def test_a_faulty_release_is_not_published(tmp_path: Path) -> None:
    with pytest.raises(ReleaseErrors):
        publish_folder(folder=small(tmp_path, **{"limits.csv": FILES["limits.csv"].replace("350", "many")}))
    assert not Release.objects.exists()


@pytest.mark.django_db
def test_the_content_of_a_release_can_be_published_elsewhere(tmp_path: Path) -> None:
    import json

    original = publish_folder(folder=small(tmp_path)).release
    content = json.loads(original.content)
    Release.objects.all().delete()
    assert publish(content=content).release.sha256 == original.sha256


#     day           in force
DAYS = [
    ("2025-01-01", "1.0"),
    ("2025-12-31", "1.0"),
    ("2026-01-01", "1.1"),
    ("2030-01-01", "1.1"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "code"), DAYS)
def test_the_newest_release_that_has_begun_is_in_force(tmp_path: Path, day: str, code: str) -> None:
    publish_folder(folder=small(tmp_path, "1.1", "2026-01-01"))
    publish_folder(folder=small(tmp_path))
    assert rulebook(as_of=date.fromisoformat(day)).code == code


@pytest.mark.django_db
def test_a_release_can_be_asked_for_before_it_is_in_force(tmp_path: Path) -> None:
    publish_folder(folder=small(tmp_path, "1.1", "2031-01-01"))
    assert rulebook("1.1", date(2026, 11, 23)).code == "1.1"


@pytest.mark.django_db
def test_an_unknown_release_is_named_with_the_nearest(tmp_path: Path) -> None:
    publish_folder(folder=small(tmp_path))
    with pytest.raises(UnknownRelease, match=r'no release "1\.00"; did you mean "1\.0"\?'):
        rulebook("1.00")
    with pytest.raises(UnknownRelease, match=r"no release was in force on 1999-01-01; there are 1\.0"):
        rulebook(as_of=date(1999, 1, 1))
    with pytest.raises(UnknownRelease, match=r"Release 2\.0 is not published here"):
        published_release("2.0")


@pytest.mark.django_db
def test_a_release_is_compiled_once(tmp_path: Path, django_assert_num_queries) -> None:
    publish_folder(folder=small(tmp_path))
    first = rulebook()
    with django_assert_num_queries(1):
        assert rulebook() is first


@pytest.mark.django_db
def test_before_anything_is_published_the_shipped_files_are_used() -> None:
    assert rulebook(as_of=date(2025, 6, 1)).code == "2025.1"
    assert rulebook(as_of=date(2026, 11, 23)).code == "2026.1"
    with pytest.raises(UnknownRelease, match=r"no release was in force on 1999-01-01; there are 2025\.1, 2026\.1"):
        rulebook(as_of=date(1999, 1, 1))


def test_a_checkout_without_a_database_is_left_without_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = tmp_path / "axis.sqlite3"
    monkeypatch.setitem(connection.settings_dict, "NAME", missing)
    monkeypatch.setattr(queries, "_table_is_there", None)  # asking for tables would make the file
    assert rulebook("2025.1").code == "2025.1"
    assert not missing.exists()


@pytest.mark.django_db
def test_the_command_publishes_what_is_shipped(capsys: pytest.CaptureFixture) -> None:
    call_command("publish_releases")
    assert [line.split(" (")[0] for line in capsys.readouterr().out.splitlines()] == [
        "Release 2025.1 published",
        "Release 2026.1 published",
    ]
    call_command("publish_releases")
    assert capsys.readouterr().out.count("is published already") == 2


@pytest.mark.django_db
def test_the_command_names_what_is_wrong_with_a_folder(tmp_path: Path) -> None:
    folder = small(tmp_path, **{"limits.csv": FILES["limits.csv"].replace("350", "many")})
    with pytest.raises(CommandError, match=r'limits.csv, line 2 \(LI-1\), column "then block"'):
        call_command("publish_releases", str(folder))
