"""Write everything into one file."""

from django.core.management.base import BaseCommand, CommandError

from crm import backups


class Command(BaseCommand):
    help = "Write the database and the uploaded files into one new .tar file."

    def add_arguments(self, parser):
        parser.add_argument("path")

    def handle(self, *, path, **_options):
        try:
            backups.write(path)
        except (OSError, backups.CannotRestore) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Written: {path}")
