"""Searching everything: records, pages and acts, recently opened records first."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from activity.recent import recently_opened
from contacts.keys import fold
from contacts.models import Company, Contact
from deals.models import Deal
from deals.money import amount
from leads.models import Lead
from tasks.models import Task

MOST = 6


@dataclass(frozen=True)
class Hit:
    """One line of the palette; a record shows its `face`, a page its `icon`."""

    label: str
    url: str
    icon: str = ""
    face: str = ""
    hint: str = ""


@dataclass
class Group:
    """Hits under one heading; `more_url` leads to all of them."""

    label: str
    hits: list
    more_url: str = ""


#: (label, URL name, icon, query, only for admins); a page that does not exist yet is left out.
PLACES = [
    (_("New contact"), "contact_new", "user-plus", "", False),
    (_("New company"), "company_new", "plus", "", False),
    (_("New lead"), "lead_new", "funnel", "", False),
    (_("Import contacts"), "import_new", "upload", "?kind=contact", True),
    (_("Import leads"), "import_new", "upload", "?kind=lead", False),
    (_("Today"), "today", "house", "", False),
    (_("Contacts"), "contact_list", "users", "", False),
    (_("My contacts"), "contact_list", "users", "?assigned_to=me", False),
    (_("Companies"), "company_list", "building-2", "", False),
    (_("Leads"), "lead_list", "funnel", "", False),
    (_("My leads"), "lead_list", "funnel", "?assigned_to=me", False),
    (_("New task"), "task_new", "plus", "", False),
    (_("Tasks"), "task_groups", "list-checks", "", False),
    (_("Tasks as a table"), "task_list", "list", "", False),
    (_("Calendar of the week"), "task_week", "calendar-days", "", False),
    (_("Calendar of the month"), "task_month", "calendar-days", "", False),
    (_("Notifications"), "notification_list", "bell", "", False),
    (_("Calendar feed"), "task_feed", "rss", "", False),
    (_("New deal"), "deal_new", "plus", "", False),
    (_("Deals"), "deal_board", "square-kanban", "", False),
    (_("Deals as a table"), "deal_list", "list", "", False),
    (_("My deals"), "deal_board", "square-kanban", "?assigned_to=me", False),
    (_("Forecast"), "deal_forecast", "trending-up", "", False),
    (_("Pipelines"), "pipeline_list", "square-kanban", "", True),
    (_("Reports"), "report_overview", "chart-column", "", False),
    (_("Mail"), "message_list", "mail", "", False),
    (_("Import mail"), "message_import", "upload", "", False),
    (_("Imports"), "import_list", "file-up", "", True),
    (_("Settings"), "settings", "settings", "", True),
    (_("People"), "people", "users", "", True),
    (_("Teams"), "teams", "users-round", "", True),
    (_("API keys"), "api_keys", "key-round", "", True),
    (_("Tags"), "tag_list", "tags", "", True),
    (_("Option lists"), "option_list", "list", "", True),
    (_("My profile"), "profile", "user", "", False),
]


def places_for(member, text=""):
    """The pages and acts whose name holds every word of `text`, as hits."""
    words = fold(text).split()
    hits = []
    for label, name, icon, query, for_admins in PLACES:
        if (for_admins and not member.is_admin) or not all(word in fold(str(label)) for word in words):
            continue
        try:
            hits.append(Hit(str(label), reverse(name) + query, icon=icon))
        except NoReverseMatch:
            continue
    return hits


def _hit(record):
    icon = ICONS.get(record.KIND, "")
    hint = HINTS[record.KIND](record)
    return Hit(str(record), record.get_absolute_url(), icon=icon, face="" if icon else str(record), hint=hint)


def _due(task):
    return date_format(task.due_date, "j M") if task.due_date else ""


#: What stands behind the name of a record.
HINTS = {
    "contact": lambda contact: contact.email,
    "company": lambda company: company.domain,
    "lead": lambda lead: lead.company or lead.email,
    "deal": lambda deal: amount(deal.value, deal.currency),
    "task": _due,
}
#: Records that are no people are told apart by an icon.
ICONS = {"deal": "circle-dollar-sign", "task": "square-check"}


def recent(request):
    """What to offer before anything is typed: records opened last, then where to go."""
    groups = [Group(_("Recent"), [_hit(record) for record in recently_opened(request)])]
    return [group for group in (*groups, Group(_("Go to"), places_for(request.member))) if group.hits]


def found(request, text):
    """Groups of hits for `text`: recent records among them first. One query a kind of record, and one more for each kind
    of which something was opened lately."""
    member = request.member
    opened = {(one.KIND, one.pk) for one in recently_opened(request)}
    groups = [
        _records(Contact.objects.visible_to(member).search(text), opened, _("Contacts")),
        _records(Company.objects.visible_to(member).search(text), opened, _("Companies")),
        _records(Lead.objects.visible_to(member).search(text), opened, _("Leads")),
        _records(Deal.objects.visible_to(member).search(text, member), opened, _("Deals")),
        _records(Task.objects.visible_to(member).search(text), opened, _("Tasks"), order="-status"),
        Group(_("Go to"), places_for(member, text)),
    ]
    return [group for group in groups if group.hits]


def _records(matching, opened, label, order="name_key"):
    """The first of `matching` in their order; those among `opened` (pairs of kind and id) come before all."""
    kind, matching = matching.model.KIND, matching.order_by(order, "id")
    recent_ids = [pk for of_kind, pk in opened if of_kind == kind]
    records = [*matching.filter(pk__in=recent_ids)[:MOST]] if recent_ids else []
    records += matching.exclude(pk__in=recent_ids)[: MOST - len(records)]
    return Group(label, [_hit(record) for record in records], reverse(f"{kind}_list") if records else "")
