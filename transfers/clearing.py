"""Uploaded files that nobody needs any more."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from .models import Transfer


def forget_files(now):
    """Throw away drafts that nobody went on with, and the files of runs that ended long ago; the runs stay.

    Returns `{what: how many}`.
    """
    drafts = Transfer.objects.left_lying(now - timedelta(hours=settings.IMPORT_DRAFT_HOURS))
    ended = Transfer.objects.ended_before(now - timedelta(days=settings.IMPORT_FILE_DAYS)).exclude(kept="")
    return {
        "import drafts": sum(_discarded(draft) for draft in drafts.iterator()),
        "import files": sum(_parted(run) for run in ended.iterator()),
    }


def _discarded(draft):
    """The row goes only if nobody has let it run meanwhile, the file after the row."""
    with transaction.atomic():
        gone = Transfer.objects.filter(pk=draft.pk, status=draft.status).delete()[0]
        if gone and draft.kept:
            transaction.on_commit(lambda: draft.kept.storage.delete(draft.kept.name))
    return bool(gone)


def _parted(run):
    with transaction.atomic():
        Transfer.objects.filter(pk=run.pk).update(kept="")
        transaction.on_commit(lambda: run.kept.storage.delete(run.kept.name))
    return True
