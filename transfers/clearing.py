"""Files of imports and exports that nobody needs any more."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from .exporting.background import forget_file
from .models import Transfer

DAY = timedelta(days=1)  # no download lasts longer


def forget_files(now):
    """Throw away drafts that nobody went on with, the files of runs that ended long ago, and exports that have expired.

    The runs and exports themselves stay.

    Returns `{what: how many}`.
    """
    drafts = Transfer.objects.left_lying(now - timedelta(hours=settings.IMPORT_DRAFT_HOURS))
    ended = Transfer.objects.imports().ended_before(now - timedelta(days=settings.IMPORT_FILE_DAYS)).exclude(kept="")
    return {
        "import drafts": sum(_discarded(draft) for draft in drafts.iterator()),
        "import files": sum(_parted(run) for run in ended.iterator()),
        "export files": sum(map(forget_file, _useless(now).iterator())),
        "broken downloads": _broken(now).update(status=Transfer.CANCELLED, finished_at=now),
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


def _useless(now):
    """Exports whose file nobody can fetch: it has expired, or was never finished because its worker died."""
    over = Q(status__in=[Transfer.FAILED, Transfer.CANCELLED]) | Q(status=Transfer.DONE, expires_at__lt=now)
    return Transfer.objects.filter(over, direction=Transfer.EXPORT).exclude(kept="")


def _broken(now):
    """Downloads whose process died while it sent them: nothing else could say that they have ended."""
    return Transfer.objects.filter(
        direction=Transfer.EXPORT, status=Transfer.RUNNING, lease_until=None, started_at__lt=now - DAY
    )
