"""A whole import taken back, chunk by chunk, so that nobody else waits and a worker may die."""

import uuid

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.locks import hold_name
from activity import undo as undos
from activity.undo import CannotUndo, UndoReport, may_undo

from .models import Transfer
from .models.transfer import LeaseLost, lease_from
from .recovery import outlast
from .tasks import later, undo_transfer
from .vocabulary import FreshTags

AT_ONCE = 200  # changes taken back while the page waits; more in the background
CHUNK = 500  # changes taken back in one transaction
KEPT_SHOWN = 500

log = structlog.get_logger(__name__)


def ask_to_take_back(transfer, *, by, in_background=None):
    """Take the import back, now or `in_background`: if nobody says, a small one now. Raises CannotUndo.

    From here on it counts as undone: whoever asked may go, the work is finished.
    """
    with transaction.atomic():
        transfer = Transfer.objects.select_for_update(of=("self",)).select_related("act").get(pk=transfer.pk)
        if not may_take_back(transfer, by):
            raise CannotUndo
        if transfer.undo_state != Transfer.UNDO_REFUSED:
            undos.begin(transfer.act, by=by)
            transfer.options["undo"] = {"restored": 0, "kept": [], "kept_count": 0}
        transfer.options["undo"].pop("failure", None)
        transfer.undo_state, transfer.lease, transfer.lease_until = (
            Transfer.UNDO_WAITING,
            None,
            lease_from(timezone.now()),
        )
        transfer.save(update_fields=["undo_state", "lease", "lease_until", "options"])
        if in_background is None:
            in_background = transfer.act.changes_count - transfer.undo_position > AT_ONCE
        if in_background:
            later(undo_transfer, transfer.pk)
    if not in_background:
        take_back(transfer)


def may_take_back(transfer, member):
    """Whether `member` may ask for the undo, or for a stopped one to go on."""
    if not transfer.may_be_undone or transfer.is_being_undone:
        return False
    begun_at, transfer.act.undone_at = transfer.act.undone_at, None
    allowed = may_undo(transfer.act, member)
    transfer.act.undone_at = begun_at
    return allowed


def take_back(transfer):
    """Go on with an undo that waits or whose worker is gone. Returns whether it was ours to do."""
    if not _claim(transfer, timezone.now()):
        return False
    try:
        outlast(transfer, _take_back_chunks)
    except LeaseLost:
        return True
    except Exception:
        log.exception("undo failed", transfer=transfer.pk)
        _finish(transfer, Transfer.UNDO_REFUSED, _("Something went wrong on our side. Undo again to go on."))
        raise
    _finish(transfer, Transfer.UNDONE)
    return True


def _claim(transfer, now):
    token = uuid.uuid4()
    claimed = Transfer.objects.claimable_undos(now).filter(pk=transfer.pk)
    if not claimed.update(undo_state=Transfer.UNDOING, lease=token, lease_until=lease_from(now)):
        return False
    transfer.refresh_from_db()
    return True


def _take_back_chunks(transfer):
    act, tags = transfer.act.undone_by, FreshTags(transfer)
    newest = transfer.act.changes.order_by("-pk")
    rest = newest[transfer.undo_position :]  # counted off once; then each chunk begins below the last one
    while changes := list(rest[:CHUNK]):
        with transaction.atomic():
            hold_name(transfer.organization_id, f"import {transfer.kind}")  # no import shall find what is going
            with tags.of(changes):
                report = UndoReport(act)
                report.add(undos.take_back(changes, act, by=act.member))
            _advance(transfer, len(changes), report)
        transfer.undo_position += len(changes)
        rest = newest.filter(pk__lt=changes[-1].pk)


def _advance(transfer, count, report):
    """Say that `count` more changes are taken back; in their transaction. Raises LeaseLost."""
    told = transfer.options["undo"]
    kept = [*told["kept"], *map(list, report.kept)][:KEPT_SHOWN]
    told = {
        "restored": told["restored"] + report.restored,
        "kept": kept,
        "kept_count": told["kept_count"] + len(report.kept),
    }
    options = transfer.options | {"undo": told}
    moved = {"undo_position": F("undo_position") + count, "lease_until": lease_from(timezone.now())}
    if not _ours(transfer).update(options=options, **moved):
        raise LeaseLost
    transfer.options = options


def _finish(transfer, state, failure=""):
    told = transfer.options["undo"] | ({"failure": failure} if failure else {})
    _ours(transfer).update(undo_state=state, lease=None, lease_until=None, options=transfer.options | {"undo": told})
    transfer.refresh_from_db()


def _ours(transfer):
    return Transfer.objects.filter(pk=transfer.pk, undo_state=Transfer.UNDOING, lease=transfer.lease)


def undo_of_act(act, *, by):
    """An import's act asked to be undone by itself, from a card, say: the whole import goes. None for acts of others."""
    transfer = Transfer.objects.filter(act=act).first()
    if transfer is None:
        return None
    ask_to_take_back(transfer, by=by)
    transfer.refresh_from_db()
    told = transfer.options["undo"]
    kept = [tuple(pair) for pair in told["kept"]]
    return UndoReport(act, told["restored"], kept, is_over=not transfer.is_being_undone)
