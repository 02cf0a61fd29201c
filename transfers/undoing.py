"""A whole import taken back."""

from django.db import transaction

from activity.undo import CannotUndo, may_undo, undo

from .models import Transfer
from .tasks import later, undo_transfer

AT_ONCE = 200  # changes taken back while the page waits; more in the background
KEPT_SHOWN = 500


def ask_to_take_back(transfer, *, by):
    """Take the import back, now if it is small, else in the background. Raises CannotUndo."""
    with transaction.atomic():
        transfer = Transfer.objects.select_for_update(of=("self",)).select_related("act").get(pk=transfer.pk)
        if not transfer.may_be_undone or not may_undo(transfer.act, by) or transfer.is_being_undone:
            raise CannotUndo
        _say(transfer, Transfer.UNDO_WAITING)
        if transfer.act.changes_count > AT_ONCE:
            later(undo_transfer, transfer.pk, by.pk)
            return
    take_back(transfer, by=by)


def take_back(transfer, *, by):
    """Undo everything the import wrote, and keep what came of it with the transfer."""
    try:
        report = undo(transfer.act, by=by)
    except CannotUndo:
        _say(transfer, Transfer.UNDO_REFUSED)
        return
    kept = [list(pair) for pair in report.kept[:KEPT_SHOWN]]
    _say(transfer, Transfer.UNDONE, restored=report.restored, kept=kept, kept_count=len(report.kept))


def _say(transfer, state, **told):
    transfer.undo_state = state
    transfer.options = transfer.options | {"undo": told}
    Transfer.objects.filter(pk=transfer.pk).update(options=transfer.options, undo_state=state)
