"""What the house API accepts for deals, pipelines and stages."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from accounts.models import Member
from accounts.ownership import is_named_to
from api.bodies import settle_twin
from api.fields import Choice, Text, VisibleField, VisibleIdsField, Whole
from api.serializers import Body
from contacts.models import Company, Contact
from contacts.serializers import NoteWire, Tags, UnlessUnchanged, text
from customization.custom_body import CUSTOM_OUT, CustomBody, CustomValues
from customization.drawing import HUES

from . import money
from .fields import Amount, Currency, Day, DayOrMoment
from .models import Deal, Pipeline, Stage

CLOSINGS = [("won", gettext_lazy("Won")), ("lost", gettext_lazy("Lost")), ("none", gettext_lazy("Open"))]
COLORS = [(hue, hue) for hue in HUES]


class DealSerializer(CustomBody):
    name = text(Deal, "name")
    title = text(Deal, "name")
    value = Amount(required=False, allow_null=True)
    currency = Currency(required=False)
    stage_id = UnlessUnchanged(Stage, required=False)
    contact_id = UnlessUnchanged(Contact, required=False, allow_null=True)
    company_id = UnlessUnchanged(Company, required=False, allow_null=True)
    probability = Whole(required=False, allow_null=True, min_value=0, max_value=100)
    expected_close_date = Day(required=False, allow_null=True)
    closed_at = DayOrMoment(required=False, allow_null=True)
    loss_reason = text(Deal, "loss_reason")
    source = text(Deal, "source")
    notes = text(Deal, "notes")
    tags = Tags(required=False)
    assigned_to = UnlessUnchanged(
        Member, only={"is_active": True}, source="assigned_to_id", required=False, allow_null=True
    )

    custom = CustomValues(Deal.KIND)

    @property
    def member(self):
        return self.context["request"].member

    def validate_assigned_to(self, owner):
        """A private record is nobody else's."""
        deal = self.instance
        if deal is not None and deal.is_private and owner != deal.assigned_to_id:
            raise serializers.ValidationError(_("This record is private: only its owner can have it."))
        return owner

    def validate_contact_id(self, contact_id):
        self._must_be_shared(Contact, contact_id, _("This contact is private. Share it before you link it to a deal."))
        return contact_id

    def validate_company_id(self, company_id):
        self._must_be_shared(Company, company_id, _("This company is private. Share it before you link it to a deal."))
        return company_id

    def _must_be_shared(self, model, pk, reason):
        """A private record is not named on a deal that others see."""
        is_shared = self.instance is None or not self.instance.is_private
        if pk and is_shared and model.objects.visible_to(self.member).filter(pk=pk, is_private=True).exists():
            raise serializers.ValidationError(reason)

    def validate(self, values):
        settle_twin(values, "name", "title", there=getattr(self.instance, "name", None))
        if not values.get("name") and (not self.partial or "name" in values):
            raise serializers.ValidationError({"name": _("Please fill this in.")})
        self._must_stay_closed(values)
        self._leave_what_was_only_shown(values)
        self._must_fit_currency(values)
        return values

    def _must_stay_closed(self, values):
        """What is closed has a closing day. Who names the stage too may send the move to it again without one."""
        is_closed = self.instance is not None and not self.instance.is_open
        if is_closed and "stage_id" not in values and values.get("closed_at", "kept") is None:
            reason = _("A closed deal has a closing day. Reopen the deal to take it away.")
            raise serializers.ValidationError({"closed_at": reason})

    def _leave_what_was_only_shown(self, values):
        """Who sends back what they read changes nothing: a contact that was hidden from them, the stage's probability."""
        deal = self.instance
        stage_id = values.get("stage_id") or getattr(deal, "stage_id", None)
        stages = Stage.objects.visible_to(self.member)
        stage = stages.filter(pk=stage_id).first() if "probability" in values and stage_id else None
        shown = {getattr(stage, "probability", None), getattr(deal, "chance", None)}
        if values.get("probability") in shown - {None}:
            if deal is None or values["probability"] != deal.probability:
                del values["probability"]
        for name in ("contact", "company"):
            there = getattr(deal, name, None)
            if there is not None and values.get(f"{name}_id", 0) is None and not is_named_to(self.member, there):
                del values[f"{name}_id"]

    def _must_fit_currency(self, values):
        deal = self.instance
        if "value" not in values and "currency" not in values:
            return
        value = values.get("value", getattr(deal, "value", None)) if "value" in values or deal else None
        default = deal.currency if deal else self.member.organization.currency
        reason = money.misfit(value, values.get("currency") or default)
        if reason:
            raise serializers.ValidationError({"value": reason})


class MoveBody(Body):
    """Where a deal goes. With `from_stage_id` only if it still stands there: 409 where somebody moved it meanwhile."""

    stage_id = VisibleField(Stage)
    from_stage_id = VisibleField(Stage, required=False, allow_null=True)
    closed_at = DayOrMoment(required=False, allow_null=True)
    loss_reason = text(Deal, "loss_reason")


