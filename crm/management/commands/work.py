"""The background worker, whichever backend is chosen."""

import threading
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from crm.tasks import clear

SETTLING, DAY = 60, 86_400  # seconds


class Command(BaseCommand):
    help = "Do the background work: tasks of the chosen backend, and once a day the clearing of what has expired."

    def add_arguments(self, parser):
        parser.add_argument("--burst", action="store_true", help="do what is waiting, then stop")

    def handle(self, *, burst, **_options):
        if settings.TASKS_BACKEND == "immediate":
            raise CommandError("TASKS_BACKEND=immediate does every task at once; there is nothing to wait for.")
        if not burst:
            threading.Thread(target=clear_daily, name="clearing", daemon=True).start()
        if settings.TASKS_BACKEND == "rq":
            call_command("rqworker", "default", job_class="django_tasks_rq.Job", burst=burst)
        else:
            call_command("db_worker", batch=burst, startup_delay=False, reload=False)


def clear_daily(pause=time.sleep):
    """Ask for a clearing soon after the start and then every day. Several workers may; it does no harm."""
    pause(SETTLING)
    while True:
        clear.enqueue()
        connections.close_all()
        pause(DAY)
