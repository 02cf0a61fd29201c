"""Background work on transfers. The queue carries the id only; all state is in the transfer's own row."""

from django.db import transaction
from django_tasks import task

from .models import Transfer
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
    """Rehearse the import `pk`."""
    transfer = _transfer(pk)
    if transfer and transfer.status == Transfer.REHEARSING:
        rehearse_or_tell(transfer)


@task()
def undo_transfer(pk, member_id):
    """Take the import `pk` back for the member."""
    from accounts.models import Member

    from .undoing import take_back

    transfer = _transfer(pk)
    member = Member.objects.select_related("user", "organization").filter(pk=member_id, is_active=True).first()
    if transfer and member:
        take_back(transfer, by=member.through(f"import #{pk}"))


def take_over_abandoned(now, among=None):
    """Let another worker go on with every import whose worker has gone silent, or with those in the queryset `among`.

    Returns how many. Asking again and again, or from several places, hands each of them on once.
    """
    runs = Transfer.objects.imports() if among is None else among
    silent = list(runs.abandoned(now).values_list("pk", flat=True))
    return sum(_handed_on(pk, now) for pk in silent)


@transaction.atomic
def _handed_on(pk, now):
    if not Transfer.objects.filter(pk=pk).put_back(now):
        return False
    later(run_transfer, pk)
    return True


def later(job, *arguments):
    """Let a worker do `job` once what is being written now is written."""
    transaction.on_commit(lambda: job.enqueue(*arguments))
