"""What `manage.py up` finds wrong with a machine, and what it tells the person to do."""

import errno
import os
import shutil
import socket
import stat
from pathlib import Path

import pytest

from config import preflight
from config.preflight import NotReady


def test_the_data_folder_is_private(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "var"
    preflight.prepare_data_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(
        NotReady, match=r"cannot write to its data folder .*var \(Read-only file system\).*AXIS_VAR_DIR"
    ):
        preflight.prepare_data_folder(tmp_path / "var")


def test_a_full_disk_is_told_in_megabytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": 12 * preflight.MEGABYTE})
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(NotReady, match="has 12 MB left; Axis needs 500 MB"):
        preflight.check_free_disk(tmp_path)


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/srv/axis/var", "ext4"),
        ("/srv/share/axis", "nfs4"),
        ("/srv/share two/axis", "cifs"),
        ("/srv/shared/axis", "ext4"),
        ("/home", "ext4"),
    ],
)
def test_the_longest_mount_point_decides(folder: str, kind: str) -> None:
    mounts = (
        "/dev/a / ext4 rw 0 0\n"
        "server:/x /srv/share nfs4 rw 0 0\n"
        "//server/y /srv/share\\040two cifs rw 0 0\n"
    )  # fmt: skip
    assert preflight.file_system_of(Path(folder), mounts) == kind


def test_sqlite_refuses_a_network_file_system(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nserver:/x {tmp_path.resolve()} nfs rw 0 0\n")
    with pytest.raises(NotReady, match=r"network file system \(nfs\).*DATABASE_URL"):
        preflight.check_local_disk(tmp_path / "var", mounts)
    preflight.check_local_disk(Path("/srv/axis"), mounts)


def test_missing_pango_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "loadable", lambda library: "pangoft2" not in library)
    with pytest.raises(NotReady, match=r"Type: sudo apt-get install libpangoft2-1\.0-0$"):
        preflight.check_pango()


@pytest.fixture
def taken_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_wanted_port_that_is_taken_is_an_error(taken_port: int) -> None:
    with pytest.raises(NotReady, match=f"Port {taken_port} of 127.0.0.1 cannot be used"):
        preflight.choose_port("127.0.0.1", taken_port)


def test_without_a_wish_the_next_free_port_is_taken(taken_port: int) -> None:
    assert taken_port < preflight.choose_port("127.0.0.1", None, first=taken_port) < taken_port + 20


def test_no_free_port_at_all(taken_port: int) -> None:
    with pytest.raises(NotReady, match="all taken"):
        preflight.choose_port("127.0.0.1", None, first=taken_port, tries=1)


def test_the_secret_key_is_written_once_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    preflight.create_secret_key(path, "first")
    preflight.create_secret_key(path, "second")
    assert path.read_text() == "first"
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
