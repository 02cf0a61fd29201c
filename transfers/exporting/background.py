"""Exports that a worker writes into a file, which waits for who asked for it until it expires."""

import errno
import os
import time
import uuid
from datetime import timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from ..models import Transfer
from ..models.transfer import LeaseLost, lease_from
from ..recovery import outlast
from .formats import CSV, blocks
from .rows import ids_of
from .selection import Selection
from .streaming import Counted, begun, texts_of

log = structlog.get_logger(__name__)

SMALLER = 5  # so many times fewer rows of a spreadsheet or of cards are sent at once: their making takes longer
TOLD_EVERY = 0.5  # seconds
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Unwritable(Exception):
    """The export cannot be made; the message says why."""


def is_large(count, file_format):
    """Whether so many rows are better written in the background."""
    return count > settings.EXPORT_STREAM_ROWS // (1 if file_format == CSV else SMALLER)


def begin(selection, columns, *, file_format=CSV, mark=False):
    """Let a worker write the file; returns the waiting `Transfer`."""
    asked = {"query": selection.params.urlencode(), "mark": mark}
    until = lease_from(timezone.now())
    with transaction.atomic():
        transfer = begun(
            selection, columns, file_format=file_format, status=Transfer.WAITING, options=asked, lease_until=until
        )
        transfer.save()
        _later(transfer.pk)
    return transfer


def _later(pk):
    transaction.on_commit(lambda: write_export.enqueue(pk))


@task()
def write_export(pk):
    """Write the file of the export `pk`, unless somebody else does."""
    transfer = Transfer.objects.select_related("member__user", "member__organization").filter(pk=pk).first()
    return bool(transfer and write(transfer))


def take_over_exports(now, among=None):
    """Let a worker begin every export anew whose worker has gone silent or which the queue has lost; returns how many."""
    exports = Transfer.objects.all() if among is None else among
    silent = exports.filter(
        direction=Transfer.EXPORT, status__in=[Transfer.WAITING, Transfer.RUNNING], lease_until__lt=now
    )
    return sum(_handed_on(silent.filter(pk=pk), pk, now) for pk in list(silent.values_list("pk", flat=True)))


@transaction.atomic
def _handed_on(silent, pk, now):
    if not silent.update(status=Transfer.WAITING, lease=None, lease_until=lease_from(now)):
        return False
    _later(pk)
    return True


def write(transfer):
    """Write a waiting export, or begin one anew whose worker is gone. Returns whether it was ours to write.

    What fails leaves no file, and says why.
    """
    if not transfer.claim(timezone.now()):
        return False
    try:
        outlast(transfer, _write_file)
    except LeaseLost:
        return True
    except Unwritable as error:
        transfer.finish(Transfer.FAILED, str(error))
    except Exception:
        log.exception("export failed", transfer=transfer.pk)
        transfer.finish(Transfer.FAILED, _("Something went wrong on our side. Export it again."))
        raise
    return True


def _write_file(transfer):
    member = transfer.member
    if member is None or not member.is_active or not member.is_admin:
        raise Unwritable(_("Whoever asked for this export may not export any more. An admin can begin it anew."))
    forget_file(transfer)
    path, selection = _new_file(transfer), Selection.of(transfer)
    try:
        ids = ids_of(selection.records)
        _tell(transfer, rows=len(ids), position=0)
        with _opened(path) as file:
            rows = _fill(transfer, file, selection, ids)
    except OSError as error:
        path.unlink(missing_ok=True)
        if error.errno in FULL:
            raise Unwritable(
                _("The disk of the server is full. Ask who runs it for room, then export again.")
            ) from error
        raise
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    kept_until = timezone.now() + timedelta(days=settings.EXPORT_FILE_DAYS)
    with transaction.atomic():
        _tell(transfer, position=rows, size=path.stat().st_size, expires_at=kept_until)
        transfer.finish(Transfer.DONE)


def _fill(transfer, file, selection, ids):
    """Write the rows of `ids`; returns how many there were."""
    mark, told = transfer.options["mark"], time.monotonic()
    rows = Counted(lambda: texts_of(selection, ids, transfer.header, transfer.file_format))
    for block in blocks(transfer.file_format, transfer.header, rows, mark=mark):
        file.write(block)
        if time.monotonic() - told > TOLD_EVERY:
            _tell(transfer, position=rows.count)
            told = time.monotonic()
    file.flush()
    os.fsync(file.fileno())
    return rows.count


def _tell(transfer, **values):
    """Keep `values`, and the lease. Raises LeaseLost when it is somebody else's now, or the export was stopped."""
    ours = Transfer.objects.filter(pk=transfer.pk, status=Transfer.RUNNING, lease=transfer.lease)
    if not ours.update(lease_until=lease_from(timezone.now()), **values):
        raise LeaseLost


def _new_file(transfer):
    """Where the file will be: under its organization, by a name nobody can guess, and known before it exists."""
    name = f"exports/{transfer.organization_id}/{uuid.uuid4().hex}.{transfer.file_format}"
    _tell(transfer, kept=name)
    transfer.kept = name
    return Path(transfer.kept.path)


def _opened(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    return open(path, "wb", opener=lambda name, flags: os.open(name, flags, 0o600))


def forget_file(transfer):
    """Delete the file of an export; returns whether it had one."""
    had = bool(transfer.kept)
    if had:
        Path(transfer.kept.path).unlink(missing_ok=True)
        Transfer.objects.filter(pk=transfer.pk, kept=transfer.kept.name).update(kept="")
        transfer.kept = ""
    return had


def own_exports(member):
    """The exports `member` asked for; nobody else may know more of them than that they were."""
    return Transfer.objects.visible_to(member).filter(direction=Transfer.EXPORT, member=member)


def is_there(transfer, now):
    """Whether the file can be fetched."""
    return bool(
        transfer.status == Transfer.DONE and transfer.kept and transfer.expires_at and now < transfer.expires_at
    )
