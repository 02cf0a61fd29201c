"""What the house API accepts for leads, and the shape of its answers."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.fields import Choice, Email, Flag, Text, VisibleField
from api.serializers import Body
from contacts.models import Company, Contact
from contacts.serializers import CompanyWire, ContactWire, NoteWire, OwnedSerializer, OwnedWire, text
from customization.custom_body import CustomValues
from deals.models import Stage
from deals.money import CURRENCIES, DECIMALS, DIGITS

from .conversion import Wish
from .models import Lead, StatusRefused


class LeadSerializer(OwnedSerializer):
    first_name = text(Lead, "first_name", required=True)
    last_name = text(Lead, "last_name", required=True)
    email = text(Lead, "email", Email)
    phone = text(Lead, "phone")
    company = text(Lead, "company")
    job_title = text(Lead, "job_title")
    source = text(Lead, "source")
    status = Choice(choices=Lead.STATUSES, required=False)
    custom = CustomValues(Lead.KIND)

    def validate_status(self, status):
        """Who sends back what they read is not refused for it."""
        try:
            Lead.check_status(self.instance and self.instance.status, status)
        except StatusRefused as error:
            raise serializers.ValidationError(str(error)) from error
        return status


class Amount(serializers.DecimalField):
    """An amount of money that is not negative, from a number or from a text of digits; comes out as a Decimal."""

    default_error_messages = {
        "invalid": _("Give a number."),
        "null": _("Give a number."),
        "min_value": _("Give an amount that is not negative."),
    }

    def __init__(self, **kwargs):
        super().__init__(max_digits=DIGITS, decimal_places=DECIMALS, min_value=0, **kwargs)

    def to_internal_value(self, data):
        if isinstance(data, bool) or not isinstance(data, int | float | str):
            self.fail("invalid")
        return super().to_internal_value(data)


class QualifyBody(Body):
    """How a lead shall be qualified. What is said of the deal counts only where one is made."""

    create_company = Flag(required=False)
    create_deal = Flag(required=False)
    deal_name = Text(max_length=200, required=False)
    deal_value = Amount(required=False, allow_null=True)
    deal_stage_id = VisibleField(Stage, required=False, allow_null=True)
    deal_currency = Text(max_length=3, required=False)
    contact_id = VisibleField(Contact, required=False, allow_null=True)
    company_id = VisibleField(Company, required=False, allow_null=True)

    def to_internal_value(self, data):
        if isinstance(data, Mapping) and not _is_true(data.get("create_deal")):
            data = {name: value for name, value in data.items() if not name.startswith("deal_")}
        return super().to_internal_value(data)

    def validate_deal_currency(self, code):
        if code and code.upper() not in CURRENCIES:
            raise serializers.ValidationError(_("Give a currency by its code, such as USD."))
        return code.upper()

    def wish(self):
        """What was asked for, as a `Wish`."""
        asked = self.validated_data
        return Wish(
            contact=self._record(Contact, "contact_id"),
            company=self._record(Company, "company_id"),
            create_company=asked.get("create_company", False),
            create_deal=asked.get("create_deal", False),
            deal_name=asked.get("deal_name", ""),
            deal_value=asked.get("deal_value"),
            deal_currency=asked.get("deal_currency", ""),
            deal_stage=self._record(Stage, "deal_stage_id"),
        )

    def _record(self, model, name):
        pk = self.validated_data.get(name)
        return pk and model.objects.visible_to(self.context["request"].member).get(pk=pk)


def _is_true(flag):
    return isinstance(flag, bool | int | str) and flag in Flag.TRUE_VALUES


class DisqualifyBody(Body):
    reason = Text(max_length=Lead._meta.get_field("disqualified_for").max_length, required=False)


class LeadWire(OwnedWire):
    """A lead as it goes out."""

    first_name = serializers.CharField(allow_null=True)
    last_name = serializers.CharField(allow_null=True)
    email = serializers.CharField(allow_null=True)
    phone = serializers.CharField(allow_null=True)
    company = serializers.CharField(allow_null=True)
    job_title = serializers.CharField(allow_null=True)
    source = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(choices=Lead.STATUSES)
    disqualify_reason = serializers.CharField(allow_null=True)
    contact_id = serializers.IntegerField(allow_null=True, help_text=_("what it became; null where it did not"))
    company_id = serializers.IntegerField(allow_null=True)
    deal_id = serializers.IntegerField(allow_null=True)
    note_items = NoteWire(many=True, required=False)


class LeadAnswer(serializers.Serializer):
    success = serializers.BooleanField()
    data = LeadWire()
    message = serializers.CharField()


class QualifiedAnswer(serializers.Serializer):
    """What a lead became; null where nothing was made or joined."""

    success = serializers.BooleanField()
    contact_id = serializers.IntegerField(allow_null=True)
    company_id = serializers.IntegerField(allow_null=True)
    deal_id = serializers.IntegerField(allow_null=True)
    message = serializers.CharField()


class UnqualifiedAnswer(LeadAnswer):
    kept = serializers.ListField(child=serializers.CharField(), help_text=_("what stayed, and why"))


class MatchedCompany(CompanyWire):
    match_score = serializers.IntegerField(help_text=_("100: the same name, 95: but for its legal form, down to 60"))
    match_reason = serializers.CharField()


class CompanyMatches(serializers.Serializer):
    success = serializers.BooleanField()
    data = MatchedCompany(many=True)


class ContactMatches(serializers.Serializer):
    success = serializers.BooleanField()
    data = ContactWire(many=True)
