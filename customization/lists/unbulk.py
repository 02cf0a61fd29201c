"""A large change taken back, a few hundred changes at a time."""

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from activity import undo as undos
from activity.undo import CannotUndo, UndoReport, may_undo

from ..models import BulkJob
from ..models.jobs import LeaseLost, lease_from
from .bulk import AWAY, later

log = structlog.get_logger(__name__)


def may_take_back(job, member):
    """Whether `member` may ask for the undo of `job`, or for one that failed to go on."""
    if job.is_busy or job.is_being_undone or not job.changed:
        return False
    if job.undo_state == BulkJob.FAILED:
        return member.is_admin or job.member_id == member.pk
    return may_undo(job.act, member)


def ask_to_take_back(job, *, by):
    """Let a worker take `job` back. From here on it counts as undone. Raises CannotUndo."""
    with transaction.atomic():
        job = BulkJob.objects.select_for_update(of=("self",)).select_related("act").get(pk=job.pk)
        if not may_take_back(job, by):
            raise CannotUndo
        if job.undo_state != BulkJob.FAILED:
            undos.begin(job.act, by=by)
            job.undone = {"restored": 0, "kept": 0}
        job.undo_state, job.failure, job.deaths = BulkJob.WAITING, "", 0
        job.lease, job.lease_until = None, lease_from(timezone.now())
        job.save(update_fields=["undo_state", "failure", "deaths", "undone", "lease", "lease_until"])
        later(undo_bulk_job, job.pk)


def undo_of_act(act, *, by):
    """The act of a large change asked to be undone by itself, from a card or a toast: all of it goes, in the background."""
    job = BulkJob.objects.filter(act=act).first()
    if job is None:
        return None
    ask_to_take_back(job, by=by)
    return UndoReport(act, is_over=False)


@task()
def undo_bulk_job(pk):
    """Take the job `pk` back, unless somebody else does."""
    job = BulkJob.objects.select_related("act").filter(pk=pk).first()
    return bool(job and take_back(job))


def take_back(job):
    """Go on with an undo that waits or whose worker is gone. Returns whether it was ours to do."""
    if not job.claim_undo(timezone.now()):
        return False
    try:
        _take_back_lots(job)
    except LeaseLost:
        return True
    except AWAY:
        raise
    except Exception:
        log.exception("undo of a large change failed", job=job.pk)
        job.finish_undo(BulkJob.FAILED, _("Something went wrong on our side. Undo again to go on."))
        raise
    job.finish_undo(BulkJob.DONE)
    return True


def _take_back_lots(job):
    act = job.act.undone_by
    newest = job.act.changes.order_by("-pk")
    rest = newest[job.undo_position :]  # counted off once; then each lot begins below the last one
    while changes := list(rest[: settings.BULK_CHUNK]):
        with transaction.atomic():
            report = UndoReport(act)
            report.add(undos.take_back(changes, act, by=act.member))
            undone = {
                "restored": job.undone["restored"] + report.restored,
                "kept": job.undone["kept"] + len(report.kept),
            }
            job.advance_undo(len(changes), undone)
        rest = newest.filter(pk__lt=changes[-1].pk)
