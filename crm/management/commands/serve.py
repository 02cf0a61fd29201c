"""The whole product in one terminal: the web server and the background worker, which live and die together."""

import os
import signal
import socket
import subprocess
import sys
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

PATIENCE = 25  # seconds for both to end what they are doing


class Command(BaseCommand):
    help = "Serve the pages and do the background work until Ctrl-C, or until one of the two dies."

    def add_arguments(self, parser):
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", default=os.environ.get("PORT", "8000"))
        parser.add_argument("--prepare", action="store_true", help="first make the database, its tables and the demo")

    def handle(self, *, host, port, prepare, **_options):
        if prepare:
            self._prepare()
        self.running = []
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, _leave)
        try:
            self._start(host, port)
            self._watch(until=lambda: answers(host, port))
            self.stdout.write(self.style.SUCCESS(f"\nRapport is on http://{host}:{port}   (Ctrl-C stops it)\n"))
            self._watch(until=lambda: False)
        except KeyboardInterrupt:
            self.stdout.write("\nStopping …")
        finally:
            self._stop()

    def _prepare(self):
        make_database()
        call_command("migrate", verbosity=0)
        call_command("seed_demo", stdout=self.stdout)

    def _start(self, host, port):
        surroundings = {"BASE_URL": f"http://{host}:{port}"} | os.environ | {"HOST": host, "PORT": str(port)}
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        for command in filter(None, (web(), worker())):
            # A session of its own each: Ctrl-C reaches this process alone, which then ends both in order.
            self.running.append(subprocess.Popen(command, env=surroundings, start_new_session=True))  # noqa: S603

    def _watch(self, *, until):
        """Look after both until `until()` says so; raise CommandError when one of them has died."""
        while not until():
            for process in self.running:
                if process.poll() is not None:
                    raise CommandError(f"{process.args[1:4]} ended by itself with status {process.returncode}.")
            time.sleep(0.3)

    def _stop(self):
        for process in self.running:
            process.terminate()
        deadline = time.monotonic() + PATIENCE
        for process in self.running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()


def make_database():
    """Make the PostgreSQL database where the server has none of that name yet; SQLite makes its own file."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        if "does not exist" not in str(error) or connection.vendor != "postgresql":
            raise CommandError(f"The database does not answer: {error}") from error
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(connection.settings_dict['NAME'])}")


def web():
    """The command that serves the pages; `gunicorn.conf.py` says how."""
    return [sys.executable, "-m", "gunicorn", "crm.wsgi", "--chdir", str(settings.BASE_DIR)]


def worker():
    """The command that does the background work; None where it is done at once."""
    return (
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "work"]
        if settings.TASKS_BACKEND != "immediate"
        else None
    )


def answers(host, port):
    """Whether something listens there."""
    try:
        with socket.create_connection((host, int(port)), timeout=1):
            return True
    except OSError:
        return False


def _leave(_number, _frame):
    raise KeyboardInterrupt
