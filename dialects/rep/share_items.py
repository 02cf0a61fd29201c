"""Share items in the Rep API: a company keeps them, reps read what is on offer."""

from rest_framework import serializers

from api.answers import moment
from api.bodies import StrictBody
from api.fields import Choice, Flag
from contacts.serializers import text
from sharing.models import ShareItem
from sharing.offering import add_item, change_item, remove_item

from .wire import USER, RepRecordViewSet

COLUMNS = ("id", "kind", "title", "url", "image_url", "description", "is_active", "created_at", "updated_at")


class ShareItemBody(StrictBody):
    """A share item as it comes in."""

    READ = ("id", "created_at", "updated_at")

    kind = Choice(ShareItem.KINDS, required=False)
    title = text(ShareItem, "title", required=True)
    url = text(ShareItem, "url", required=True)
    image_url = text(ShareItem, "image_url")
    description = text(ShareItem, "description")
    is_active = Flag(required=False)


class RepShareItemWire(serializers.Serializer):
    """A share item as it goes out."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(ShareItem.KINDS)
    title = serializers.CharField()
    url = serializers.CharField()
    image_url = serializers.CharField(allow_null=True)
    description = serializers.CharField(allow_null=True)
    is_active = serializers.BooleanField(help_text="whether it is on offer; links to it lead there all the same")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


def show(row):
    """A row of share items as it goes out."""
    texts = {name: row[name] or None for name in ("image_url", "description")}
    return {**row, **texts, **{name: moment(row[name]) for name in ("created_at", "updated_at")}}


class ShareItemViewSet(RepRecordViewSet):
    """The organization's share items, by title. Removing one that was shared retires it."""

    model, wrapper, plural = ShareItem, "share_item", "share_items"
    serializer_class, wire_serializer_class = ShareItemBody, RepShareItemWire

    def get_queryset(self):
        found = super().get_queryset()
        return found.on_offer() if self.scope == USER and self.action == "list" else found

    def rows(self, queryset):
        return [show(row) for row in queryset.values(*COLUMNS)]

    def make(self, values):
        return add_item(by=self.request.member, **values)

    def alter(self, record, values):
        change_item(record, by=self.request.member, **values)

    def erase(self, record):
        remove_item(record, by=self.request.member)
