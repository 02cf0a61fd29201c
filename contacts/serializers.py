"""What the house API accepts for contacts, companies and notes."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Member
from api.fields import Choice, Email, Flag, Text, VisibleField
from api.serializers import Body
from customization.custom_body import CUSTOM_OUT, CustomBody, CustomValues
from customization.models import Tag
from customization.models.tags import clean_names

from .models import Company, Contact, ContactNote


def text(model, name, field=Text, **options):
    """A text field as long as the model's column; optional unless told otherwise."""
    options.setdefault("required", False)
    return field(max_length=model._meta.get_field(name).max_length, **options)


class UnlessUnchanged(VisibleField):
    """A visible record, or the one that is already there: who sends back what they read is not refused for it."""

    def to_internal_value(self, data):
        record = self.parent.instance
        if record is not None and not isinstance(data, bool) and str(data) == str(getattr(record, self.source)):
            return getattr(record, self.source)
        return super().to_internal_value(data)


@extend_schema_field(OpenApiTypes.STR)
class Tags(serializers.Field):
    """Tag names as one text, `"a,b"`, or as an array; comes out as a list. `null` and `""` take all tags away."""

    MOST = 100
    default_error_messages = {
        "invalid": _('Give tags as a text such as "a,b", or as an array of texts.'),
        "unstorable": _("Contains characters that cannot be stored, such as a NUL byte."),
        "comma": _("A tag cannot contain a comma."),
        "too_long": _("A tag has at most {longest} characters."),
        "too_many": _("Use at most {most} tags."),
    }

    def validate_empty_values(self, data):
        return (True, []) if data is None else super().validate_empty_values(data)

    def to_internal_value(self, data):
        if isinstance(data, list):
            if not all(isinstance(name, str) for name in data):
                self.fail("invalid")
            if any("," in name for name in data):
                self.fail("comma")
        elif not isinstance(data, str):
            self.fail("invalid")
        names = clean_names(data)
        if len(names) > self.MOST:
            self.fail("too_many", most=self.MOST)
        for name in names:
            self.check(name)
        return names

    def check(self, name):
        if len(name) > Tag.MAX_LENGTH:
            self.fail("too_long", longest=Tag.MAX_LENGTH)
        if "\x00" in name or any("\ud800" <= letter <= "\udfff" for letter in name):
            self.fail("unstorable")


class OwnedSerializer(CustomBody):
    """What records of every kind share."""

    notes = text(Contact, "notes")
    tags = Tags(required=False)
    assigned_to = UnlessUnchanged(
        Member, only={"is_active": True}, source="assigned_to_id", required=False, allow_null=True
    )

    def validate_assigned_to(self, owner):
        """A private record is nobody else's."""
        record = self.instance
        if record is not None and record.is_private and owner != record.assigned_to_id:
            raise serializers.ValidationError(_("This record is private: only its owner can have it."))
        return owner


class RecordSerializer(OwnedSerializer):
    """What contacts and companies share."""

    address_street = text(Contact, "address_street")
    address_city = text(Contact, "address_city")
    address_state = text(Contact, "address_state")
    address_zip = text(Contact, "address_zip")
    address_country = text(Contact, "address_country")


class ContactSerializer(RecordSerializer):
    first_name = text(Contact, "first_name", required=True)
    last_name = text(Contact, "last_name", required=True)
    email = text(Contact, "email", Email)
    phone = text(Contact, "phone")
    mobile = text(Contact, "mobile")
    job_title = text(Contact, "job_title")
    company_id = UnlessUnchanged(Company, required=False, allow_null=True)
    status = Choice(choices=Contact.STATUSES, required=False)
    source = text(Contact, "source")
    dnc = Flag(required=False)
    custom = CustomValues(Contact.KIND)

    def validate_company_id(self, company_id):
        """A private company is not named on a record that others see."""
        record, member = self.instance, self.context["request"].member
        is_shared = record is None or not record.is_private
        private = Company.objects.visible_to(member).filter(pk=company_id, is_private=True)
        if company_id and is_shared and private.exists():
            raise serializers.ValidationError(_("This company is private. Share it before you link it to a contact."))
        return company_id


class CompanySerializer(RecordSerializer):
    name = text(Company, "name", required=True)
    domain = text(Company, "domain")
    website = text(Company, "website")
    industry = text(Company, "industry")
    phone = text(Company, "phone")
    email = text(Company, "email", Email)
    custom = CustomValues(Company.KIND)

    def validate_website(self, text):
        """What a page would not take as an address is none here; what is there already may come back."""
        is_there = self.instance is not None and text == self.instance.website
        if not is_there and not Company.is_website(text):
            raise serializers.ValidationError(_("Give an address that begins with https:// or http://."))
        return text


class NoteSerializer(Body):
    content = text(ContactNote, "content", required=True)


class OwnedWire(serializers.Serializer):
    """What goes out of every record, for the schema; the rows themselves come from `contacts.wire` and its like."""

    id = serializers.IntegerField()
    notes = serializers.CharField(allow_null=True)
    tags = serializers.CharField(help_text=_('Names in alphabetical order, "a,b"; "" where there are none.'))
    assigned_to = serializers.IntegerField(allow_null=True)
    assigned_to_name = serializers.CharField(allow_null=True)
    is_private = serializers.BooleanField()
    custom = serializers.DictField(help_text=CUSTOM_OUT)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class RecordWire(OwnedWire):
    address_street = serializers.CharField(allow_null=True)
    address_city = serializers.CharField(allow_null=True)
    address_state = serializers.CharField(allow_null=True)
    address_zip = serializers.CharField(allow_null=True)
    address_country = serializers.CharField(allow_null=True)


class NoteWire(serializers.Serializer):
    """A note as it goes out; `contact_id`, `company_id`, `lead_id` or `deal_id` says on what."""

    id = serializers.IntegerField()
    contact_id = serializers.IntegerField(required=False)
    company_id = serializers.IntegerField(required=False)
    lead_id = serializers.IntegerField(required=False)
    deal_id = serializers.IntegerField(required=False)
    content = serializers.CharField()
    created_by = serializers.IntegerField(allow_null=True)
    created_by_name = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()


class ContactWire(RecordWire):
    first_name = serializers.CharField(allow_null=True)
    last_name = serializers.CharField(allow_null=True)
    email = serializers.CharField(allow_null=True)
    phone = serializers.CharField(allow_null=True)
    mobile = serializers.CharField(allow_null=True)
    job_title = serializers.CharField(allow_null=True)
    company_id = serializers.IntegerField(allow_null=True)
    company_name = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(choices=Contact.STATUSES)
    source = serializers.CharField(allow_null=True)
    dnc = serializers.BooleanField(help_text=_("do not contact"))
    note_items = NoteWire(many=True, required=False)


class CompanyWire(RecordWire):
    name = serializers.CharField()
    domain = serializers.CharField(allow_null=True)
    website = serializers.CharField(allow_null=True)
    industry = serializers.CharField(allow_null=True)
    phone = serializers.CharField(allow_null=True)
    email = serializers.CharField(allow_null=True)
    note_items = NoteWire(many=True, required=False)
