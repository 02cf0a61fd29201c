"""Results that stood one to a row move into chunks, and what an undo came to into columns of its own."""

from itertools import groupby

from django.db import migrations

OUTCOMES = ("created", "updated", "unchanged", "refused")


def fold(apps, _schema_editor):
    result, chunk = apps.get_model("transfers", "RowResult"), apps.get_model("transfers", "Chunk")
    refused = apps.get_model("transfers", "RefusedRow")
    rows = result.objects.order_by("transfer_id", "row").iterator(chunk_size=2_000)
    for (transfer, _run), run in groupby(rows, lambda r: (r.transfer_id, r.row // 500)):
        run = list(run)
        counts = {name: sum(r.outcome == name for r in run) for name in OUTCOMES}
        chunk.objects.create(
            transfer_id=transfer,
            first_row=run[0].row,
            last_row=run[-1].row,
            outcomes=[[r.row, OUTCOMES.index(r.outcome), r.record_id, 0] for r in run],
            **counts,
        )
        refused.objects.bulk_create(
            refused(transfer_id=transfer, row=r.row, errors=r.errors, cells=r.cells) for r in run if r.outcome == "refused"
        )
    for transfer in apps.get_model("transfers", "Transfer").objects.filter(options__has_key="undo"):
        transfer.undo_state = transfer.options["undo"].pop("state", "")
        transfer.save(update_fields=["undo_state", "options"])


class Migration(migrations.Migration):
    dependencies = [("transfers", "0002_results_by_chunk")]
    operations = [migrations.RunPython(fold, migrations.RunPython.noop)]
