from django.core.management.base import BaseCommand
from django.utils import timezone

from tasks.reminders import remind_due


class Command(BaseCommand):
    help = "Remind of every task whose time has come, as the worker does each minute. Doing it twice reminds once."

    def handle(self, **_options):
        self.stdout.write(f"{remind_due(timezone.now())} reminders")
