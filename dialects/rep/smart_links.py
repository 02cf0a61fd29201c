"""SmartLinks in the Rep API: what a rep shares with a contact, and what became of it."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from api.answers import moment
from api.bodies import StrictBody
from api.errors import Unprocessable
from api.fields import Choice, Moment, VisibleField
from sharing.linking import link_address, revoke, share
from sharing.models import LinkEvent, ShareItem, SmartLink

from .share_items import RepShareItemWire
from .share_items import show as show_item
from .wire import ContactField, OfContactsViewSet
from .wire.describing import wrapped

LIVE, EXPIRED, REVOKED = "live", "expired", "revoked"
EVENTS = 100  # the newest that come along with a link
OPENED = ("first_opened_at", "last_opened_at", "expires_at", "revoked_at")


class SmartLinkBody(StrictBody):
    """What is shared, and how."""

    share_item_id = VisibleField(ShareItem)
    channel = Choice(SmartLink.CHANNELS, required=False)
    expires_at = Moment(required=False, allow_null=True)
    contact_id = ContactField(source="contact")


class LinkEventWire(serializers.Serializer):
    """Somebody opened the link, or looked at a page of the organization's after that."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(LinkEvent.KINDS)
    at = serializers.DateTimeField()
    ip = serializers.CharField(allow_null=True, help_text="shortened")
    user_agent = serializers.CharField(allow_null=True)
    url = serializers.CharField(allow_null=True)
    title = serializers.CharField(allow_null=True)


class RepSmartLinkWire(serializers.Serializer):
    """A SmartLink as it goes out."""

    id = serializers.IntegerField()
    contact_id = serializers.IntegerField()
    url = serializers.CharField()
    share_item = RepShareItemWire()
    channel = serializers.ChoiceField(SmartLink.CHANNELS)
    state = serializers.ChoiceField([LIVE, EXPIRED, REVOKED])
    opens_count = serializers.IntegerField()
    first_opened_at = serializers.DateTimeField(allow_null=True)
    last_opened_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    events = LinkEventWire(many=True, required=False, help_text="of a single link: the newest 100")


def state_of(link, now):
    """What a link is at `now`."""
    if link.revoked_at:
        return REVOKED
    return EXPIRED if link.expires_at and link.expires_at <= now else LIVE


def show(link, now):
    """A link with its item as it goes out."""
    return {
        "id": link.pk,
        "contact_id": link.contact_id,
        "url": link_address(link),
        "share_item": show_item({name: getattr(link.item, name) for name in RepShareItemWire().get_fields()}),
        "channel": link.channel,
        "state": state_of(link, now),
        "opens_count": link.opens_count,
        **{name: (at := getattr(link, name)) and moment(at) for name in OPENED},
        "created_at": moment(link.created_at),
    }


def shown(queryset, *, with_events):
    """The links of `queryset` as they go out. One query, and one for the events of each."""
    links = queryset.select_related("item")
    return [{**show(link, timezone.now()), **(events_of(link) if with_events else {})} for link in links]


def events_of(link):
    """`{"events": […]}` of a link, the newest first."""
    rows = link.events.values("id", "kind", "at", "ip", "user_agent", "url", "title")[:EVENTS]
    return {"events": [{**row, "at": moment(row["at"]), **blank(row)} for row in rows]}


def blank(row):
    """What an event does not say, as null."""
    return {name: row[name] or None for name in ("ip", "user_agent", "url", "title")}


def shared(values, *, by):
    """`(link, is_new)` for the values of a body. Raises Unprocessable with the names of this tongue."""
    share_item, channel = ShareItem(pk=values["share_item_id"]), values.get("channel", SmartLink.LINK)
    try:
        return share(values["contact"], share_item, channel, by=by, expires_at=values.get("expires_at"))
    except ValidationError as refusal:
        names = {"share_item": "share_item_id", "contact": "contact_id"}
        raise Unprocessable({names.get(name, name): told for name, told in refusal.message_dict.items()}) from refusal


class SmartLinkViewSet(OfContactsViewSet):
    """The links that were shared with the rep's contacts, the newest first."""

    model, wrapper, plural = SmartLink, "smart_link", "smart_links"
    serializer_class, wire_serializer_class = SmartLinkBody, RepSmartLinkWire
    companions = ("events",)

    def rows(self, queryset):
        return shown(queryset, with_events=self.action == "retrieve")

    @extend_schema(responses=dict.fromkeys((200, 201), wrapped(RepSmartLinkWire, "smart_link")))
    def create(self, request, **_address):
        """Share an item with a contact. While a link for the same item and channel lives, it is the answer, with 200."""
        link, is_new = shared(self.checked(None), by=request.member)
        return self.written(link.pk, None, status=201 if is_new else 200)

    @extend_schema(responses=wrapped(RepSmartLinkWire, "smart_link"))
    def destroy(self, request, pk, **_address):
        """Let a link lead nowhere from now on. It stays in the lists, as revoked."""
        revoke(self.get_object(), by=request.member)
        return self.written(pk, None)
