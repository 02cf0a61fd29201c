"""Going on after the database has been away for a moment: restarted, failed over, locked for too long."""

import time

import structlog
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import Transfer
from .models.transfer import LeaseLost, lease_from

AWAY = (OperationalError, InterfaceError)
PATIENCE = 600  # seconds to wait for a database that does not answer
TRIES = 20  # of the same chunk
DEATHS = 25  # of workers at the same place, after which no more are sent

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


def given_up(transfer, now):
    """End what one worker after the other has died of, so that nobody waits for ever. Returns whether it is ended.

    `transfer` is locked, and its last worker has gone silent.
    """
    if transfer.lease is None:
        return False  # it waits; nobody has died of it
    *place, deaths = transfer.options.get("deaths", [0])
    here = [transfer.position, transfer.undo_position]
    deaths = deaths + 1 if place == here else 1
    ended = {"options": transfer.options | {"deaths": [*here, deaths]}}
    is_over = deaths > DEATHS
    if is_over:
        log.error("gave up", transfer=transfer.pk)
        ended = _ended(transfer, now) | {"lease": None, "lease_until": None}
    Transfer.objects.filter(pk=transfer.pk).update(**ended)
    return is_over


def _ended(transfer, now):
    if transfer.is_being_undone:
        undone = transfer.options.get("undo", {}) | {"failure": _("It stopped again and again. Undo again to go on.")}
        return {"undo_state": Transfer.UNDO_REFUSED, "options": transfer.options | {"undo": undone}}
    if transfer.status == Transfer.REHEARSING:
        return {"status": Transfer.DRAFT, "failure": _("The rehearsal stopped again and again. Try a smaller file.")}
    failure = _(
        "It stopped again and again at this place. The rows so far are kept; import the rest as a smaller file."
    )
    return {"status": Transfer.FAILED, "failure": failure, "finished_at": now, "rows": transfer.position}
