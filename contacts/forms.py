"""What people type into contacts, companies and notes."""

from django import forms
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.zones import is_zone
from customization.forms import RecordForm

from . import keys
from .catalogues import languages
from .models import Company, Contact
from .models.address import Addressed
from .models.enquiry import Enquirer

ADDRESS = list(Addressed.ADDRESS)
#: what a contact has beyond the address book; folded away where a form shows it
MORE = ("email2", "address_line2", "language", *Enquirer.ANSWERS)


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


def written(contact):
    """A contact as a field that asks for one means exactly this one: "Jane Smith <jane@x.example>"."""
    return f"{contact} <{contact.email}>" if contact.email else f"{contact} (no. {contact.pk})"


def shorten(field, rows):
    field.widget = forms.Textarea(attrs={"rows": rows})


class PersonForm(RecordForm):
    """Somebody with a first name, a last name or both."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "first_name" in self.fields:
            self.fields["first_name"].help_text = _("A first name, a last name or both.")
        if "notes" in self.fields:
            shorten(self.fields["notes"], 3)
        if "source" in self.fields:
            suggest(self.fields["source"], "options")

    def clean(self):
        cleaned = super().clean()
        names = ("first_name", "last_name")
        if set(names) <= self.fields.keys() - self.errors.keys() and not any(cleaned.get(name) for name in names):
            self.add_error("first_name", _("Give a first or a last name."))
        return cleaned


class CompanyTyped(RecordForm):
    """Something of a company that is typed by name: found whatever its case, or made."""

    company_name = forms.CharField(label=gettext_lazy("Company"), max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "company_name" in self.fields:
            complete(self.fields["company_name"], "companies", reverse("company_suggest"))

    def _initial(self, record):
        return super()._initial(record) | ({"company_name": self._company_of(record)} if record else {})

    def _company_of(self, record):
        company = record.seen_company(self.member)
        return company.name if company else ""

    def changed_since(self):
        changed = super().changed_since()
        if "company_id" in changed:
            seen, change = changed.pop("company_id")
            company = Company.nameable(by=self.member).filter(pk=seen).first() if seen else None
            changed["company_name"] = (company.name if company else "", change)
        return changed

    def now(self, name):
        return self._company_of(self.record) if name == "company_name" else super().now(name)

    @transaction.atomic
    def create(self):
        return super().create()

    @transaction.atomic
    def change(self, values):
        return super().change(values)

    def stored(self, values):
        values = super().stored(values)
        if "company_name" not in values:
            return values
        name = values.pop("company_name").strip()
        return values | {"company_id": Company.named(name, by=self.member).pk if name else None}


class ContactForm(CompanyTyped, PersonForm):
    """A contact."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)

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
            *MORE,
            "dnc",
            "is_private",
        ]

    template, option_category = "contacts/_contact_fields.html", "contact_source"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "language" in self.fields:
            named = sorted((language.name, language.code) for language in languages())
            self.fields["language"].choices = [("", ""), *((code, name) for name, code in named)]

    @property
    def more(self):
        """The fields that are folded away, which open where one of them is filled or wrong."""
        return [self[name] for name in MORE if name in self.fields]

    @property
    def has_more(self):
        return any(field.value() or field.errors for field in self.more)

    def clean_time_zone(self):
        name = self.cleaned_data["time_zone"].strip()
        if name and not is_zone(name):
            raise forms.ValidationError(_("Give a time zone such as America/Chicago."))
        return name

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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "notes" in self.fields:
            shorten(self.fields["notes"], 3)
        if "industry" in self.fields:
            suggest(self.fields["industry"], "options")

    def clean_website(self):
        typed = self.cleaned_data["website"].strip()
        if not Company.is_website(typed):
            raise forms.ValidationError(_("Give an address that begins with https:// or http://."))
        return typed

    def double(self):
        """Another company of practically the typed name that the member sees, or None."""
        name = self.cleaned_data.get("name", "")
        if not name or "name" not in self.changed_data:
            return None
        others = Company.objects.visible_to(self.member).filter(match_key=keys.match_company(name)[:300])
        return others.exclude(pk=self.record.pk if self.record else None).first()