class ReopenBody(Body):
    stage_id = VisibleField(Stage, required=False, allow_null=True)


class PipelineBody(Body):
    name = Text(max_length=100)
    order = Whole(required=False, min_value=0, max_value=10_000)


class OrderBody(Body):
    stage_ids = VisibleIdsField(Stage, limit=200)


class StageBody(Body):
    name = Text(max_length=100)
    color = Choice(COLORS, required=False)
    colour = Choice(COLORS, required=False)
    order = Whole(required=False, min_value=0, max_value=10_000)
    probability = Whole(required=False, min_value=0, max_value=100)
    closing = Choice(CLOSINGS, required=False, allow_null=True, allow_blank=True)
    pipeline_id = VisibleField(Pipeline, required=False)

    def validate_closing(self, closing):
        return "" if closing in (None, "", "none") else closing

    def validate_pipeline_id(self, pipeline_id):
        if self.instance is not None and pipeline_id != self.instance.pipeline_id:
            raise serializers.ValidationError(_("A stage stays in its pipeline. Add one to the other pipeline."))
        return pipeline_id

    def validate(self, values):
        settle_twin(values, "color", "colour", there=getattr(self.instance, "color", None))
        return values


# -- what goes out, for the schema; the rows themselves come from `deals.wire` ---------------------------


class DealWire(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    title = serializers.CharField(help_text=gettext_lazy("The same as name."))
    value = serializers.FloatField(allow_null=True, help_text=gettext_lazy("With the decimals of its currency."))
    currency = serializers.CharField()
    probability = serializers.IntegerField(help_text=gettext_lazy("In percent: the deal's own, or that of its stage."))
    weighted_value = serializers.FloatField(allow_null=True)
    pipeline_id = serializers.IntegerField()
    pipeline_name = serializers.CharField()
    stage_id = serializers.IntegerField()
    stage_name = serializers.CharField()
    stage_since = serializers.DateTimeField()
    status = serializers.ChoiceField(Deal.STATUSES)
    is_won = serializers.BooleanField()
    is_lost = serializers.BooleanField()
    expected_close_date = serializers.DateField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    loss_reason = serializers.CharField(allow_null=True)
    contact_id = serializers.IntegerField(allow_null=True)
    contact_name = serializers.CharField(allow_null=True)
    company_id = serializers.IntegerField(allow_null=True)
    company_name = serializers.CharField(allow_null=True)
    source = serializers.CharField(allow_null=True)
    notes = serializers.CharField(allow_null=True)
    tags = serializers.CharField(help_text=gettext_lazy('Names in alphabetical order, "a,b"; "" where there are none.'))
    assigned_to = serializers.IntegerField(allow_null=True)
    assigned_name = serializers.CharField(allow_null=True)
    assigned_to_name = serializers.CharField(allow_null=True)
    is_private = serializers.BooleanField()
    custom = serializers.DictField(help_text=CUSTOM_OUT)
    risk_score = serializers.IntegerField(allow_null=True, help_text=gettext_lazy("0 to 100; null once closed."))
    risk_level = serializers.ChoiceField(["low", "medium", "high"], allow_null=True)
    risk_factors = serializers.ListField(child=serializers.CharField(), allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    note_items = NoteWire(many=True, required=False)


class StepWire(serializers.Serializer):
    id = serializers.IntegerField()
    stage_id = serializers.IntegerField(allow_null=True)
    stage_name = serializers.CharField(help_text=gettext_lazy("As it was called then."))
    at = serializers.DateTimeField()
    stayed_seconds = serializers.IntegerField(allow_null=True, help_text=gettext_lazy("null: it still stands there."))
    moved_by = serializers.IntegerField(allow_null=True)
    moved_by_name = serializers.CharField(allow_null=True)


class ClosingWire(serializers.Serializer):
    id = serializers.IntegerField()
    outcome = serializers.ChoiceField(["won", "lost"])
    closed_at = serializers.DateTimeField()
    loss_reason = serializers.CharField(allow_null=True)
    closed_by = serializers.IntegerField(allow_null=True)
    closed_by_name = serializers.CharField(allow_null=True)
    told_at = serializers.DateTimeField()
    reopened_at = serializers.DateTimeField(allow_null=True)


class HistoryWire(serializers.Serializer):
    steps = StepWire(many=True)
    closings = ClosingWire(many=True)


class StageWire(serializers.Serializer):
    id = serializers.IntegerField()
    pipeline_id = serializers.IntegerField()
    name = serializers.CharField()
    color = serializers.ChoiceField(COLORS)
    colour = serializers.ChoiceField(COLORS, help_text=gettext_lazy("The same as color."))
    order = serializers.IntegerField(help_text=gettext_lazy("The place in its pipeline, from 0."))
    probability = serializers.IntegerField()
    closing = serializers.ChoiceField(CLOSINGS)
    created_at = serializers.DateTimeField()


class PipelineWire(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    order = serializers.IntegerField()
    stages = StageWire(many=True)
    created_at = serializers.DateTimeField()
