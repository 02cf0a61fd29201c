"""Searching everything: records, pages and acts, recently opened records first."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from activity.recent import recently_opened
from contacts.keys import fold
from contacts.models import Company, Contact

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
    (_("Import contacts"), "import_new", "upload", "?kind=contact", True),
    (_("Today"), "today", "house", "", False),
    (_("Contacts"), "contact_list", "users", "", False),
    (_("My contacts"), "contact_list", "users", "?assigned_to=me", False),
    (_("Companies"), "company_list", "building-2", "", False),
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
    hint = record.domain if isinstance(record, Company) else record.email
    return Hit(str(record), record.get_absolute_url(), face=str(record), hint=hint)


def recent(request):
    """What to offer before anything is typed: records opened last, then where to go."""
    groups = [Group(_("Recent"), [_hit(record) for record in recently_opened(request)])]
    return [group for group in (*groups, Group(_("Go to"), places_for(request.member))) if group.hits]


def found(request, text):
    """Groups of hits for `text`: recent records among them first. At most one query a kind of record."""
    member = request.member
    opened = {(one.KIND, one.pk) for one in recently_opened(request)}
    groups = [
        _records(Contact, member, text, opened, _("Contacts")),
        _records(Company, member, text, opened, _("Companies")),
        Group(_("Go to"), places_for(member, text)),
    ]
    return [group for group in groups if group.hits]


def _records(model, member, text, opened, label):
    matching = model.objects.visible_to(member).search(text).order_by("name_key", "id")
    recent_ids = [pk for kind, pk in opened if kind == model.KIND]
    records = [*matching.filter(pk__in=recent_ids)[:MOST]] if recent_ids else []
    records += matching.exclude(pk__in=recent_ids)[: MOST - len(records)]
    return Group(label, [_hit(record) for record in records], reverse(f"{model.KIND}_list") if records else "")
