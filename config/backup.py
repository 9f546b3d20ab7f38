"""Copies of the embedded installation's data: the SQLite database and the handouts on disk."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

DATABASE_COPY = "axis.sqlite3"
FILES_COPY = "media"


class CannotBackUp(Exception):
    """This installation's data cannot be copied from here; the message says how it can."""


def back_up(folder: Path | None = None) -> Path:
    """Copies database and handouts into a new folder, while Axis runs or not, and returns that folder.

    Raises CannotBackUp for a database with a server of its own, and when the folder exists already.
    """
    if connection.vendor != "sqlite":
        raise CannotBackUp("PostgreSQL has its own command for this: pg_dump --format=custom.")
    folder = folder or settings.VAR_DIR / "backups" / f"{timezone.now():%Y%m%dT%H%M%SZ}"
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError as problem:
        raise CannotBackUp(f"{folder} exists already. Name a new folder.") from problem
    with connection.cursor() as cursor:
        # A consistent copy of what is committed; copying the file itself could miss the write-ahead log.
        cursor.execute("VACUUM INTO %s", [str(folder / DATABASE_COPY)])
    if isinstance(default_storage, FileSystemStorage) and Path(default_storage.location).is_dir():
        shutil.copytree(default_storage.location, folder / FILES_COPY)
    return folder


def back_up_before_migrating() -> Path | None:
    """A copy of an embedded database that is about to be changed by an upgrade; None when nothing will change it."""
    executor = MigrationExecutor(connection)
    is_new = not executor.loader.applied_migrations
    if connection.vendor != "sqlite" or is_new or not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return None
    return back_up()
