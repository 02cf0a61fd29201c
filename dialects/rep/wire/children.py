"""Records that hang on contacts: notes, tasks, links."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.fields import whole_number

from .asking import unwrapped
from .views import RepRecordViewSet


@extend_schema_field(OpenApiTypes.INT64)
class ContactField(serializers.Field):
    """The id of a contact of this scope; comes out as that contact."""

    default_error_messages = {
        "invalid": _("Give the id of a contact."),
        "null": _("Give the id of a contact."),
        "required": _("Give the id of a contact."),
        "not_found": _("Not found."),
    }

    def to_internal_value(self, data):
        pk = whole_number(data)
        if pk is None:
            self.fail("invalid")
        return self.context["view"].contacts().filter(pk=pk).first() or self.fail("not_found")


class OfContactsViewSet(RepRecordViewSet):
    """Endpoints over what hangs on contacts, in `order`: on all of the scope, or on the one that `contact_pk` of the address
    names, which counts whatever a body says."""

    order = ("-created_at", "-pk")

    def get_queryset(self):
        return super().get_queryset().filter(contact__in=self.seen_contacts()).order_by(*self.order)

    def seen_contacts(self):
        """The contacts that are asked about, a queryset. Raises Http404 where the address names none of the scope."""
        seen = self.contacts()
        if "contact_pk" not in self.kwargs:
            return seen.order_by()
        seen = seen.filter(pk=self.kwargs["contact_pk"]).order_by()
        if not seen.exists():
            raise Http404
        return seen

    def checked(self, record, partial=False):
        sent = unwrapped(self.request.data, self.wrapper)
        if "contact_pk" in self.kwargs and isinstance(sent, dict):
            self.seen_contacts()
            sent = {**sent, "contact_id": self.kwargs["contact_pk"]}
        serializer = self.get_serializer(record, data=sent, partial=partial)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data
