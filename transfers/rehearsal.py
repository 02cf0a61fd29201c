"""The whole file, and nothing written: what an import would do."""

from contextlib import closing

from django.utils import timezone
from django.utils.translation import gettext as _

from .bulk import Bulk
from .intake import must_be_mapped, table_of
from .models import Transfer
from .outcomes import BIG_CHUNK
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
    with closing(bulk.batches(table_of(transfer).rows(), BIG_CHUNK)) as batches:
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
        used = [n for n, name in enumerate(mapping) if name]
        self.said = lambda cells: [cells[n] for n in used]
        self.counts = dict.fromkeys(Transfer.COUNTS, 0)
        self.samples = {name: [] for name in Transfer.COUNTS}
        self.reasons = {}
        self.touched = {}
        self.repeated, self.pairs = 0, []

    def tell(self, outcomes):
        """Take up the outcomes of one chunk."""
        here = {}
        for outcome in outcomes:
            kind = self._true(outcome, here)
            self.counts[kind] += 1
            if kind == Transfer.REFUSED:
                for name, text in outcome.errors.items():
                    if (name, text) in self.reasons or len(self.reasons) < MANY_REASONS:
                        self.reasons[name, text] = self.reasons.get((name, text), 0) + 1
            if len(self.samples[kind]) < SHOWN:
                self.samples[kind].append(self._sample(outcome, kind))

    def _true(self, outcome, here):
        """What would become of a row. Rows of one chunk share their record, so only earlier chunks are to be asked for;
        `here` maps the records of this one to their last row."""
        record, row = outcome.record, outcome.row.number
        if record is None:
            return outcome.outcome
        said = hash(tuple(self.said(outcome.row.cells))) & _HASH
        key, before, earlier = self._identity(record, said), None, here.get(id(record), 0)
        if not earlier:
            before = self.touched.get(key)
            earlier = before >> 64 if before else 0
        here[id(record)] = row
        self.touched[key] = row << 64 | said
        if earlier:
            self.repeated += 1
            if len(self.pairs) < SHOWN:
                self.pairs.append([row, earlier])
        if before is None:
            return outcome.outcome
        return Transfer.UNCHANGED if before & _HASH == said else Transfer.UPDATED

    def _identity(self, record, said):
        """What a record is known by in later chunks."""
        if record.pk:
            return hash(record.pk)
        return hash((record.made_for, said) if self.resource.finds_only_same(record.made_for) else record.made_for)

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
