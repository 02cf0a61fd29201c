"""The keys with which this installation sends pushes."""

from django.core.management.base import BaseCommand, CommandError

from accounts.sealing import Unreadable
from notifications import vapid


class Command(BaseCommand):
    help = "Show the public key with which pushes are sent, and write the private one under today's SECRET_KEY."

    def add_arguments(self, parser):
        parser.add_argument(
            "--renew", action="store_true", help="make other keys; everybody has to turn pushes on again"
        )

    def handle(self, *, renew, **_options):
        if renew:
            keys, forgotten = vapid.renew()
            self.stdout.write(f"New keys. Devices that have to be turned on again: {forgotten}")
        else:
            keys = self.sealed_again()
        self.stdout.write(keys.public)

    def sealed_again(self):
        """The keys, of which the private one now needs no earlier secret."""
        try:
            vapid.seal_again()
        except Unreadable:
            raise CommandError(
                "The private key was sealed under another SECRET_KEY. Put that one into SECRET_KEY_FALLBACKS and try"
                " again, or make other keys by --renew."
            ) from None
        return vapid.keys()
