"""What people type into a deal."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts import keys
from contacts.forms import CompanyTyped, complete, shorten, suggest, written
from contacts.models import Contact
from customization.models import Option

from .. import money
from ..models import Deal, MoveRefused, Stage
from .moves import closing_day, stage_choices

ONE_OF_MANY = re.compile(r"\(no\. (\d{1,18})\)$")


class AmountField(forms.DecimalField):
    """An amount as people write it, "50,000.50" or "50.000,50"; comes out as a Decimal."""

    widget = forms.TextInput
    decimals = 2  # of the currency it is in

    def __init__(self, **kwargs):
        super().__init__(min_value=0, max_digits=money.DIGITS, decimal_places=money.DECIMALS, **kwargs)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off", "maxlength": 40})

    def prepare_value(self, value):
        if not isinstance(value, Decimal):
            return value
        digits = f"{value:f}"
        return digits.rstrip("0").rstrip(".") if "." in digits else digits

    def to_python(self, value):
        if isinstance(value, Decimal) or not str(value or "").strip():
            return value or None
        found = money.read_amount(str(value)[:40], self.decimals)
        if found is None:
            raise ValidationError(_("Give an amount such as 50,000 or 8400.50."))
        return found

    def clean(self, value):
        found = super().clean(value)
        return None if found is None else found.quantize(money.SMALLEST)


class DealForm(CompanyTyped):
    """A deal. The company is typed by name, found or made; the contact by name or e-mail, found among those one sees."""

    stage = forms.ChoiceField(label=gettext_lazy("Stage"))
    value = AmountField(label=gettext_lazy("Value"), required=False)
    contact = forms.CharField(label=gettext_lazy("Contact"), max_length=400, required=False)
    probability = forms.IntegerField(
        label=gettext_lazy("Probability in %"),
        min_value=0,
        max_value=100,
        required=False,
        help_text=gettext_lazy("Empty: that of the stage."),
    )

    closed_on = forms.DateField(
        label=gettext_lazy("Closed on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    class Meta:
        model = Deal
        fields = [
            "name",
            "value",
            "currency",
            "probability",
            "expected_close_date",
            "loss_reason",
            "source",
            "notes",
            "is_private",
        ]

    template, option_category = "deals/_deal_fields.html", "contact_source"

    def __init__(self, *args, member, only=None, initial=None, **kwargs):
        super().__init__(*args, member=member, initial=_prefilled(initial or {}, member), **kwargs)
        self.fields["stage"].choices = stage_choices(self.member)
        self._dress()
        if "value" in self.fields:
            self.fields["value"].decimals = self._decimals()
        for name in self._unasked():
            del self.fields[name]
        if only:
            self.fields = {only: self.fields[only]} if only in self.fields else {}

    def _decimals(self):
        """How many decimals amounts have in the currency that was typed, or in the deal's."""
        typed = self.data.get("currency") if self.is_bound else ""
        known = typed if typed in money.CURRENCIES else self.instance.currency
        return money.decimals_of(known or self.member.organization.currency)

    def _unasked(self):
        """The fields that a deal like this one does not have."""
        if self.record is None or self.record.is_open:
            return ["closed_on", "loss_reason"]
        return ["stage", "probability", *(["loss_reason"] if self.record.status == Deal.WON else [])]

    def _dress(self):
        """Give the fields their widgets and what completes them."""
        self.fields["expected_close_date"].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        shorten(self.fields["notes"], 3)
        suggest(self.fields["source"], "options")
        self.fields["contact"].help_text = _("By name or e-mail.")
        complete(self.fields["contact"], "contacts", reverse("contact_suggest"))

    def _initial(self, record):
        initial = super()._initial(record)
        if record is None:
            first = Stage.first_of(self.member)
            return initial | {"currency": self.member.organization.currency, "stage": str(first.pk if first else "")}
        return initial | {
            "stage": str(record.stage_id),
            "closed_on": record.closed_on,
            "contact": self._contact_text(record),
        }

    def _contact_text(self, record):
        """The contact as it is typed; only its name where its card is closed to the member."""
        contact = record.seen_contact(self.member)
        if contact is None:
            return ""
        is_seen = Contact.objects.visible_to(self.member).filter(pk=contact.pk).exists()
        return written(contact) if is_seen else str(contact)

    # -- what was typed ----------------------------------------------------------------------------

    def clean_contact(self):
        """The Contact meant by what was typed, None for nothing; the record's own where it was left as it is."""
        text = self.cleaned_data["contact"].strip()
        if "contact" not in self.changed_data:
            return self.record.contact if self.record else None
        if not text:
            return None
        found = found_contacts(text, self.member)
        if not found:
            raise ValidationError(
                _("No contact is called so. Choose one of the suggestions, or add the contact first.")
            )
        if len(found) > 1:
            raise ValidationError(_("Several contacts are called so. Choose one of the suggestions."))
        return found[0]

    def clean(self):
        cleaned = super().clean()
        currency, value = cleaned.get("currency") or self.instance.currency, cleaned.get("value")
        if value is not None and currency and value != round(value, money.decimals_of(currency)):
            said = _("Amounts in %(currency)s have at most %(n)s decimals.")
            self.add_error("value", said % {"currency": currency, "n": money.decimals_of(currency)})
        return cleaned

    def clean_closed_on(self):
        return closing_day(self.cleaned_data["closed_on"], self.record)

    def values(self):
        values = super().values()
        if "closed_on" in values:
            values["closed_at"] = values.pop("closed_on")
        if "stage" in values:
            values["stage_id"] = int(values.pop("stage"))
        if "contact" in values:
            contact = values.pop("contact")
            values["contact_id"] = contact.pk if contact else None
        return values

    # -- somebody saved meanwhile --------------------------------------------------------------------

    def _words(self, name):
        if name == "stage_id":
            return str(self.record.stage)
        if name == "contact_id":
            return str(self.record.seen_contact(self.member) or _("nobody"))
        if name == "value":
            return money.amount(self.record.value, self.record.currency) or _("nothing")
        return super()._words(name)

    # -- writing -------------------------------------------------------------------------------------

    @transaction.atomic
    def change(self, values):
        """As for every record; a new stage is a move. Raises ValidationError if the deal cannot become so any more."""
        try:
            return self.record.revise(by=self.member, **self.stored(values))
        except MoveRefused as refusal:
            raise ValidationError(str(refusal)) from refusal

    @property
    def loss_reasons(self):
        return Option.values_of("loss_reason", member=self.member)


def _prefilled(initial, member):
    """What an address says of a new deal, `contact_id` among it, as initial values of the form's fields."""
    pk = initial.pop("contact_id", "")
    contact = Contact.objects.visible_to(member).filter(pk=int(pk)).first() if re.fullmatch(r"\d{1,18}", pk) else None
    if contact is None:
        return initial
    company = contact.seen_company(member)
    return {"contact": written(contact), "company_name": company.name if company else ""} | initial


def found_contacts(text, member):
    """The contacts among those `member` sees that `text` can mean, two at most: "Jane Smith <jane@x.example>", an
    e-mail, a full name."""
    seen = Contact.objects.visible_to(member)
    number = ONE_OF_MANY.search(text)
    if number:
        return list(seen.filter(pk=int(number[1])))
    address = text.rpartition("<")[2].rstrip(">").strip() if text.endswith(">") else text
    if "@" in address:
        return list(seen.with_email(address)[:2])
    return list(seen.filter(name_key=keys.fold(text)[:300])[:2])
