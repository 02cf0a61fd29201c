"""What every page's shell shows: the places to go, how much is in them, whose organization this is."""

from typing import NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from activity.models import Tally


class Place(NamedTuple):
    """An entry of the side navigation; `kind` names the records it counts, `tab` puts it into the phone's bar,
    `for_admins` hides it from everybody else."""

    url_name: str
    label: str
    icon: str
    kind: str = ""
    tab: bool = True
    for_admins: bool = False


#: A new app adds its line here.
PLACES = [
    Place("today", _("Today"), "house"),
    Place("contact_list", _("Contacts"), "users", kind="contact"),
    Place("company_list", _("Companies"), "building-2", kind="company"),
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
        own = Member.objects.filter(user=self.member.user_id, is_active=True)
        totals = {f"{kind}_total": Tally.total_within(self.member, kind) for kind in self._kinds()}
        return list(own.select_related("organization").annotate(**totals).order_by("organization__name"))

    @cached_property
    def places(self):
        """`[{url, label, icon, count, tab}]` of the pages that exist and that this member may open."""
        is_admin = self.member is not None and self.member.is_admin
        return [self._shown(p) for p in PLACES if _url(p.url_name) and (is_admin or not p.for_admins)]

    def _shown(self, place):
        count = self._total(place.kind) if place.kind else None
        return {**place._asdict(), "url": _url(place.url_name), "count": count}

    def _total(self, kind):
        return (getattr(self.memberships[0], f"{kind}_total") or 0) if self.memberships else None

    @staticmethod
    def _kinds():
        return [place.kind for place in PLACES if place.kind]


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
