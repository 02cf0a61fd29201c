"""Fill a fresh installation with the demo story."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from contacts.models import Contact
from crm.demo import bulk, bulk_deals, bulk_leads, mail, people, story
from deals.models import Deal
from leads.models import Lead

SEED = 20_26
ACME = story.Size(companies=48, contacts=340, leads=64, open_deals=75, closed_deals=96)
RIVAL = story.Size(companies=12, contacts=60, leads=9, open_deals=8, closed_deals=10)


class Command(BaseCommand):
    help = "Make two demo organizations with people, companies and contacts, once. Does nothing if they are there."

    def add_arguments(self, parser):
        parser.add_argument("--contacts", type=int, default=0, help="fill Acme up to so many contacts by bulk inserts")
        parser.add_argument("--deals", type=int, default=0, help="fill Acme up to so many open deals likewise")
        parser.add_argument("--leads", type=int, default=0, help="fill Acme up to so many leads likewise")
        parser.add_argument(
            "--force", action="store_true", help="also in production, where everybody knows the password"
        )

    def handle(self, *, contacts, deals, leads, force, **_options):
        if settings.PRODUCTION and not force:
            raise CommandError("This is production: the demo people's password is public. Add --force if you mean it.")
        if people.demo_organization():
            self.stdout.write("The demo is already here; nothing was changed.")
        else:
            self._tell()
        if contacts or deals or leads:
            self._fill(contacts, deals, leads)
        self._sign_in()

    @transaction.atomic
    def _tell(self):
        now = timezone.now()
        cast = people.assemble(now - story.MONTHS)
        if not settings.PRODUCTION:
            people.add_operator()
        acme = [cast[name] for name in ("olivia", "marco", "rita", "tess")]
        story.tell(acme, ACME, now=now, seed=SEED)
        story.tell([cast["zoe"]], RIVAL, now=now, seed=SEED + 1)
        mail.tell(acme, now=now, seed=SEED + 6)

    def _fill(self, contacts, deals, leads):
        acme, now = people.demo_organization(), timezone.now()
        members = list(Member.objects.filter(organization=acme, user__isnull=False).order_by("pk"))
        self._fill_contacts(members, contacts, now)
        missing = deals - Deal.objects.filter(organization=acme).open().count()
        if missing > 0:
            bulk_deals.add_deals(members, missing, now=now, seed=SEED + 4)
        missing = leads - Lead.objects.filter(organization=acme).count()
        if missing > 0:
            bulk_leads.add_leads(members, missing, now=now, seed=SEED + 5)
        bulk.settle()

    def _fill_contacts(self, members, wanted, now):
        missing = wanted - Contact.objects.filter(organization=members[0].organization_id).count()
        if missing > 0:
            companies = bulk.add_companies(members, max(1, missing // bulk.COMPANY_EVERY), now=now, seed=SEED + 2)
            bulk.add_contacts(members, companies, missing, now=now, seed=SEED + 3, progress=self._progress)

    def _progress(self, done):
        self.stdout.write(f"  {done:,} contacts")

    def _sign_in(self):
        self.stdout.write("Sign in to the demo:")
        for who in ("olivia@acme.example (admin)", "marco@acme.example", "tess@acme.example (her team's records)",
                    "rita@acme.example (her own records)", "zoe@rival.example (another organization)"):  # fmt: skip
            self.stdout.write(f"  {who}")
        if not settings.PRODUCTION:
            self.stdout.write(f"  {people.OPERATOR} (back room at /admin/)")
        self.stdout.write(f"  password: {people.PASSWORD}")
