"""An installation of its own, with workers that can be killed and a PostgreSQL that can be restarted."""

import glob
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from tests.databases import pour_migrated

AWAY = (psycopg.Error, sqlite3.OperationalError)


def programs():
    """The folder of PostgreSQL's programs, or None where there are none."""
    asked = shutil.which("pg_config")
    told = [subprocess.run([asked, "--bindir"], capture_output=True, text=True).stdout.strip()] if asked else []
    found = [*told, *sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)]
    return next((Path(folder) for folder in found if Path(folder, "initdb").exists()), None)


class Postgres:
    """A server of its own, in a temporary folder, with the tables of the tests. PostgreSQL refuses to run as root, so
    then another user runs it."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="rapport-pg-"))
        self.user = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
        if self.user:
            shutil.chown(self.folder, "postgres", "postgres")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync", "-D", self.folder / "data")
        with open(self.folder / "data" / "postgresql.conf", "a") as settings:
            settings.write(f"port={self.port}\nunix_socket_directories=''\nlisten_addresses='127.0.0.1'\nfsync=off\n")
        self._pg_ctl("start")
        pour_migrated(programs(), self.url)

    @property
    def url(self):
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def restart(self):
        """As if the machine had lost its power for a moment: nobody is told, nothing is finished."""
        self._pg_ctl("restart", "-m", "immediate")

    def remove(self):
        self._pg_ctl("stop", "-m", "immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _pg_ctl(self, *arguments):
        self._run("pg_ctl", "-w", "-D", self.folder / "data", "-l", self.folder / "log", *arguments)

    def _run(self, program, *arguments):
        subprocess.run(
            [programs() / program, *arguments], check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **self.user
        )


class Installation:
    """A database and files of its own at `folder`; its commands run in processes of their own."""

    def __init__(self, folder, postgres=None, **surroundings):
        self.folder, self.postgres = folder, postgres
        known = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE", "PYTEST"))}
        self.surroundings = {**known, "DATA_DIR": str(folder), "TASKS_BACKEND": "database", **surroundings}
        if postgres:
            self.surroundings["DATABASE_URL"] = postgres.url
        self.workers, self.connection = [], None

    def manage(self, *arguments):
        """Run manage.py; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], env=self.surroundings, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def shell(self, code):
        """What `code` prints, as JSON."""
        return json.loads(self.manage("shell", "--no-imports", "-v0", "-c", code))

    def start_worker(self):
        with open(self.folder / "worker.log", "ab") as log:
            command = [sys.executable, "manage.py", "work"]
            self.workers.append(subprocess.Popen(command, env=self.surroundings, stdout=log, stderr=log))

    def kill_worker(self):
        worker = self.workers.pop()
        worker.send_signal(signal.SIGKILL)
        assert worker.wait() == -signal.SIGKILL, self.said()

    @property
    def is_working(self):
        """Whether the workers live."""
        return all(worker.poll() is None for worker in self.workers)

    def said(self):
        """The last words of the workers."""
        return (self.folder / "worker.log").read_text()[-3000:]

    def ask(self, statement):
        """The first row of `statement`, asked again until the database answers."""
        while True:
            try:
                if self.connection is None:
                    self.connection = self._connect()
                return self.connection.execute(statement).fetchone()
            except AWAY:
                self.connection = None
                time.sleep(0.05)

    def _connect(self):
        if self.postgres:
            return psycopg.connect(self.postgres.url, autocommit=True)
        return sqlite3.connect(self.folder / "rapport.sqlite3", isolation_level=None)

    def remove(self):
        for worker in self.workers:
            worker.kill()
            worker.wait()
        if self.connection is not None:
            self.connection.close()
        if self.postgres:
            self.postgres.remove()
