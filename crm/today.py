"""The sections of the Today page. A later app adds its own to `SECTIONS`."""

import datetime
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from django.db.models import Case, Count, F, Max, Q, Sum, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.ownership import is_named_to, seen_by
from activity.models import Change
from contacts.models import Contact
from customization.drawing import number
from deals import risk
from deals.models import Deal
from deals.money import amount, short_amount
from leads.models import Lead
from sharing.models import SmartLink
from tasks.models import PARENTS, Task
from transfers.models import Transfer

SHOWN = 6
MOST_TASKS = 10
RATED = 300  # so many of a member's deals are looked at for risk, those untouched for longest first
RECENT = timedelta(days=14)


@dataclass
class Section:
    """One paper: `records` drawn by `part`; `url` leads to all of them."""

    title: str
    part: str
    records: list
    url: str = ""
    extra: dict = field(default_factory=dict)


@dataclass
class Figure:
    """A tile: of `count` records a number or an amount, what it is, where it leads; `others` are amounts in further
    currencies."""

    label: str
    text: str
    url: str
    count: int
    others: list = field(default_factory=list)
    whole: str = ""  # what is shortened in `text`


# -- what to do ------------------------------------------------------------------------------------


def tasks(member, now):
    """The member's tasks that are overdue or due today, in the order they are due."""
    found = Task.objects.visible_to(member).open().filter(assigned_to=member.pk, due_date__lte=timezone.localdate(now))
    found = found.select_related("assigned_to__user", *PARENTS).annotate(**_sights(member))
    found = found.order_by("due_date", F("due_time").asc(nulls_last=True), "pk")
    records = [_told(task, member, timezone.localtime(now)) for task in found[:MOST_TASKS]]
    return Section(_("Overdue and today"), "crm/_today_tasks.html", records, reverse("task_groups"))


def _sights(member):
    """For each kind of record a task can be on: whether the member may open it, as an annotation."""
    seen = {name: Q(**{f"{name}__isnull": False}) & seen_by(member, f"{name}__") for name in PARENTS}
    return {f"sees_{name}": Case(When(rule, then=True), default=False) for name, rule in seen.items()}


def _told(task, member, now):
    """A task with what its line says: whether it is overdue, what it is about unless that is private, where that is."""
    about = task.parent
    task.overdue = task.is_overdue(now)
    task.about = about if about and is_named_to(member, about) else None
    task.about_url = about.get_absolute_url() if task.about and getattr(task, f"sees_{about.KIND}") else ""
    return task


def closing_deals(member, now):
    """The member's open deals that are expected to close by the end of this week, late ones too."""
    today = timezone.localdate(now)
    sunday = today + timedelta(days=6 - today.weekday())
    found = _own_deals(member).filter(expected_close_date__range=(today - timedelta(days=60), sunday))
    records = [_seen(deal, member) for deal in found.order_by("expected_close_date", "-value", "pk")[:SHOWN]]
    for deal in records:
        deal.is_late = deal.expected_close_date < today
    query = f"status=open&assigned_to=me&date_field=expected_close_date&date_to={sunday}"
    return Section(_("Closing this week"), "crm/_today_deals.html", records, _address("deal_list", query))


def risky_deals(member, now):
    """The member's open deals that are most likely to go wrong, with what speaks against them."""
    oldest = _own_deals(member).order_by("updated_at")[:RATED]
    deals = [deal for deal in risk.rated(oldest, member, now=now) if deal.risk.score >= risk.MEDIUM]
    deals.sort(key=lambda deal: (-deal.risk.score, -(deal.value or 0), deal.pk))
    records = [_seen(deal, member) for deal in deals[:SHOWN]]
    return Section(
        _("Stalled or at risk"), "crm/_today_risks.html", records, _address("deal_list", "status=open&assigned_to=me")
    )


def _own_deals(member):
    return Deal.objects.visible_to(member).open().filter(assigned_to=member.pk).select_related("stage", "company")


def _seen(deal, member):
    deal.customer = deal.seen_company(member)
    return deal


def new_leads(member, now):
    """Open leads of the member that came or were given to them lately."""
    lately = Q(created_at__gte=now - RECENT) | Q(status=Lead.NEW, updated_at__gte=now - RECENT)
    found = Lead.objects.visible_to(member).open().filter(lately, assigned_to=member.pk).order_by("-created_at", "-pk")
    return Section(
        _("Your new leads"),
        "crm/_today_leads.html",
        list(found[:SHOWN]),
        _address("lead_list", "assigned_to=me&status=new"),
    )


