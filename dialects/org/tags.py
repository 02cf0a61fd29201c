"""Tags in the Org API: the organization's, and those of one contact."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.response import Response

from api.errors import Conflict
from api.fields import Choice
from customization.merging_tags import TooManyTagged, remove_tag
from customization.models import Tag
from customization.tagging import TagExists, add_tag, retag

from .contacts import ContactViewSet
from .fields import StrictBody, TagName, TagNames
from .wire import OrgRecordViewSet

COLORS = [(color, color) for color in Tag.COLORS]
TAGGED = inline_serializer(
    "OrgTagged",
    {"contact_id": serializers.IntegerField(), "tags": serializers.ListField(child=serializers.CharField())},
)


class TagBody(StrictBody):
    READ = ("id",)

    name = TagName()
    color = Choice(COLORS, required=False)


class TagWire(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    color = serializers.ChoiceField(COLORS)


class TagViewSet(OrgRecordViewSet):
    """The organization's tags. Whoever may tag may make one; deleting one, off every record, is for admins."""

    model = Tag
    serializer_class, wire_serializer_class = TagBody, TagWire
    admin_actions = ("destroy",)

    def rows(self, queryset):
        return list(queryset.values("id", "name", "color"))

    def make(self, values):
        return added(values["name"][0], values.get("color", "grey"), by=self.request.member)

    def erase(self, record):
        taken_off(record, by=self.request.member)


def added(name, color, *, by):
    """The new tag. Raises Conflict where there is one of this name."""
    try:
        return add_tag(name, color, by=by)
    except TagExists as refusal:
        raise Conflict({"name": [str(refusal)]}) from refusal


def taken_off(tag, *, by):
    """Delete the tag. Raises Conflict where too many records carry it, Http404 where somebody else was quicker."""
    try:
        remove_tag(tag, by=by)
    except TooManyTagged as refusal:
        raise Conflict(str(refusal)) from refusal
    except ValidationError:
        raise Http404 from None


class TagsBody(StrictBody):
    """Which tags; under whatever key, one of them is needed."""

    tags, names = TagNames(required=False), TagNames(required=False)
    tag, name = TagName(required=False), TagName(required=False)

    def validate(self, attrs):
        if not attrs:
            raise serializers.ValidationError({"tags": [_("Name the tags.")]})
        return [name for names in attrs.values() for name in names]


class ContactTagsViewSet(ContactViewSet):
    """The tags of one contact."""

    serializer_class = TagsBody
    params = ()

    @extend_schema(responses=TAGGED)
    def add(self, request, pk):
        """Put tags on the contact; those that are missing are made, those it has already stay. All its tags are the
        answer."""
        names = retag(self.get_object(), by=request.member, add=self.checked(None))
        return Response({"contact_id": pk, "tags": names})

    @extend_schema(request=None, responses={204: None})
    def remove(self, request, pk, name):
        """Take a tag off the contact, whatever its case. 204 also where it was not there."""
        retag(self.get_object(), by=request.member, remove=[name])
        return self.answered()
