"""Take mail files into somebody's mailbox."""

from itertools import chain
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Member
from inbox.reading import messages_at
from inbox.taking import take

TOLD = 20  # unreadable messages named


class Command(BaseCommand):
    help = "Import mail from .mbox and .eml files, Maildirs and folders of these. The same message is stored once."

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a .mbox or .eml file, a Maildir or a folder")
        parser.add_argument("--owner", required=True, metavar="EMAIL", help="the member whose mail it is")
        parser.add_argument("--organization", metavar="NAME", help="needed where the owner is a member of several")

    def handle(self, *args, paths, owner, organization=None, **options):
        member = owner_of(owner, organization)
        missing = [path for path in paths if not Path(path).exists()]
        if missing:
            raise CommandError(f"There is no {', '.join(missing)}.")
        taken = take(chain.from_iterable(map(messages_at, paths)), owner=member, told=self.tell)
        self.stdout.write(
            f"{taken.stored} messages stored, {taken.doubles} known already, {len(taken.unreadable)} unreadable."
        )
        for where, why in taken.unreadable[:TOLD]:
            self.stderr.write(f"{where}: {why}")
        if len(taken.unreadable) > TOLD:
            self.stderr.write(f"… and {len(taken.unreadable) - TOLD} more.")
        if not taken.read:
            raise CommandError("Nothing could be read.")

    def tell(self, taken):
        if taken.total % 1_000 < 200:
            self.stderr.write(f"{taken.total} messages …")


def owner_of(address, organization):
    """The active member who signs in with `address`. Raises CommandError where that is nobody, or more than one."""
    members = Member.objects.filter(user__email=address.strip().lower(), is_active=True).select_related(
        "user", "organization"
    )
    if organization:
        members = members.filter(organization__name__iexact=organization)
    found = list(members[:2])
    if not found:
        raise CommandError(f"No active member signs in as {address}{f' at {organization}' if organization else ''}.")
    if len(found) > 1:
        names = ", ".join(members.values_list("organization__name", flat=True))
        raise CommandError(f"{address} is a member of {names}. Say which by --organization.")
    return found[0].through("import")