def opened_links(member, now):
    """The member's links that people opened since yesterday began, latest first."""
    since = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    found = SmartLink.objects.visible_to(member).filter(member=member.pk, last_opened_at__gte=since)
    records = list(found.select_related("contact", "item").order_by("-last_opened_at", "-pk")[:SHOWN])
    title, url = _("SmartLinks opened since yesterday"), _address("link_list", "sort=opened")
    return Section(title, "crm/_today_links.html", records, url)


# -- what is new -----------------------------------------------------------------------------------


def mine(member, _now):
    """Contacts newly assigned to the member."""
    found = Contact.objects.visible_to(member).filter(assigned_to=member.pk).select_related("company")
    records = [_with_employer(contact, member) for contact in found.order_by("-created_at", "-id")[:SHOWN]]
    url = _address("contact_list", "assigned_to=me&sort_by=created_at&sort_dir=DESC")
    return Section(_("Your newest contacts"), "crm/_today_contacts.html", records, url)


def changed_by_others(member, now):
    """Contacts that somebody else changed lately, latest first."""
    changes = Change.objects.visible_to(member).filter(
        kind=Contact.KIND, action=Change.CHANGED, act__at__gte=now - RECENT, record_id__in=_mine(member)
    )
    latest = (
        changes.exclude(act__member=member.pk).values("record_id").annotate(last=Max("pk")).order_by("-last")[:SHOWN]
    )
    told = list(
        Change.objects.visible_to(member)
        .filter(pk__in=latest.values("last"))
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
    return Section(_("Nobody's yet"), "crm/_today_contacts.html", records, _address("contact_list", "assigned_to=none"))


def imports(member, _now):
    """The latest imports, for admins."""
    if not member.is_admin:
        return None
    runs = Transfer.objects.visible_to(member).filter(direction=Transfer.IMPORT).exclude(started_at=None)
    return Section(
        _("Recent imports"), "crm/_today_imports.html", list(runs.order_by("-pk")[:4]), reverse("import_list")
    )


SECTIONS = [tasks, closing_deals, risky_deals, new_leads, opened_links, mine, changed_by_others, unowned, imports]


def sections(member, now):
    """The sections that have something to show."""
    made = (section(member, now) for section in SECTIONS)
    return [section for section in made if section and section.records]


# -- at a glance -----------------------------------------------------------------------------------


def glance(member, now):
    """What the pipeline holds, what was won this month, how many contacts there are: a list of `Figure`. Two queries.

    Money stands in the organization's currency first; that of other currencies is never added to it.
    """
    month = timezone.localdate(now).replace(day=1)
    begin = datetime.datetime.combine(month, datetime.time.min, datetime.UTC)  # closing days are days of UTC
    asked = Deal.objects.visible_to(member).filter(Q(status=Deal.OPEN) | Q(status=Deal.WON, closed_at__gte=begin))
    rows = asked.with_chance().order_by().values_list("status", "currency")
    rows = list(rows.annotate(n=Count("pk"), worth=Sum("value"), hoped=Sum("weighted_now")))
    opened, won = ([row for row in rows if row[0] == status] for status in (Deal.OPEN, Deal.WON))
    main = member.organization.currency
    open_url, won_url = (
        _address("deal_list", query) for query in ("status=open", f"status=won&date_field=closed_at&date_from={month}")
    )
    total = Contact.total(member)
    return [
        _money(_("in open deals"), [(code, n, worth) for _s, code, n, worth, _h in opened], main, open_url),
        _money(_("weighted by their chance"), [(code, n, hoped) for _s, code, n, _w, hoped in opened], main, open_url),
        _money(_("won this month"), [(code, n, worth) for _s, code, n, worth, _h in won], main, won_url),
        Figure(ngettext("contact", "contacts", total), number(total), reverse("contact_list"), total),
    ]


def _money(label, rows, main, url):
    """A Figure of rows (currency, how many, amount), the main currency first."""
    amounts = {code: value for code, _n, value in rows if value}
    first, *others = sorted(amounts, key=lambda code: (code != main, code)) or [main]
    return Figure(
        label,
        short_amount(amounts.get(first, Decimal(0)), first),
        url,
        sum(n for _code, n, _value in rows),
        others=[short_amount(amounts[code], code) for code in others],
        whole=", ".join(amount(value, code) for code, value in amounts.items()),
    )


def _address(url_name, query):
    return f"{reverse(url_name)}?{query}"


def _with_employer(contact, member):
    contact.employer = contact.seen_company(member)
    return contact
