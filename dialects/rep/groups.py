"""A rep's groups of contacts in the Rep API."""

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers

from api.bodies import StrictBody
from api.errors import Unprocessable
from api.fields import Choice, whole_number
from contacts.serializers import text
from sharing.grouping import GroupRefused, add_group, change_group, put_in, remove_group, take_out
from sharing.models import Group

from .contacts import ContactViewSet
from .wire import PAGED, RepRecordViewSet, record_answer
from .wire.describing import wrapped

COLORS = [(color, color) for color in Group.COLORS]


class GroupBody(StrictBody):
    """A group as it comes in."""

    READ = ("id", "contacts_count")

    name = text(Group, "name", required=True)
    color = Choice(COLORS, required=False)


class RepGroupWire(serializers.Serializer):
    """A group as it goes out."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    color = serializers.ChoiceField(COLORS)
    contacts_count = serializers.IntegerField(help_text="your own contacts in it")


def shown(groups, contacts):
    """Groups as they go out, counting those of `contacts` in them. One query."""
    counted = Count("grouped", filter=Q(grouped__contact__in=contacts.order_by()))
    return list(groups.annotate(contacts_count=counted).values("id", "name", "color", "contacts_count"))


def kept(verb, *subject, **values):
    """What `verb` returns. Raises Unprocessable where it refuses."""
    try:
        return verb(*subject, **values)
    except GroupRefused as refusal:
        raise Unprocessable({refusal.field: [str(refusal)]}) from refusal


class GroupViewSet(RepRecordViewSet):
    """The rep's own groups, by name. Nobody else sees them. Removing one keeps its contacts."""

    model, wrapper, plural = Group, "group", "groups"
    serializer_class, wire_serializer_class = GroupBody, RepGroupWire

    def rows(self, queryset):
        return shown(queryset, self.contacts())

    def make(self, values):
        return kept(add_group, by=self.request.member, **values)

    def alter(self, record, values):
        kept(change_group, record, by=self.request.member, **values)

    def erase(self, record):
        remove_group(record, by=self.request.member)


@extend_schema_field(
    {
        "type": "array", "items": {"type": "integer", "format": "int64"}, "minItems": 1, "maxItems": Group.MOST_AT_ONCE,
    }
)  # fmt: skip
class ContactIds(serializers.Field):
    """1 to 100 ids of contacts; comes out as a list, each once."""

    default_error_messages = {
        name: _("Give 1 to %d ids of contacts in a list.") % Group.MOST_AT_ONCE
        for name in ("invalid", "null", "required")
    }

    def to_internal_value(self, data):
        numbers = [whole_number(pk) for pk in data] if isinstance(data, list) else []
        is_good = 0 < len(numbers) <= Group.MOST_AT_ONCE and None not in numbers
        return list(dict.fromkeys(numbers)) if is_good else self.fail("invalid")


class ContactIdsBody(StrictBody):
    contact_ids = ContactIds()


def own(ids, contacts):
    """`ids`, if all are of `contacts`. Raises Unprocessable naming those that are not."""
    known = set(contacts.filter(pk__in=ids).values_list("pk", flat=True))
    missing = [str(pk) for pk in ids if pk not in known]
    if missing:
        raise Unprocessable({"contact_ids": [_("You have no contact %s.") % ", ".join(missing)]})
    return ids


GROUPED = extend_schema(request=ContactIdsBody, responses={200: wrapped(RepGroupWire, "group")})


class GroupContactsViewSet(ContactViewSet):
    """The contacts in one group."""

    serializer_class = ContactIdsBody
    params = {"list": PAGED}

    def group(self):
        return get_object_or_404(self.request.member.groups, pk=self.kwargs["group_pk"])

    def get_serializer_class(self):
        return self.serializer_class

    def get_queryset(self):
        return self.contacts().filter(grouped__group=self.group()).order_by("-created_at", "-pk")

    @extend_schema(parameters=[])
    def list(self, request, group_pk):
        """The rep's contacts in a group, the newest first."""
        return self.listed(self.get_queryset())

    @GROUPED
    def gather(self, request, group_pk):
        """Put contacts into a group, all of them or none; those that are in it stay."""
        return self.moved(put_in)

    @GROUPED
    def release(self, request, group_pk):
        """Take contacts out of a group, all of them or none; those that are not in it stay out."""
        return self.moved(take_out)

    def moved(self, verb):
        group, ids = self.group(), own(self.checked(None)["contact_ids"], self.contacts())
        kept(verb, group, ids, by=self.request.member)
        return record_answer("group", shown(self.request.member.groups.filter(pk=group.pk), self.contacts())[0])
