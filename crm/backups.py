"""One file that holds an installation: its database and its uploaded files."""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone


class CannotRestore(Exception):
    """The file is no backup, is of another kind of database, or there is something here already."""


def write(path):
    """Write a backup to `path`, a new .tar: consistent, while people go on working."""
    with tempfile.TemporaryDirectory() as folder, tarfile.open(path, "x") as archive:
        dump = Path(folder) / "database"
        _DUMP[connection.vendor](dump)
        about = {"vendor": connection.vendor, "version": settings.VERSION, "at": timezone.now().isoformat()}
        _add_text(archive, "about.json", json.dumps(about))
        archive.add(dump, "database")
        if settings.MEDIA_ROOT.exists():
            archive.add(settings.MEDIA_ROOT, "media")


def restore(path, *, replace=False):
    """Bring an installation back from `path`. Raises CannotRestore, before anything is touched."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            with tarfile.open(path) as archive:
                archive.extractall(folder, filter="data")
            about = json.loads((Path(folder) / "about.json").read_text())
        except (OSError, tarfile.TarError, ValueError) as error:
            raise CannotRestore(f"{path} is not a backup of Rapport: {error}") from error
        if about["vendor"] != connection.vendor:
            raise CannotRestore(f"This backup is of {about['vendor']}; DATABASE_URL names {connection.vendor}.")
        if not replace and is_used():
            raise CannotRestore("There are people in this installation already. Add --replace to overwrite it.")
        _RESTORE[connection.vendor](Path(folder) / "database")
        _restore_files(Path(folder) / "media")


def is_used():
    """Whether anybody is in the database."""
    from accounts.models import User

    return User._meta.db_table in connection.introspection.table_names() and User.objects.exists()


def _add_text(archive, name, text):
    member = tarfile.TarInfo(name)
    member.size = len(text.encode())
    archive.addfile(member, io.BytesIO(text.encode()))


def _restore_files(kept):
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    if kept.exists():
        shutil.copytree(kept, settings.MEDIA_ROOT)


# -- SQLite ---------------------------------------------------------------------------------------


def _dump_sqlite(target):
    connection.ensure_connection()
    copy = sqlite3.connect(target)
    connection.connection.backup(copy)
    copy.close()


def _restore_sqlite(source):
    connection.ensure_connection()
    copy = sqlite3.connect(source)
    copy.backup(connection.connection)
    copy.close()


# -- PostgreSQL -----------------------------------------------------------------------------------


def _address():
    """Arguments and environment with which PostgreSQL's programs reach the database."""
    given = connection.get_connection_params()
    options = {"--host": given.get("host"), "--port": given.get("port"), "--username": given.get("user")}
    arguments = [f"{name}={value}" for name, value in options.items() if value]
    return [*arguments, f"--dbname={given['dbname']}"], {"PGPASSWORD": given.get("password") or ""}


def _call(program, *arguments):
    address, secret = _address()
    command = [program, *address, *arguments]
    done = subprocess.run(command, env=os.environ | secret, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise CannotRestore(f"{program} failed: {done.stderr.strip()}")


def _dump_postgresql(target):
    _call("pg_dump", "--format=custom", "--no-owner", f"--file={target}")


def _restore_postgresql(source):
    connections.close_all()
    _call("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", str(source))


_DUMP = {"sqlite": _dump_sqlite, "postgresql": _dump_postgresql}
_RESTORE = {"sqlite": _restore_sqlite, "postgresql": _restore_postgresql}
