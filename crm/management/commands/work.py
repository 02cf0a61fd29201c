"""The background worker, whichever backend is chosen."""

import threading
import time

import structlog
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils import timezone

from contacts.duplicates.tasks import search_nightly
from crm.tasks import clear
from customization.lists.bulk import take_over_bulk_jobs
from customization.subscriptions import check_due
from notifications.delivering import deliver_due
from tasks.reminders import remind_due
from transfers.exporting.background import take_over_exports
from transfers.recovery import AWAY, is_passing, wait_for_database
from transfers.tasks import take_over_abandoned
from webhooks.sending import send_waiting

SECOND, SWEEP, SETTLING, MINUTE, HOUR, DAY = 1, 20, 60, 60, 3_600, 86_400  # seconds

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = (
        "Do the background work: tasks of the chosen backend, every minute the tasks that are due, the lists that people "
        "follow, the mails and pushes that wait and what dead workers left, every second what webhooks are to be told, and "
        "once a day the clearing of what has expired and the search for duplicates. A database that is away is waited for."
    )

    def add_arguments(self, parser):
        parser.add_argument("--burst", action="store_true", help="do what is waiting, then stop")

    def handle(self, *, burst, **_options):
        if settings.TASKS_BACKEND == "immediate":
            raise CommandError("TASKS_BACKEND=immediate does every task at once; there is nothing to wait for.")
        if burst:
            take_over()
            remind()
            look_at_lists()
            deliver()
            send_waiting()
        else:
            chores = ((DAY, clear.enqueue), (sweep_seconds(), take_over), (MINUTE, remind), (MINUTE, look_at_lists))
            chores = (*chores, (SWEEP, deliver), (SECOND, send_waiting), (HOUR, find_duplicates))
            for seconds, chore in chores:
                threading.Thread(target=repeat, args=(chore, seconds), daemon=True).start()
        if settings.TASKS_BACKEND == "rq":
            call_command("rqworker", "default", job_class="django_tasks_rq.Job", burst=burst)
        else:
            until_stopped(lambda: call_command("db_worker", batch=burst, startup_delay=False, reload=False))


def until_stopped(do_tasks):
    """Do tasks until told to stop. The queue lies in the database: while that is away, it is waited for."""
    while True:
        try:
            return do_tasks()
        except AWAY as error:
            if not is_passing(error):
                raise
            log.warning("database away", error=str(error))
        wait_for_database()


def sweep_seconds():
    """How often to look for imports of dead workers: twice within the time that a worker may be silent."""
    return min(MINUTE, settings.IMPORT_LEASE_SECONDS / 2)


def take_over():
    """Let this or another worker go on with the imports and large changes of workers that died, and begin their exports
    anew."""
    for what, sweep in (
        ("imports", take_over_abandoned),
        ("exports", take_over_exports),
        ("large changes", take_over_bulk_jobs),
    ):
        count = sweep(timezone.now())
        if count:
            log.warning(f"{what} taken over", count=count)


def remind():
    """Remind people of what has become due, also while no worker ran."""
    count = remind_due(timezone.now())
    if count:
        log.info("reminded", count=count)


def look_at_lists():
    """Tell people what entered or left the lists they are subscribed to."""
    count = check_due(timezone.now())
    if count:
        log.info("movements in lists", count=count)


def deliver():
    """Send the mails and pushes that are due: the daily ones, those to try again, and those of workers that died."""
    count = deliver_due(timezone.now())
    if count:
        log.info("delivered", count=count)


def find_duplicates():
    """Let the organizations be searched for duplicates that changed since they were searched a night ago."""
    count = search_nightly(timezone.now())
    if count:
        log.info("searching for duplicates", organizations=count)


def repeat(chore, seconds, pause=time.sleep):
    """Do `chore` soon after the start and then again and again. Several workers may; it does no harm.

    One that fails, because the database is away, is tried again when its time comes.
    """
    pause(min(SETTLING, seconds))
    while True:
        try:
            chore()
        except Exception:
            log.exception("chore failed")
        connections.close_all()
        pause(seconds)
