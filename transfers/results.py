"""What became of each row of an import, read page by page."""

from collections import defaultdict
from dataclasses import dataclass, field

from activity.models import Change

from .models import Transfer


@dataclass
class Result:
    """What became of one row of the file.

    `record` is there where the reader sees it. `change` is what the whole run did to a record that was there before:
    an unsaved `Change` whose fields go from before the run to after it. Several rows that meant the same record share
    it; `repeats` is then the number of the row further up.
    """

    row: int
    outcome: str
    record: object = None
    errors: dict = field(default_factory=dict)
    cells: list = field(default_factory=list)
    change: Change | None = None
    repeats: int = 0

    @property
    def changes(self):
        """`{field: [before, after]}`."""
        return self.change.fields if self.change else {}


@dataclass
class ResultPage:
    """One page of `Result`s, and how many there are on all pages."""

    rows: list
    number: int
    per_page: int
    total: int

    @property
    def last(self):
        return max(1, -(-self.total // self.per_page))


def page_of(transfer, member, *, page, per_page, outcome=""):
    """The `ResultPage` number `page` of an import, of one `outcome` (a name of `Transfer.COUNTS`) or of all.

    Pages past the end are empty. However large the file, it takes the same few queries: the counts of the chunks say
    which chunks a page lies in, and only those are read.
    """
    names = [outcome] if outcome else list(Transfer.COUNTS)
    found, total = _window(transfer, names, (page - 1) * per_page, per_page)
    results = [Result(row, Transfer.COUNTS[kind], repeats=earlier) for row, kind, _pk, earlier in found]
    _add_refusals(transfer, results)
    _add_records(transfer, member, results, [pk for _row, _kind, pk, _earlier in found])
    return ResultPage(results, page, per_page, total)


def _window(transfer, names, skipped, wanted):
    """(the outcomes of the window, how many there are in all)."""
    kinds = {Transfer.COUNTS.index(name) for name in names}
    chunks, first, total = [], 0, 0
    for pk, *counts in transfer.chunks.order_by("first_row").values_list("pk", *names).iterator():
        here = sum(counts)
        if here and total + here > skipped and total < skipped + wanted:
            first = total if not chunks else first
            chunks.append(pk)
        total += here
    read = transfer.chunks.filter(pk__in=chunks).order_by("first_row").values_list("outcomes", flat=True)
    outcomes = [outcome for chunk in read for outcome in chunk if outcome[1] in kinds]
    return outcomes[skipped - first :][:wanted] if chunks else [], total


def _add_refusals(transfer, results):
    refused = {result.row: result for result in results if result.outcome == Transfer.REFUSED}
    if refused:
        for row in transfer.refusals.filter(row__in=refused):
            refused[row.row].errors, refused[row.row].cells = row.errors, row.cells


def _add_records(transfer, member, results, ids):
    """Give each result its record, and what the run changed in it, where `member` sees it."""
    wanted = {pk for pk in ids if pk is not None}
    records = transfer.of.model.objects.visible_to(member).in_bulk(wanted) if wanted else {}
    updated = {pk for result, pk in zip(results, ids, strict=True) if result.outcome == Transfer.UPDATED}
    changes = _changes(transfer, updated & records.keys())
    for result, pk in zip(results, ids, strict=True):
        result.record = records.get(pk)
        result.change = changes.get(pk) if result.outcome == Transfer.UPDATED else None


def _changes(transfer, ids):
    """`{record id: Change}`, each folded together from those that the run's chunks made."""
    if not ids or transfer.act_id is None:
        return {}
    made = Change.objects.filter(act=transfer.act_id, kind=transfer.kind, record_id__in=ids, action=Change.CHANGED)
    folded = defaultdict(dict)
    for pk, fields in (
        made.filter(organization=transfer.organization_id).order_by("pk").values_list("record_id", "fields")
    ):
        for name, (old, new) in fields.items():
            folded[pk][name] = [folded[pk].get(name, [old])[0], new]
    return {
        pk: Change(
            act=transfer.act, organization_id=transfer.organization_id, kind=transfer.kind, record_id=pk,
            action=Change.CHANGED, fields={name: pair for name, pair in fields.items() if pair[0] != pair[1]},
        )
        for pk, fields in folded.items()
    }  # fmt: skip
