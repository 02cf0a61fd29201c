"""Activities in the Rep API: what happened on contacts, and what of it the caller has read."""

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from activity import feed
from api.answers import moment
from api.errors import Unprocessable
from api.paging import asked_page

from .wire import PAGED, OfContactsViewSet, meta
from .wire.answering import page_answer
from .wire.describing import RepMeta, wrapped

YES_OR_NO = {"true": True, "1": True, "false": False, "0": False, "": False}
ASKED = [
    OpenApiParameter(
        "kind", {"type": "string"}, description="such as note_added, task_done, email_received, field_changed"
    ),
    OpenApiParameter("unread", {"type": "boolean", "default": False}),
]


class RepActivityWire(serializers.Serializer):
    """An activity as it goes out."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField(allow_null=True)
    contact_id = serializers.IntegerField()
    read_at = serializers.DateTimeField(allow_null=True, help_text="when you read it; null: not yet")
    created_at = serializers.DateTimeField()


class NothingButMeta(serializers.Serializer):
    meta = RepMeta()


def show(activity):
    """An activity as it goes out."""
    return {
        "id": activity.pk,
        "kind": activity.kind,
        "title": activity.title,
        "description": activity.description or None,
        "contact_id": activity.contact_id,
        "read_at": activity.read_at and moment(activity.read_at),
        "created_at": moment(activity.at),
    }


def asked_feed(contacts, request):
    """The `Feed` that the parameters ask for. Raises Unprocessable."""
    kind, unread = request.query_params.get("kind", ""), request.query_params.get("unread", "")
    if kind and kind not in feed.kinds():
        raise Unprocessable({"kind": [_("Choose one of: %s.") % ", ".join(feed.kinds())]})
    if unread.lower() not in YES_OR_NO:
        raise Unprocessable({"unread": [_("Give true or false.")]})
    return feed.Feed(contacts, request.member, kind=kind, is_unread=YES_OR_NO[unread.lower()])


def page_of(found, params):
    """The answer with the asked page of a `Feed`."""
    number, per_page = asked_page(params)
    rows = [show(each) for each in found.page((number - 1) * per_page, number * per_page)]
    return page_answer("activities", rows, number=number, per_page=per_page, total=found.count())


def one_of(found, pk):
    """The activity of a `Feed` with this id. Raises Http404."""
    activity = found.one(pk)
    if activity is None:
        raise Http404
    return activity


class ActivityViewSet(OfContactsViewSet):
    """What happened on contacts, the newest first. What is read is the caller's own: a rep's, or an integration's."""

    wrapper, plural = "activity", "activities"
    wire_serializer_class = RepActivityWire
    params = {"list": (*PAGED, "kind", "unread")}

    def feed(self):
        return feed.Feed(self.seen_contacts(), self.request.member)

    @extend_schema(parameters=ASKED)
    def list(self, request, **_address):
        """A page of the activities, of one kind or of all, unread or not."""
        return page_of(asked_feed(self.seen_contacts(), request), request.query_params)

    def retrieve(self, request, pk, **_address):
        """One activity."""
        return self.answered(show(one_of(self.feed(), pk)))

    @extend_schema(request=None, responses=wrapped(RepActivityWire, "activity"))
    def read(self, request, pk, **_address):
        """You have read an activity. Saying so again changes nothing."""
        self.feed().read([one_of(self.feed(), pk)], timezone.now())
        return self.retrieve(request, pk)

    @extend_schema(request=None, responses=NothingButMeta)
    def read_all(self, request, **address):
        """You have read all activities that there are by now, on a contact or on all."""
        self.feed().read_all(timezone.now()) if address else feed.read_everything(request.member, timezone.now())
        return Response({"meta": meta()})
