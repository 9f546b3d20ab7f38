"""What must be true of a machine before Axis starts there. Each check raises NotReady with what to do about it."""

import ctypes
import os
import shutil
import socket
from pathlib import Path

MEGABYTE = 1024 * 1024
FREE_DISK_NEEDED = 500 * MEGABYTE
PANGO_LIBRARIES = {"libpango-1.0.so.0": "libpango-1.0-0", "libpangoft2-1.0.so.0": "libpangoft2-1.0-0"}
# SQLite's write-ahead log needs shared memory, which these cannot give.
NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "afs", "ceph", "glusterfs"}


class NotReady(Exception):
    """The machine cannot run Axis yet; the message names what is wrong and what to do."""


def prepare_data_folder(folder: Path) -> None:
    """Creates the folder of all data, readable by its owner only."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        probe = folder / ".write-test"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as problem:
        raise NotReady(
            f"Axis cannot write to its data folder {folder} ({problem.strerror}). "
            "Give yourself the right to write there, or set AXIS_VAR_DIR to another folder."
        ) from problem


def check_free_disk(folder: Path, needed: int = FREE_DISK_NEEDED) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise NotReady(
            f"The disk of {folder} has {free // MEGABYTE} MB left; Axis needs {needed // MEGABYTE} MB. Free some space."
        )


def check_local_disk(folder: Path, mounts: Path = Path("/proc/mounts")) -> None:
    """SQLite only: refuses a folder on a network file system. Passes where the kernel does not list its mounts."""
    if not mounts.exists():
        return
    file_system = file_system_of(folder.resolve(), mounts.read_text())
    if file_system in NETWORK_FILE_SYSTEMS:
        raise NotReady(
            f"The data folder {folder} is on a network file system ({file_system}), where SQLite loses data. "
            "Set AXIS_VAR_DIR to a folder on a local disk, or DATABASE_URL to a PostgreSQL database."
        )


def file_system_of(folder: Path, mounts: str) -> str:
    """The type of the file system that holds a folder, from the text of /proc/mounts."""
    best, found = "", ""
    for line in mounts.splitlines():
        _, point, kind, *_ = line.split(" ")
        point = point.replace("\\040", " ")
        if folder.is_relative_to(point) and len(point) >= len(best):
            best, found = point, kind
    return found


def check_pango() -> None:
    """Handouts are drawn by WeasyPrint, which needs Pango."""
    missing = [package for library, package in PANGO_LIBRARIES.items() if not loadable(library)]
    if missing:
        raise NotReady(f"Handouts need system libraries. Type: sudo apt-get install {' '.join(missing)}")


def loadable(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def choose_port(host: str, wanted: int | None, first: int = 8000, tries: int = 20) -> int:
    """The port to listen on: the wanted one, or the first free one from `first` on when none is wanted."""
    if wanted is not None:
        if not is_free(host, wanted):
            raise NotReady(f"Port {wanted} of {host} cannot be used: another program has it.")
        return wanted
    for port in range(first, first + tries):
        if is_free(host, port):
            return port
    raise NotReady(f"Ports {first} to {first + tries - 1} are all taken. Name a free one with --port.")


def is_free(host: str, port: int) -> bool:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listener:
            # As the web server does: a port whose last connections are still closing counts as free.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except OSError:
        return False
    return True


def create_secret_key(path: Path, key: str) -> None:
    """Writes the key that signs sessions, once, readable by its owner only."""
    if path.exists():
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
