"""What the floors below are told of links: on cards and timelines, in conditions, in messages."""

from django.db.models import Case, Max, OuterRef, Q, Subquery, When

from activity import panels
from activity.timeline import register
from contacts.models import Contact
from customization.smart.facts import register_moment
from customization.tokens import register_given
from deals.risk import register_fact

from .link_panel import PANEL
from .messages import TOKEN, TOKEN_LABEL
from .models import SmartLink
from .told import SOURCE


def wire_links():
    """Called once, when the app is ready. Who sees a contact sees its links, so these facts are the same for everybody."""
    panels.register(PANEL, Contact.KIND)
    register(SOURCE, Contact.KIND)
    register_moment(Contact.KIND, last_opened_at, opened_since)
    register_given(TOKEN, TOKEN_LABEL)
    register_fact("last_opened_at", last_opened_of_deal)


def last_opened_at(member):
    """The value: when the contact last opened a link; null where none was opened."""
    links = SmartLink.objects.filter(contact=OuterRef("pk")).order_by().values("contact")
    return Subquery(links.annotate(at=Max("last_opened_at")).values("at"))


def opened_since(moment, member):
    """Whether the contact opened a link at a moment or later."""
    links = SmartLink.objects.filter(organization=member.organization_id, last_opened_at__gte=moment)
    return Q(pk__in=links.values("contact"))


def last_opened_of_deal():
    """An expression over deals: when their contact last opened a link. Everybody who sees a deal is told the same, so
    nothing of a private contact where the deal is not private."""
    links = SmartLink.objects.filter(contact=OuterRef("contact")).order_by().values("contact")
    newest = Subquery(links.annotate(at=Max("last_opened_at")).values("at"))
    return Case(When(Q(contact__is_private=False) | Q(is_private=True), then=newest))
