"""The rows of an import that meant the same record as a row further up."""

from .models import Transfer
from .results import Result, ResultPage


def repeated_page(transfer, member, *, page, per_page):
    """The `ResultPage` number `page` of the rows that repeat one further up.

    Reads chunk after chunk only until the page is full.
    """
    found, skipped, last = [], (page - 1) * per_page, min(page * per_page, transfer.repeated)
    if skipped < transfer.repeated:
        chunks = transfer.chunks.order_by("first_row").values_list("outcomes", flat=True)
        for outcomes in chunks.iterator(chunk_size=4):
            found += [outcome for outcome in outcomes if outcome[3]]
            if len(found) >= last:
                break
    found = found[skipped : skipped + per_page]
    records = transfer.of.model.objects.visible_to(member).in_bulk([pk for _row, _kind, pk, _earlier in found])
    rows = [Result(row, Transfer.COUNTS[kind], records.get(pk), repeats=earlier) for row, kind, pk, earlier in found]
    return ResultPage(rows, page, per_page, transfer.repeated)
