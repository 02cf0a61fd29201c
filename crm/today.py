"""The sections of the Today page. A later app adds its own to `SECTIONS`."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Max
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from activity.models import Change
from contacts.models import Company, Contact
from transfers.models import Transfer

SHOWN = 6
RECENT = timedelta(days=14)


@dataclass
class Section:
    """One paper: `records` drawn by `part`; `url` leads to all of them."""

    title: str
    part: str
    records: list
    url: str = ""
    extra: dict = field(default_factory=dict)


def mine(member, _now):
    """Contacts newly assigned to the member."""
    found = Contact.objects.visible_to(member).filter(assigned_to=member.pk).select_related("company")
    records = [_with_employer(contact, member) for contact in found.order_by("-created_at", "-id")[:SHOWN]]
    return Section(
        _("Your newest contacts"),
        "crm/_today_contacts.html",
        records,
        _list("assigned_to=me&sort_by=created_at&sort_dir=DESC"),
    )


def changed_by_others(member, now):
    """Contacts that somebody else changed lately, latest first."""
    changes = Change.objects.visible_to(member).filter(
        kind=Contact.KIND, action=Change.CHANGED, act__at__gte=now - RECENT, record_id__in=_mine(member)
    )
    latest = (
        changes.exclude(act__member=member.pk).values("record_id").annotate(last=Max("pk")).order_by("-last")[:SHOWN]
    )
    ids = [row["last"] for row in latest]
    told = list(
        Change.objects.visible_to(member)
        .filter(pk__in=ids)
        .select_related("act__member__user")
        .defer("snapshot")
        .order_by("-pk")
    )
    contacts = Contact.objects.visible_to(member).in_bulk([change.record_id for change in told])
    for change in told:
        change.contact = contacts.get(change.record_id)
    return Section(_("Changed by others"), "crm/_today_changes.html", [one for one in told if one.contact])


def _mine(member):
    return Contact.objects.visible_to(member).filter(assigned_to=member.pk).values("pk")


def unowned(member, _now):
    """Contacts without an owner, for those who see them."""
    found = Contact.objects.visible_to(member).filter(assigned_to=None).select_related("company")
    records = [_with_employer(contact, member) for contact in found.order_by("-created_at", "-id")[:SHOWN]]
    return Section(_("Nobody's yet"), "crm/_today_contacts.html", records, _list("assigned_to=none"))


def imports(member, _now):
    """The latest imports, for admins."""
    try:
        url = reverse("import_list")
    except NoReverseMatch:
        return None
    if not member.is_admin:
        return None
    runs = Transfer.objects.visible_to(member).filter(direction=Transfer.IMPORT).exclude(started_at=None)
    return Section(_("Recent imports"), "crm/_today_imports.html", list(runs.order_by("-pk")[:4]), url)


SECTIONS = [mine, changed_by_others, unowned, imports]


def sections(member, now):
    """The sections that have something to show."""
    made = (section(member, now) for section in SECTIONS)
    return [section for section in made if section and section.records]


def glance(member):
    """Counts at a glance: (label, number, where to)."""
    return [
        (_("contacts"), Contact.total(member), reverse("contact_list")),
        (_("assigned to you"), Contact.total(member, assigned_to=member.pk), _list("assigned_to=me")),
        (_("companies"), Company.total(member), reverse("company_list")),
    ]


def _list(query):
    return f"{reverse('contact_list')}?{query}"


def _with_employer(contact, member):
    contact.employer = contact.seen_company(member)
    return contact
