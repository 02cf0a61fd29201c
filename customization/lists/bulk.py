"""A bulk act at large: on all that a list holds, more than one waits for. A worker does it, a few hundred at a time.

What the list holds is asked anew for each lot, as the member sees it then; records made since are left out. All lots are
one act of the history, so that it is told and taken back as one.
"""

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Max
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from activity.recording import open_act

from ..models import BulkJob
from ..models.jobs import VERB, LeaseLost, lease_from
from ..zones import in_zone_of
from .drafts import written
from .listing import Listing
from .registry import list_of
from .tabs import STYLE, query_in

DEATHS = 10  # of workers at the same place, after which no more are sent
AWAY = (OperationalError, InterfaceError)  # the database is: whoever takes over goes on

log = structlog.get_logger(__name__)


class Stopped(Exception):
    """The job cannot go on; the message says why."""


def begin(bulk_act, selection, form):
    """Let a worker do `bulk_act`, as the valid `form` says, to all of a `selection`. Returns the `BulkJob`."""
    listing, member = selection.listing, selection.listing.member
    params = {name: texts for name, texts in listing.params.lists() if name not in STYLE}
    if listing.params.get("query"):
        params["query"] = [written(query_in(listing))]  # as it is now: the view it may be kept in can change
    typed = {name: form.data.getlist(name) for name in form.fields if name in form.data}
    with transaction.atomic():
        job = BulkJob.objects.create(
            organization_id=member.organization_id,
            member=member,
            kind=listing.declared.kind,
            act_name=bulk_act.name,
            params=params,
            typed=typed,
            total=selection.count,
            until_id=listing.declared.model.objects.visible_to(member).aggregate(last=Max("pk"))["last"] or 0,
            lease_until=lease_from(timezone.now()),
        )
        later(run_bulk_job, job.pk)
    return job


def later(work, pk):
    """Let a worker do `work` once what is being written now is written."""
    transaction.on_commit(lambda: work.enqueue(pk))


def _job(pk):
    return BulkJob.objects.select_related("member__user", "member__organization", "act").filter(pk=pk).first()


@task()
def run_bulk_job(pk):
    """Do the job `pk`, unless somebody else does."""
    job = _job(pk)
    return bool(job and run(job))


def run(job):
    """Do a waiting job, or go on with one whose worker is gone. Returns whether it was ours to do."""
    if not job.claim(timezone.now()):
        return False
    try:
        with in_zone_of(job.member):
            for lot in _lots(job):
                lot()
    except LeaseLost:
        return True
    except (Stopped, PermissionDenied) as why:
        job.finish(BulkJob.FAILED, str(why))
    except AWAY:
        raise
    except Exception:
        log.exception("large change failed", job=job.pk)
        job.finish(BulkJob.FAILED, _("Something went wrong on our side. What is done so far stays, or can be undone."))
        raise
    else:
        job.finish(BulkJob.DONE)
    return True


def _lots(job):
    """What is left to do, as functions that each do one lot; the last one finds nothing more."""
    member, declared = job.member, list_of(job.kind)
    if member is None or not member.is_active:
        raise Stopped(_("Whoever asked for this is no longer active."))
    member.through("page")
    bulk_act = declared.act(job.act_name) if declared else None
    if bulk_act is None:
        raise Stopped(_("This can no longer be done to such records."))
    form = bulk_act.make_form(member, query_dict(job.typed))
    if not form.is_valid():
        raise Stopped(_("What was asked for cannot be done any more: %s") % first_error(form))
    is_over = False

    def lot():
        nonlocal is_over
        is_over = not _do_lot(job, declared, bulk_act, form)

    while not is_over:
        yield lot


@transaction.atomic
def _do_lot(job, declared, bulk_act, form):
    """Do one lot. Returns whether there was something left."""
    matching = _matching(job, declared).filter(pk__gt=job.last_id, pk__lte=job.until_id).order_by("pk")
    ids = list(matching.values_list("pk", flat=True)[: settings.BULK_CHUNK])
    if not ids:
        return False
    act = job.act or open_act(VERB, by=job.member)
    records = declared.model.objects.visible_to(job.member).filter(pk__in=ids)
    try:
        bulk_act.run(records, form, by=job.member, act=act)
    except ValidationError as refusal:
        raise Stopped(" ".join(refusal.messages)) from refusal
    job.advance(ids, act)
    return True


def _matching(job, declared):
    """What the list holds now for whoever asked. Raises Stopped where a filter of it makes no sense any more: without it
    the list would hold more than was meant."""
    listing = Listing(declared, query_dict(job.params), job.member)
    if listing.ignored:
        raise Stopped(_("A filter of the list makes no sense any more: %s") % next(iter(listing.ignored.values())))
    return listing.filtered.qs


def query_dict(values):
    """`{name: [texts]}` as a QueryDict."""
    params = QueryDict(mutable=True)
    for name, texts in values.items():
        params.setlist(name, texts)
    return params


def first_error(form):
    """The first thing that is wrong with what was typed."""
    return next((messages[0] for messages in form.errors.values()), "")


def take_over_bulk_jobs(now, among=None):
    """Let a worker go on with every job whose worker has gone silent or which the queue has lost, or with those in the
    queryset `among`. Returns how many; of two who ask at once one hands each on."""
    jobs = BulkJob.objects.all() if among is None else among
    return sum(_handed_on(pk, now) for pk in list(jobs.abandoned(now).values_list("pk", flat=True)))


@transaction.atomic
def _handed_on(pk, now):
    from .unbulk import undo_bulk_job

    job = BulkJob.objects.select_for_update(of=("self",)).abandoned(now).filter(pk=pk).first()
    if job is None:
        return False
    state = "undo_state" if job.is_being_undone else "status"
    job.deaths += job.lease is not None
    is_over = job.deaths > DEATHS
    setattr(job, state, BulkJob.FAILED if is_over else BulkJob.WAITING)
    job.lease, job.lease_until = None, None if is_over else lease_from(now)
    if is_over:
        job.failure = _("It stopped again and again at the same place. What is done so far stays, or can be undone.")
        job.finished_at = job.finished_at or now
    job.save(update_fields=[state, "deaths", "lease", "lease_until", "failure", "finished_at"])
    if not is_over:
        later(undo_bulk_job if state == "undo_state" else run_bulk_job, pk)
    return not is_over
