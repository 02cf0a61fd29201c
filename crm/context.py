"""What every page's shell shows: the places to go, how much is in them, whose organization this is."""

from typing import NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from accounts.prepared import Prepared
from activity.models import Tally
from notifications.seeing import count_unseen_within


class Place(NamedTuple):
    """An entry of the side navigation; `kind` names the records it counts, `statuses` counts only those of them, `is_own`
    only the member's own, `tab` puts it into the phone's bar, `for_admins` hides it from everybody else. Pages below the
    URL called `within`, by default its own, are its pages."""

    url_name: str
    label: str
    icon: str
    kind: str = ""
    tab: bool = True
    for_admins: bool = False
    statuses: tuple = ()
    within: str = ""
    is_own: bool = False


#: A new app adds its line here.
PLACES = [
    Place("today", _("Today"), "house"),
    Place("contact_list", _("Contacts"), "users", kind="contact"),
    Place("group_list", _("Groups"), "users-round", tab=False),
    Place("company_list", _("Companies"), "building-2", kind="company", tab=False),
    Place("lead_list", _("Leads"), "funnel", kind="lead", statuses=("new", "contacted")),
    Place("deal_board", _("Deals"), "square-kanban", kind="deal", statuses=("open",), within="deal_list"),
    Place("task_groups", _("Tasks"), "list-checks", kind="task", statuses=("pending",), is_own=True),
    Place("report_overview", _("Reports"), "chart-column", tab=False),
    Place("message_list", _("Mail"), "mail", tab=False),
    Place("link_list", _("SmartLinks"), "share-2", tab=False),
    Place("duplicate_list", _("Duplicates"), "merge", tab=False),
    Place("import_list", _("Imports"), "file-up", tab=False, for_admins=True),
]


class Shell:
    """The shell of one page. Nothing is asked of the database before a template shows it, then one query for all."""

    def __init__(self, member):
        self.member = member

    @cached_property
    def memberships(self):
        """Every active membership of this person, with the totals of the acting one on each."""
        if self.member is None or self.member.user_id is None:
            return []
        member = self.member
        ids = {"member": member.pk, "organization": member.organization_id, "user": member.user_id}
        return _MEMBERSHIPS.ask(member.role, member.data_scope, **ids)

    @property
    def unseen(self):
        """How many notifications wait to be looked at."""
        return sum(each.unseen or 0 for each in self.memberships[:1])

    @cached_property
    def places(self):
        """`[{url, label, icon, count, tab}]` of the pages that exist and that this member may open."""
        is_admin = self.member is not None and self.member.is_admin
        return [self._shown(p) for p in PLACES if _url(p.url_name) and (is_admin or not p.for_admins)]

    def _shown(self, place):
        count = self._total(place.kind) if place.kind else None
        return {
            **place._asdict(),
            "url": _url(place.url_name),
            "root": _url(place.within or place.url_name),
            "count": count,
        }

    def _total(self, kind):
        return (getattr(self.memberships[0], f"{kind}_total") or 0) if self.memberships else None


def _counted(place, member):
    """How many of the records of `place` the member sees, as a subquery expression."""
    facts = {"status__in": place.statuses} if place.statuses else {}
    facts |= {"assigned_to": member.pk} if place.is_own else {}
    return Tally.total_within(member, place.kind, **facts)


def _memberships(role, data_scope, *, member, organization, user):
    """The active members that a user is, by organization, each with what the acting one sees."""
    acting = Member(pk=member, organization_id=organization, role=role, data_scope=data_scope)
    totals = {f"{place.kind}_total": _counted(place, acting) for place in PLACES if place.kind}
    own = Member.objects.filter(user=user, is_active=True).select_related("organization")
    return own.annotate(**totals, unseen=count_unseen_within(acting)).order_by("organization__name")


_MEMBERSHIPS = Prepared(_memberships)  # every page asks it, and writing it takes longer than answering it


def _url(name):
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def shell(request):
    """Template context: `member`, the `theme` chosen, and the lazy `shell`."""
    member = getattr(request, "member", None)
    user = getattr(request, "user", None)
    return {
        "member": member,
        "theme": getattr(user, "theme", "system"),
        "shell": SimpleLazyObject(lambda: Shell(member)),
    }
