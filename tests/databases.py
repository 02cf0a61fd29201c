"""Databases of installations that tests run in processes of their own."""

import os
import sqlite3
import subprocess
from contextlib import closing

from django.db import connection


def copy_migrated(path):
    """Put a copy of the tests' own empty SQLite at `path`; nothing on PostgreSQL. Needs the fixture `db`.

    Migrating another one from the beginning takes longer than most of what is tried in it.
    """
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as own, closing(sqlite3.connect(path)) as copy:
            own.backup(copy)


def pour_migrated(programs, url):
    """Pour the tests' own empty PostgreSQL into the one at `url`, with the server's `programs`. Nothing where they are
    older than the server of the tests: then the installation migrates by itself."""
    own = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    around = {**os.environ, **{name: str(own[key]) for name, key in names.items() if own[key]}}
    dump = [programs / "pg_dump", "--no-owner", "--no-privileges"]
    poured = subprocess.run(dump, env=around, capture_output=True)
    if poured.returncode == 0:
        pour = [programs / "psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", "--single-transaction", "-d", url]
        subprocess.run(pour, input=poured.stdout, capture_output=True, check=True)
