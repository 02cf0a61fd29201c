"""Leads in files: which columns there are, what they are called elsewhere, what a row means."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field

from contacts import keys
from transfers.resources import RecordResource
from transfers.widgets import TagsWidget, TextWidget

from .headers import LEAD_NAMES, STATUS_NAMES
from .models import Lead, StatusRefused

#: the column that each way of matching looks in
_KEYS = {"": "email_key", "email": "email_key", "phone": "phone_e164", "external_id": "external_id"}


class StatusWidget(TextWidget):
    """A status, also by what other programs call it: "Open - Not Contacted" is new."""

    def __init__(self):
        super().__init__(Lead._meta.get_field("status"))
        for status, names in STATUS_NAMES.items():
            self.choices |= dict.fromkeys(names, status)

    def _choice(self, text):
        plain = " ".join(re.sub(r"[^\w]", " ", keys.fold(text)).split())
        return super()._choice(plain if plain in self.choices else text)


class LeadResource(RecordResource):
    """Leads. A row finds its lead by e-mail, whatever the case; without one only by being quite the same."""

    SYNONYMS = LEAD_NAMES
    MATCHES = {
        "email": gettext_lazy("E-mail address"),
        "phone": gettext_lazy("Phone number"),
        "external_id": gettext_lazy("External id"),
    }
    NEEDED = {"full_name", "first_name", "last_name"}
    LISTED = RecordResource.LISTED | {"name": ("first_name", "last_name")}
    LABELS = {"tags": gettext_lazy("Tags"), "assigned_to": gettext_lazy("Owner (e-mail or name)")}

    tags = Field(attribute="tag_list", column_name="tags", widget=TagsWidget())
    assigned_to = Field(attribute="assigned_to", column_name="assigned_to")
    status = Field(attribute="status", column_name="status", widget=StatusWidget())

    class Meta(RecordResource.Meta):
        model = Lead
        fields = (
            "first_name",
            "last_name",
            "email",
            "phone",
            "company",
            "job_title",
            "source",
            "status",
            "notes",
            "tags",
            "assigned_to",
            "external_id",
        )

    # -- finding ----------------------------------------------------------------------------------

    def key_of(self, given):
        values, column = given.values, _KEYS[self.terms.match_by]
        value = {
            "phone_e164": lambda: keys.e164(values.get("phone", "")),
            "email_key": lambda: values.get("email", "").lower(),
            "external_id": lambda: values.get("external_id", ""),
        }[column]()
        return (column, value) if value else ("name_key", name_key(values))

    def matching(self, column, values):
        found = self.get_queryset().filter(**{f"{column}__among": values})
        if column == "name_key":  # who has a key of the kind that rows are found by is found by nothing else
            found = found.filter(**{_KEYS[self.terms.match_by]: ""})
        return found.order_by("pk")

    def finds_only_same(self, key):
        return key[0] == "name_key"

    def choose(self, records, key, given):
        if self.finds_only_same(key):
            return next((record for record in records if self.agrees(record, given)), None)
        same = next((record for record in records if self.agrees(record, given)), None)
        named = next((record for record in records if record.name_key == name_key(given.values)), None)
        return same or named or records[0]

    # -- what a row says ----------------------------------------------------------------------------

    def same(self, attribute, record, value):
        if attribute == "email" and record.email.lower() == value.lower():
            return True  # matched by it: another case is no change
        return super().same(attribute, record, value)

    def refusals(self, record, given):
        if not (self.will_have(record, given, "first_name") or self.will_have(record, given, "last_name")):
            return {"first_name": _("A lead needs a first or a last name.")}
        try:
            Lead.check_status(record and record.status, given.values.get("status", record and record.status))
        except StatusRefused as error:
            return {"status": str(error)}
        return {}

    def is_clearable(self, attribute):
        return attribute != "status" and super().is_clearable(attribute)


def name_key(values):
    """What leads are found by when nothing else is there: the folded name."""
    return keys.fold(f"{values.get('first_name', '')} {values.get('last_name', '')}")[:300]
