"""Option lists over the house API: everybody reads the suggestions, admins write them."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers

from api.answers import success
from api.errors import Unprocessable
from api.fields import Choice, Text, Whole
from api.serializers import Body
from api.viewsets import RecordViewSet

from .models import Option

CATEGORIES = [name for name, _label in Option.CATEGORIES]


class OptionBody(Body):
    category = Choice(Option.CATEGORIES)
    value = Text(max_length=100)
    position = Whole(required=False, min_value=0, max_value=1_000_000)


class OptionWire(serializers.Serializer):
    id = serializers.IntegerField()
    category = serializers.ChoiceField(Option.CATEGORIES)
    value = serializers.CharField()
    position = serializers.IntegerField()


class OptionViewSet(RecordViewSet):
    """Suggestions for sources, industries and loss reasons."""

    model = Option
    serializer_class, wire_serializer_class = OptionBody, OptionWire
    filterset_class = None
    admin_actions = ("create", "update", "partial_update", "destroy")
    free_params = ()
    params = {"list": ("category",)}

    def rows(self, queryset):
        return list(queryset.values("id", "category", "value", "position"))

    @extend_schema(parameters=[OpenApiParameter("category", enum=CATEGORIES)])
    def list(self, request):
        """All options, or those of one category, in their order."""
        options = self.get_queryset()
        category = request.query_params.get("category")
        if category:
            if category not in CATEGORIES:
                raise Unprocessable({"category": _("Choose one of: %s.") % ", ".join(CATEGORIES)})
            options = options.filter(category=category)
        return success(self.rows(options))

    def make(self, values):
        return self.saved(Option(organization_id=self.request.member.organization_id), values)

    def alter(self, record, values):
        self.saved(record, values)

    def erase(self, record):
        record.delete()

    def saved(self, option, values):
        for name, value in values.items():
            setattr(option, name, value)
        try:
            with transaction.atomic():
                option.save()
        except IntegrityError as error:
            raise Unprocessable({"value": _("This option exists already.")}) from error
        return option
