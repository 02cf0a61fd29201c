"""Throw away what has expired."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from crm.clearing import clear_expired


class Command(BaseCommand):
    help = (
        "Delete expired sessions, tokens, invitations, remembered requests, snapshots and files of imports. "
        "The worker does it daily."
    )

    def handle(self, **_options):
        for what, count in clear_expired(timezone.now()).items():
            self.stdout.write(f"{count:>8} {what}")
