"""Bring everything back from one file."""

from django.core.management.base import BaseCommand, CommandError

from crm import backups


class Command(BaseCommand):
    help = "Bring the database and the uploaded files back from a backup. Stop web and worker first."

    def add_arguments(self, parser):
        parser.add_argument("path")
        parser.add_argument("--replace", action="store_true", help="overwrite what is here")

    def handle(self, *, path, replace, **_options):
        try:
            backups.restore(path, replace=replace)
        except backups.CannotRestore as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            "Restored. Run `manage.py migrate` if this code is newer than the backup, then start Rapport."
        )
