"""The data that is measured on: Acme with as many contacts as asked, and two smaller organizations beside it."""

from datetime import timedelta
from urllib.parse import quote

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from api.tokens import issue
from contacts.models import Contact
from crm.demo import bulk, bulk_leads, people
from leads.models import Lead
from notifications.pulse import signed
from notifications.seeing import state_of
from sharing.linking import share
from sharing.models import LinkEvent, ShareItem, SmartLink
from sharing.offering import add_item
from tasks.models import Task

from . import smart

OLIVIA, MARCO = "olivia@acme.example", "marco@acme.example"
DEALS, LEADS, TASKS, LINKS = 2_000, 15_000, 500, 500  # open ones
PHONE = {
    "User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/18.1 Mobile/15E148 Safari/604.1"
}


def prepare(contacts):
    """Bring the database up to date and Acme up to `contacts` contacts. What is there already stays."""
    call_command("migrate", verbosity=0)
    _collect_static()
    acme = people.demo_organization()
    if acme is None or Contact.objects.filter(organization=acme).count() < contacts:
        call_command("seed_demo", contacts=contacts, force=True)
        _add_neighbours(contacts // 10)
    call_command("seed_demo", deals=DEALS, force=True)
    _add_leads(max(LEADS, contacts // 10))
    _add_tasks(TASKS)
    _add_links(LINKS)
    smart.shape(member())
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


def _add_leads(wanted):
    """Leads to be qualified: those that are, are no longer."""
    missing = wanted - Lead.objects.visible_to(member()).open().count()
    if missing > 0:
        bulk_leads.add_leads([member()], missing, now=timezone.now(), seed=4)


def _add_tasks(wanted):
    """Open tasks of Olivia's, due from a month ago to two months ahead."""
    olivia, today = member(), timezone.localdate()
    count = wanted - Task.objects.visible_to(olivia).open().filter(assigned_to=olivia.pk).count()
    due = [today + timedelta(days=number % 90 - 30) for number in range(count)]
    Task.objects.create_all([Task(title="Call back", due_date=day, assigned_to=olivia) for day in due], by=olivia)


def _add_links(wanted):
    """Links that Marco, who is told of them, made for contacts from all over the list. What earlier runs opened is
    forgotten: a link keeps only so many openings."""
    olivia, marco = member(), member(MARCO)
    offered = ShareItem.objects.visible_to(olivia).on_offer()
    chosen = offered.first() or add_item(by=olivia, title="Price list", url="https://shop.example/prices")
    for contact in Contact.objects.visible_to(marco).filter(pk__in=contact_ids(wanted)):
        share(contact, chosen, SmartLink.LINK, by=marco)
    SmartLink.objects.update(opens_count=0, bots_count=0, pages_count=0)
    LinkEvent.objects.all().delete()


def link_paths():
    """Addresses of links that lead somewhere."""
    links = SmartLink.objects.filter(member=member(MARCO)).usable(timezone.now()).order_by("pk")
    return [f"/s/{token}" for token in links.values_list("token", flat=True)[:LINKS]]


def pulse_path(headers):
    """What an open page of Olivia's asks while nothing is new, in the session of `page_headers`."""
    session_key = headers["Cookie"].partition("=")[2]
    return f"/notifications/pulse?since={quote(signed(state_of(member())[1], session_key))}"


def open_lead_ids():
    """Ids of leads that can be qualified, each once."""
    return list(Lead.objects.visible_to(member()).open().order_by("pk").values_list("pk", flat=True))


def member(email=OLIVIA):
    return Member.objects.select_related("user", "organization").get(user__email=email)


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
