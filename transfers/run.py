"""The import itself: chunk after chunk, each in one transaction that moves the position on."""

from collections import Counter
from itertools import dropwhile

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.locks import hold_name

from .intake import must_be_mapped, table_of
from .models import Transfer
from .models.transfer import LeaseLost
from .outcomes import Repeats, chunks, keep, outcomes_of
from .reading import Unreadable
from .terms import Terms

log = structlog.get_logger(__name__)


def run(transfer):
    """Run a waiting import, or take over one whose worker is gone. Returns whether it was ours to run.

    Never runs twice: the lease is taken by compare-and-set. What cannot be read ends it as failed with the reason, and
    keeps the rows that were good.
    """
    if not transfer.claim(timezone.now()):
        return False
    try:
        _run_chunks(transfer)
    except LeaseLost:
        return True
    except Unreadable as error:
        transfer.finish(Transfer.FAILED, str(error))
    except Exception:
        log.exception("import failed", transfer=transfer.pk)
        transfer.finish(
            Transfer.FAILED,
            _("Something went wrong on our side. The rows so far are kept; import the file again to go on."),
        )
        raise
    else:
        transfer.finish(Transfer.DONE)
    return True


def _run_chunks(transfer):
    member = transfer.member
    if member is None or not member.is_active:
        raise Unreadable(_("Whoever began this import is no longer active. Begin it anew."))
    member.through(f"import #{transfer.pk}")
    must_be_mapped(transfer)
    act, last, repeats = transfer.act, _last_row(transfer), Repeats(transfer)
    rows = dropwhile(lambda row: row.number <= last, table_of(transfer).rows())
    for chunk in chunks(rows):
        with transaction.atomic():
            act = _write(transfer, chunk, act, repeats)


def _last_row(transfer):
    """The number of the last row that is written already."""
    return transfer.chunks.order_by("-first_row").values_list("last_row", flat=True).first() or 0


def _write(transfer, rows, act, repeats):
    """Import one chunk under `act`; returns the act, opened when there was something to write."""
    hold_name(transfer.organization_id, f"import {transfer.kind}")  # two files at once would not see each other's rows
    resource = transfer.of.resource_class(transfer.member, terms=Terms.of(transfer), act=act, quick=True)
    outcomes = outcomes_of(resource, rows, transfer.mapping)
    repeated = keep(transfer, outcomes, repeats)
    transfer.advance(len(rows), Counter(outcome.outcome for outcome in outcomes), resource.act, repeated)
    return resource.act
