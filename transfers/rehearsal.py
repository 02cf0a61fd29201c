"""The whole file, and nothing written: what an import would do."""

from django.utils.translation import gettext as _

from .intake import must_be_mapped, table_of
from .models import Transfer
from .outcomes import chunks, outcomes_of
from .reading import Unreadable
from .terms import Terms

SHOWN = 8  # rows of each outcome
MANY_REASONS = 50


def rehearse(transfer):
    """Rehearse `transfer` and keep what came out as its `rehearsal`; it is then `rehearsed`. Raises Unreadable."""
    must_be_mapped(transfer)
    resource = transfer.of.resource_class(transfer.member, terms=Terms.of(transfer), rehearsing=True, quick=True)
    tale = Tale(resource, transfer.mapping)
    for rows in chunks(table_of(transfer).rows()):
        tale.tell(outcomes_of(resource, rows, transfer.mapping))
    transfer.rehearsal, transfer.rows = tale.told(), sum(tale.counts.values())
    transfer.status = Transfer.REHEARSED
    open_yet = [Transfer.DRAFT, Transfer.REHEARSING, Transfer.REHEARSED]
    Transfer.objects.filter(pk=transfer.pk, status__in=open_yet).update(
        rehearsal=transfer.rehearsal, rows=transfer.rows, status=transfer.status, failure=""
    )
    return transfer


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

    What rows further up the file would have made is not in the database, so their keys and a hash of their values are
    remembered across chunks: a later row with the same key is a change or a repetition, not a new record.
    """

    def __init__(self, resource, mapping):
        self.resource, self.mapping = resource, mapping
        self.counts = dict.fromkeys(Transfer.COUNTS, 0)
        self.samples = {name: [] for name in Transfer.COUNTS}
        self.reasons = {}
        self.made = {}

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
        key = getattr(outcome.record, "made_for", None)
        if key is None:
            return outcome.outcome
        values = hash(tuple(outcome.row.cells))
        before = self.made.get(hash(key))
        self.made[hash(key)] = values
        if outcome.outcome != Transfer.CREATED or before is None:
            return outcome.outcome
        return Transfer.UNCHANGED if before == values else Transfer.UPDATED

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
        }
