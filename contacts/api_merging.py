"""The house API of duplicates and merging, for every kind of record that merges."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from api.answers import success
from api.errors import Unprocessable, by_path
from api.fields import Choice, Whole
from api.manners import HouseView
from api.serializers import Body

from .api import CompanyViewSet, ContactViewSet
from .duplicates import duplicates_of
from .merging import BOTH, GONE, KEPT, CannotTakeApart, MergeRefused, choosable, merge, must_be_mergeable, undo_merge
from .models import Merge

THIS, OTHER = "this", "other"
CHOICES = {THIS: KEPT, OTHER: GONE, BOTH: BOTH}


class Named(serializers.DictField):
    """An object of values by field."""

    default_error_messages = {
        "not_a_dict": gettext_lazy("Send an object: field and value."),
        "null": gettext_lazy("Send an object: field and value."),
    }


class MergeBody(Body):
    """What is merged into the record of the address, and whose value wins where both have one."""

    other_id = Whole(min_value=1)
    choices = Named(
        child=Choice([(name, name) for name in CHOICES]),
        required=False,
        help_text=gettext_lazy('{"email": "other", "custom.plan": "this"}; "both" joins the notes'),
    )
    values = Named(required=False, help_text=gettext_lazy("values that neither has, as in a PATCH of the record"))


class MergedAnswer(serializers.Serializer):
    success = serializers.BooleanField()
    data = serializers.DictField(help_text=gettext_lazy("the record that stayed"))
    merge_id = serializers.IntegerField()
    message = serializers.CharField()


class TakenApartAnswer(serializers.Serializer):
    success = serializers.BooleanField()
    data = serializers.DictField(help_text=gettext_lazy("the record that stayed"))
    other_id = serializers.IntegerField(help_text=gettext_lazy("the record that is back"))
    kept = serializers.ListField(child=serializers.CharField(), help_text=gettext_lazy("what stayed, and why"))
    message = serializers.CharField()


class DuplicatesAnswer(serializers.Serializer):
    success = serializers.BooleanField()
    data = serializers.ListField(
        child=serializers.DictField(),
        help_text=gettext_lazy("records with `score` (0 to 100) and `reasons`, best first"),
    )


@contextmanager
def refusals():
    """What merging refuses, as answers: 422 that names the field."""
    try:
        yield
    except MergeRefused as error:
        raise Unprocessable({error.field: str(error)}) from error
    except ValidationError as error:
        named = error.message_dict
        raise Unprocessable({f"choices.{name}": texts[0] for name, texts in named.items()}) from error


class Merging:
    """What a viewset of records gets by being found as duplicates and merged."""

    @extend_schema(responses=DuplicatesAnswer)
    def duplicates(self, request, pk):
        """What may be the same record, best first, with how likely that is and why."""
        record = self.get_object()
        found = {one.record.pk: one for one in duplicates_of(record, member=request.member)}
        rows = {row["id"]: row for row in self.rows(self.get_queryset().filter(pk__in=found))}
        return success(
            [rows[pk] | {"score": one.score, "reasons": one.reasons} for pk, one in found.items() if pk in rows]
        )

    @extend_schema(request=MergeBody, responses=MergedAnswer)
    def merge(self, request, pk):
        """Merge the record `other_id` into this one. Everything that is attached moves; the other is gone, until that is
        taken apart."""
        kept, body = self.get_object(), MergeBody(data=request.data)
        if not body.is_valid():
            raise Unprocessable(by_path(body.errors))
        gone = self.get_queryset().filter(pk=body.validated_data["other_id"]).first()
        if gone is None:
            raise Unprocessable({"other_id": _("There is no such record.")})
        with refusals():
            must_be_mergeable(kept, gone, by=request.member)
            made = merge(kept, gone, by=request.member, **self._wished(kept, gone, body.validated_data))
        answer = self.written(pk, _("%(gone)s is merged into %(kept)s.") % {"gone": made.gone_name, "kept": kept})
        answer.data["merge_id"] = made.pk
        return answer

    def _wished(self, kept, gone, asked):
        """The choices and values of a body by the names that merging has for them."""
        names = [field.name for field in choosable(kept, gone, by=self.request.member)]
        choices = {_named(name, names): CHOICES[choice] for name, choice in asked.get("choices", {}).items()}
        values = {}
        if asked.get("values"):
            body = self.get_serializer(kept, data=asked["values"], partial=True)
            if not body.is_valid():
                raise Unprocessable(by_path(body.errors, "values"))
            given = dict(body.validated_data)
            custom = given.pop("custom", None) or {}
            values = {_named(name, names): value for name, value in given.items()}
            values |= {f"custom.{key}": value for key, value in custom.items()}
        return {"choices": choices, "values": values}


def _named(name, known):
    """A field of the API by the name that history has for it: assigned_to is assigned_to_id there."""
    return f"{name}_id" if name not in known and f"{name}_id" in known else name


class ContactMerging(Merging, ContactViewSet):
    """Duplicates of contacts, and merging them."""


class CompanyMerging(Merging, CompanyViewSet):
    """Duplicates of companies, and merging them."""


#: {kind: viewset} of those whose merges are taken apart at one address.
SURFACES = {"contact": ContactMerging, "company": CompanyMerging}


class MergeUndoView(HouseView):
    """Taking a merge apart."""

    @extend_schema(request=None, responses=TakenApartAnswer)
    def post(self, request, pk):
        """Make two records again of the one that was merged. What somebody changed since stays; `kept` says what."""
        made = Merge.objects.visible_to(request.member).filter(pk=pk).first()
        if made is None:
            raise Http404
        try:
            taken = undo_merge(made, by=request.member)
        except CannotTakeApart as error:
            raise Unprocessable({"merge": str(error)}) from error
        words = {"back": taken.back, "record": taken.record}
        surface = SURFACES[made.kind]()
        surface.request, surface.kwargs = request, {"pk": taken.record.pk}
        return success(
            surface.wire(taken.record.pk),
            _("%(back)s and %(record)s are two again.") % words,
            other_id=taken.back.pk,
            kept=taken.kept,
        )


__all__ = ["SURFACES", "CompanyMerging", "ContactMerging", "MergeUndoView", "Merging"]
