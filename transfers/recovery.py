"""Going on after the database has been away for a moment: restarted, failed over, locked for too long."""

import time

import structlog
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from .models import Transfer
from .models.transfer import LeaseLost, lease_from

AWAY = (OperationalError, InterfaceError)
PATIENCE = 600  # seconds to wait for a database that does not answer
TRIES = 20  # of the same chunk

#: PostgreSQL: lost connections, shutdowns and starts, too many connections, deadlocks, locks waited for too long
_PASSING = ("08", "57P", "53300", "40001", "40P01", "55P03")

log = structlog.get_logger(__name__)


def outlast(transfer, work):
    """Do `work(transfer)`, which goes on from where the transfer stands; when the database goes away, wait and do it again.

    Raises LeaseLost if somebody else has taken the transfer meanwhile, the database's own error if it does not come
    back, and at once any error that another try would meet again. Inside a transaction nothing is tried again.
    """
    lease, failures = transfer.lease, 0
    while True:
        stood = transfer.position, transfer.undo_position
        try:
            return work(transfer)
        except AWAY as error:
            failures = failures + 1 if stood == (transfer.position, transfer.undo_position) else 1
            if failures > TRIES or connection.in_atomic_block or not is_passing(error):
                raise
            log.warning("database away", transfer=transfer.pk, error=str(error))
            wait_for_database()
            _read_again(transfer, lease)


def is_passing(error):
    """Whether the same can be tried again: the database or the way to it was gone, the statement was not wrong."""
    if connection.vendor == "sqlite":
        return "locked" in str(error) or "busy" in str(error)
    if error.__cause__ is None:
        return False
    state = getattr(error.__cause__, "sqlstate", None)  # none: the connection broke before the server could say why
    return state is None or state.startswith(_PASSING)


def wait_for_database(patience=PATIENCE, sleep=time.sleep):
    """Wait until the database takes connections. Raises OperationalError after `patience` seconds."""
    pause, until = 0.1, time.monotonic() + patience
    while True:
        connection.close()
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            return
        except AWAY:
            if time.monotonic() > until:
                raise
        sleep(pause)
        pause = min(pause * 2, 2)


def _read_again(transfer, lease):
    """What was written last may or may not have arrived: only the database knows."""
    if not Transfer.objects.filter(pk=transfer.pk, lease=lease).update(lease_until=lease_from(timezone.now())):
        raise LeaseLost
    transfer.refresh_from_db()
