"""What people type into contacts, companies and notes."""

from django import forms
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customization.forms import RecordForm
from customization.models import Option

from . import keys
from .models import Company, Contact
from .models.address import Addressed

ADDRESS = list(Addressed.ADDRESS)


def suggest(field, list_id):
    """Let a text field be completed from the `<datalist>` with this id."""
    field.widget.attrs.update({"list": list_id, "autocomplete": "off"})


def complete(field, list_id, url):
    """Let the answers of `url` fill the `<datalist>` with this id while one types."""
    suggest(field, list_id)
    field.widget.attrs.update(
        {
            "hx-get": url,
            "hx-trigger": "input changed delay:200ms",
            "hx-target": f"#{list_id}",
            "hx-swap": "innerHTML",
            "hx-params": "*",
        }
    )


def shorten(field, rows):
    field.widget = forms.Textarea(attrs={"rows": rows})


class ContactForm(RecordForm):
    """A contact. The company is typed by name: found whatever its case, or made."""

    company_name = forms.CharField(label=gettext_lazy("Company"), max_length=200, required=False)

    class Meta:
        model = Contact
        fields = [
            "first_name",
            "last_name",
            "email",
            "phone",
            "mobile",
            "job_title",
            *ADDRESS,
            "notes",
            "status",
            "source",
            "is_private",
        ]

    template, option_category = "contacts/_contact_fields.html", "contact_source"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "notes" in self.fields:
            shorten(self.fields["notes"], 3)
        if "source" in self.fields:
            suggest(self.fields["source"], "options")
            self.fields["source"].widget.attrs["maxlength"] = 100
        if "first_name" in self.fields:
            self.fields["first_name"].help_text = _("A first name, a last name or both.")
        if "company_name" in self.fields:
            complete(self.fields["company_name"], "companies", reverse("company_suggest"))

    def _initial(self, record):
        company = record and record.seen_company(self.member)
        return super()._initial(record) | {"company_name": company.name if company else ""}

    def clean(self):
        cleaned = super().clean()
        names = ("first_name", "last_name")
        if set(names) <= self.fields.keys() - self.errors.keys() and not any(cleaned.get(name) for name in names):
            self.add_error("first_name", _("Give a first or a last name."))
        return cleaned

    def changed_since(self):
        changed = super().changed_since()
        if "company_id" in changed:
            seen, change = changed.pop("company_id")
            company = Company.objects.visible_to(self.member).filter(pk=seen).first() if seen else None
            changed["company_name"] = (company.name if company else "", change)
        return changed

    def now(self, name):
        if name == "company_name":
            company = self.record.seen_company(self.member)
            return company.name if company else ""
        return super().now(name)

    @transaction.atomic
    def create(self):
        return super().create()

    @transaction.atomic
    def change(self, values):
        return super().change(values)

    def stored(self, values):
        if "company_name" not in values:
            return values
        name = values.pop("company_name").strip()
        return values | {"company_id": Company.named(name, by=self.member).pk if name else None}

    @property
    def options(self):
        return Option.values_of(self.option_category, member=self.member)

    def double(self):
        """Another contact with the typed e-mail that the member sees, or None."""
        address = self.cleaned_data.get("email", "")
        if not address or "email" not in self.changed_data:
            return None
        others = Contact.objects.visible_to(self.member).with_email(address)
        return others.exclude(pk=self.record.pk if self.record else None).first()


class CompanyForm(RecordForm):
    """A company."""

    class Meta:
        model = Company
        fields = ["name", "domain", "website", "industry", "phone", "email", *ADDRESS, "notes", "is_private"]

    template, option_category = "contacts/_company_fields.html", "industry"
    options = ContactForm.options

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "notes" in self.fields:
            shorten(self.fields["notes"], 3)
        if "industry" in self.fields:
            suggest(self.fields["industry"], "options")

    def clean_website(self):
        typed = self.cleaned_data["website"].strip()
        if typed and ":" in typed.split("/")[0] and not typed.lower().startswith(("http://", "https://")):
            raise forms.ValidationError(_("Give an address that begins with https:// or http://."))
        return typed

    def double(self):
        """Another company of practically the typed name that the member sees, or None."""
        name = self.cleaned_data.get("name", "")
        if not name or "name" not in self.changed_data:
            return None
        others = Company.objects.visible_to(self.member).filter(match_key=keys.match_company(name)[:300])
        return others.exclude(pk=self.record.pk if self.record else None).first()


class NoteForm(forms.Form):
    """A note: 1 to 20,000 characters."""

    content = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write something first.")},
    )
