"""Large changes: how far they are, and stopping and undoing them."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import members_only
from activity.answers import done, refused
from activity.undo import CannotUndo

from ..lists.bulk import take_over_bulk_jobs
from ..lists.registry import list_of
from ..lists.unbulk import ask_to_take_back, may_take_back
from ..models import BulkJob
from .own import own_or_404

SHOWN = 50


@members_only
@never_cache
@require_safe
def bulk_list(request):
    """The latest large changes, one's own; an admin's list holds everybody's."""
    jobs = BulkJob.objects.visible_to(request.member).select_related("member__user", "act")[:SHOWN]
    return render(request, "customization/jobs/list.html", {"jobs": [_told(job, request.member) for job in jobs]})


@members_only
@never_cache
@require_safe
def bulk_show(request, pk):
    """One large change: how far it is, or what came of it."""
    return render(request, "customization/jobs/show.html", _context(request, own_or_404(BulkJob, pk, request.member)))


@members_only
@never_cache
@require_safe
def bulk_progress(request, pk):
    """How far it is, asked again and again by the page; the page itself once it is over."""
    job = own_or_404(BulkJob, pk, request.member)
    if job.is_abandoned:
        take_over_bulk_jobs(timezone.now(), among=BulkJob.objects.visible_to(request.member).filter(pk=pk))
        job.refresh_from_db()
    if not request.htmx:
        return redirect(job)
    if not (job.is_busy or job.is_being_undone):
        return HttpResponse(headers={"HX-Redirect": job.get_absolute_url()})
    return render(request, "customization/jobs/_progress.html", _context(request, job))


def _context(request, job):
    return {**_told(job, request.member), "may_undo": may_take_back(job, request.member)}


def _told(job, member):
    """A job in words: the list and the act it was, and what came of it. How much that was is for who asked for it alone:
    their private records are counted among it."""
    declared = list_of(job.kind)
    bulk_act = declared.act(job.act_name) if declared else None
    count = job.changed
    noun = declared.noun(count) if declared else ""
    return {
        "job": job,
        "is_own": job.member_id == member.pk,
        "what": bulk_act.label if bulk_act else job.act_name,
        "nouns": declared.many if declared else job.kind,
        "said": bulk_act.said % {"count": count, "nouns": noun} if bulk_act else "",
        "list_url": declared.url("list") if declared else "/",
        "unchanged": max(0, job.position - count),
    }


@members_only
@require_POST
def bulk_cancel(request, pk):
    """Stop before the next lot; what is done stays and can be undone."""
    job = own_or_404(BulkJob, pk, request.member)
    if not job.cancel():
        return refused(request, _("It is over already."), to=job.get_absolute_url())
    return done(request, _("Stopped. What was done so far stays."), to=job.get_absolute_url())


@members_only
@require_POST
def bulk_undo(request, pk):
    """Take all of it back, in the background."""
    job = own_or_404(BulkJob, pk, request.member)
    try:
        ask_to_take_back(job, by=request.member)
    except CannotUndo:
        text = _("This cannot be undone: it is undone already, or it is not yours.")
        return refused(request, text, to=job.get_absolute_url())
    return redirect(job)
