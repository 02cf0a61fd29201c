"""The import itself: chunk after chunk, each in one transaction that moves the position on."""

from contextlib import closing
from itertools import dropwhile

import structlog
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.locks import hold_name

from .bulk import Bulk
from .intake import must_be_mapped, table_of
from .models import Transfer
from .models.transfer import LeaseLost
from .outcomes import Repeats, chunk_size, keep
from .reading import Unreadable
from .recovery import outlast
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
        outlast(transfer, _run_chunks)
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
    resource = transfer.of.resource_class(transfer.member, terms=Terms.of(transfer), act=transfer.act, quick=True)
    bulk, repeats, last = Bulk(resource, transfer.mapping), Repeats(transfer), _last_row(transfer)
    rows = dropwhile(lambda row: row.number <= last, table_of(transfer).rows())
    with closing(bulk.batches(rows, chunk_size())) as batches:
        for batch in batches:
            with transaction.atomic():
                _write(transfer, bulk, batch, repeats)


def _last_row(transfer):
    """The number of the last row that is written already."""
    return transfer.chunks.order_by("-first_row").values_list("last_row", flat=True).first() or 0


def _write(transfer, bulk, batch, repeats):
    """Import one chunk."""
    hold_name(transfer.organization_id, f"import {transfer.kind}")  # two files at once would not see each other's rows
    _write_much()
    outcomes = bulk.take(batch)
    counts, repeated = keep(transfer, outcomes, repeats)
    transfer.advance(len(batch.rows), counts, bulk.resource.act, repeated)


def _write_much():
    """Tell PostgreSQL that this transaction writes much.

    It may end before the disk has it: should the server fall over meanwhile, the chunk is lost whole, its position with
    it, and is done again; the end of the run waits for the disk, and so for everything before. And the index of the
    search takes its words in larger lots.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('synchronous_commit', 'off', true), set_config('work_mem', '64MB', true),"
                " set_config('gin_pending_list_limit', '16MB', true)"
            )
