"""The whole file, and nothing written: what an import would do."""

from contextlib import closing

from django.utils import timezone
from django.utils.translation import gettext as _

from .bulk import Bulk, ahead
from .intake import must_be_mapped, table_of
from .models import Transfer
from .outcomes import BIG_CHUNK, chunks
from .reading import Unreadable
from .terms import Terms

SHOWN = 8  # rows of each outcome
MANY_REASONS = 50
_HASH = 2**64 - 1


def rehearse(transfer):
    """Rehearse `transfer` and keep what came out as its `rehearsal`; it is then `rehearsed`. Raises Unreadable."""
    must_be_mapped(transfer)
    resource = transfer.of.resource_class(transfer.member, terms=Terms.of(transfer), rehearsing=True, quick=True)
    bulk, tale = Bulk(resource, transfer.mapping), Tale(resource, transfer.mapping)
    with closing(ahead(map(bulk.read, chunks(table_of(transfer).rows(), BIG_CHUNK)))) as batches:
        for batch in batches:
            tale.tell(bulk.take(batch))
            transfer.breathe(timezone.now())
            _tell(transfer, tale)
    transfer.rehearsal, transfer.rows = tale.told(), sum(tale.counts.values())
    transfer.status = Transfer.REHEARSED
    open_yet = [Transfer.DRAFT, Transfer.REHEARSING, Transfer.REHEARSED]
    Transfer.objects.filter(pk=transfer.pk, status__in=open_yet).update(
        rehearsal=transfer.rehearsal, rows=transfer.rows, status=transfer.status, failure=""
    )
    return transfer


def _tell(transfer, tale):
    """Say how many rows there are so far."""
    busy = Transfer.objects.filter(pk=transfer.pk, status=Transfer.REHEARSING)
    busy.update(rows=sum(tale.counts.values()))


def rehearse_or_tell(transfer):
    """As `rehearse`; a file that cannot be read becomes a draft again, which says why."""
    try:
        rehearse(transfer)
    except Unreadable as error:
        _back_to_draft(transfer, str(error))
    except Exception:
        _back_to_draft(transfer, _("Something went wrong on our side. Try the rehearsal again."))
        raise
    return transfer


def _back_to_draft(transfer, failure):
    transfer.status, transfer.failure = Transfer.DRAFT, failure
    open_yet = Transfer.objects.filter(pk=transfer.pk, status__in=[Transfer.DRAFT, Transfer.REHEARSING])
    open_yet.update(status=transfer.status, failure=transfer.failure)


class Tale:
    """Counts and samples of outcomes, as they come.

    What rows further up the file would have written is not in the database, so for each record that a row would touch
    the row and a hash of what it says are remembered, packed into one number: a later row that means the same record is
    a change or a repetition of that.
    """

    def __init__(self, resource, mapping):
        self.resource, self.mapping = resource, mapping
        self.counts = dict.fromkeys(Transfer.COUNTS, 0)
        self.samples = {name: [] for name in Transfer.COUNTS}
        self.reasons = {}
        self.touched = {}
        self.repeated, self.pairs = 0, []

    def tell(self, outcomes):
        for outcome in outcomes:
            kind = self._true(outcome)
            self.counts[kind] += 1
            if kind == Transfer.REFUSED:
                for name, text in outcome.errors.items():
                    if (name, text) in self.reasons or len(self.reasons) < MANY_REASONS:
                        self.reasons[name, text] = self.reasons.get((name, text), 0) + 1
            if len(self.samples[kind]) < SHOWN:
                self.samples[kind].append(self._sample(outcome, kind))

    def _true(self, outcome):
        if outcome.record is None:
            return outcome.outcome
        touches = outcome.record.pk or getattr(outcome.record, "made_for", None)
        said, row = hash(tuple(outcome.row.cells)) & _HASH, outcome.row.number
        before = self.touched.get(hash(touches))
        self.touched[hash(touches)] = row << 64 | said
        if before is None:
            return outcome.outcome
        self.repeated += 1
        if len(self.pairs) < SHOWN:
            self.pairs.append([row, before >> 64])
        return Transfer.UNCHANGED if before & _HASH == said else Transfer.UPDATED

    def _sample(self, outcome, kind):
        sample = {"row": outcome.row.number, "cells": [cell[:200] for cell in outcome.row.cells[: len(self.mapping)]]}
        if kind == Transfer.REFUSED:
            sample["errors"] = outcome.errors
        elif outcome.record is not None:
            sample["name"] = str(outcome.record)
            if kind == Transfer.UPDATED and outcome.record.pk:
                sample["id"], sample["changes"] = outcome.record.pk, self.resource.told_differences(outcome.record)
        return sample

    def told(self):
        """Everything as JSON."""
        often = sorted(self.reasons.items(), key=lambda pair: -pair[1])[:10]
        return {
            "counts": self.counts,
            "samples": self.samples,
            "reasons": [{"field": name, "reason": text, "count": count} for (name, text), count in often],
            "also": self.resource.also_made(),
            "repeated": {"count": self.repeated, "pairs": self.pairs},
        }
