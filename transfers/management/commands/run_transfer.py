"""Run a waiting import here and now, or take over one whose worker is gone."""

from django.core.management.base import BaseCommand, CommandError

from transfers.models import Transfer
from transfers.run import run


class Command(BaseCommand):
    help = "Run the import with this number, unless a worker is at it."

    def add_arguments(self, parser):
        parser.add_argument("id", type=int)

    def handle(self, *args, **options):
        transfer = Transfer.objects.imports().select_related("member__user", "act").filter(pk=options["id"]).first()
        if transfer is None:
            raise CommandError("There is no such import.")
        if not run(transfer):
            raise CommandError(f"The import is {transfer.get_status_display()}; there is nothing to run.")
        transfer.refresh_from_db()
        self.stdout.write(f"{transfer.get_status_display()}: {transfer.imported} imported, {transfer.skipped} skipped")
