"""The data that is measured on: Acme with as many contacts as asked, and two smaller organizations beside it."""

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from api.tokens import issue
from contacts.models import Contact
from crm.demo import bulk, people

OLIVIA = "olivia@acme.example"


def prepare(contacts):
    """Bring the database up to date and Acme up to `contacts` contacts. What is there already stays."""
    call_command("migrate", verbosity=0)
    _collect_static()
    acme = people.demo_organization()
    if acme is None or Contact.objects.filter(organization=acme).count() < contacts:
        call_command("seed_demo", contacts=contacts, force=True)
        _add_neighbours(contacts // 10)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)" if connection.vendor == "postgresql" else "ANALYZE")


def _collect_static():
    """Compressing takes a minute, so only where something is newer than the last time."""
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    sources = (path.stat().st_mtime for path in settings.STATICFILES_DIRS[0].rglob("*"))
    if not manifest.exists() or max(sources) > manifest.stat().st_mtime:
        call_command("collectstatic", interactive=False, verbosity=0)


def _add_neighbours(contacts):
    zoe, now = Member.objects.get(user__email="zoe@rival.example"), timezone.now()
    bulk.add_contacts([zoe], bulk.add_companies([zoe], 100, now=now, seed=1), contacts, now=now, seed=2)


def member():
    return Member.objects.select_related("user", "organization").get(user__email=OLIVIA)


def api_headers():
    return {"Authorization": f"Bearer {issue(member().user)['token']}"}


def page_headers():
    """Headers of a browser that is signed in as Olivia."""
    client = Client()
    client.force_login(member().user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"}


def contact_ids(count=500):
    """Ids of contacts from all over the list."""
    own = Contact.objects.visible_to(member()).order_by("pk")
    step = max(1, own.count() // count)
    return list(own.values_list("pk", flat=True)[::step])[:count]
