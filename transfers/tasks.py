"""Background work on transfers. The queue carries the id only; all state is in the transfer's own row."""

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from .models import Transfer
from .recovery import given_up
from .rehearsal import rehearse_or_tell
from .run import run


def _transfer(pk):
    return Transfer.objects.select_related("member__user", "member__organization", "act").filter(pk=pk).first()


@task()
def run_transfer(pk):
    """Run the import `pk`, unless somebody else does."""
    transfer = _transfer(pk)
    return bool(transfer and run(transfer))


@task()
def rehearse_transfer(pk):
    """Rehearse the import `pk`, unless somebody else does."""
    transfer = _transfer(pk)
    if transfer and transfer.claim_rehearsal(timezone.now()):
        rehearse_or_tell(transfer)


@task()
def undo_transfer(pk):
    """Take the import `pk` back, unless somebody else does."""
    from .undoing import take_back

    transfer = _transfer(pk)
    return bool(transfer and take_back(transfer))


def take_over_abandoned(now, among=None):
    """Let a worker go on with every import whose worker has gone silent or which the queue has lost, or with those in the
    queryset `among`.

    Returns how many. Asking again and again, or from several places, hands each of them on once; and a worker that gets
    one twice does it once.
    """
    runs = Transfer.objects.all() if among is None else among
    silent = list(runs.abandoned(now).values_list("pk", flat=True))
    return sum(_handed_on(pk, now) for pk in silent)


@transaction.atomic
def _handed_on(pk, now):
    transfer = Transfer.objects.select_for_update(of=("self",)).abandoned(now).filter(pk=pk).first()
    if transfer is None or given_up(transfer, now):
        return False
    Transfer.objects.filter(pk=pk).put_back(now)
    if transfer.is_being_undone:
        later(undo_transfer, pk)
    else:
        later(rehearse_transfer if transfer.status == Transfer.REHEARSING else run_transfer, pk)
    return True


def later(job, *arguments):
    """Let a worker do `job` once what is being written now is written."""
    transaction.on_commit(lambda: job.enqueue(*arguments))
