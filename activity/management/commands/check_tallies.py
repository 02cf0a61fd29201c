"""Compare the tallies with what is there."""

from django.core.management.base import BaseCommand, CommandError

from activity import counting


class Command(BaseCommand):
    help = "Compare the tallies with the records they count; with --repair, set them right."

    def add_arguments(self, parser):
        parser.add_argument("--repair", action="store_true", help="set wrong tallies right")

    def handle(self, *, repair, **_options):
        found = counting.deviations()
        for wrong in found:
            self.stdout.write(f"organization {wrong.organization_id}: {wrong.kind} {wrong.facts} lacks {wrong.missing}")
        if found and repair:
            counting.repair(found)
            self.stdout.write(f"{len(found)} tallies set right.")
        elif found:
            raise CommandError(f"{len(found)} tallies are wrong. Run check_tallies --repair to set them right.")
        else:
            self.stdout.write("All tallies are right.")
