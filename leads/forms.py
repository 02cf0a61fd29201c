"""What people type into leads, and into what becomes of them."""

from dataclasses import replace

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts import keys
from contacts.forms import PersonForm, complete, suggest
from contacts.models import Company, Contact
from customization.models import Option
from deals import money
from deals.forms import found_contacts
from deals.models import Stage

from .conversion import Wish
from .conversion.customs import names_of
from .conversion.plans import FIELDS
from .matching import SAME, match_companies, match_contacts
from .models import Lead, StatusRefused


class LeadForm(PersonForm):
    """A lead. Its company is a text until it is qualified; a status that qualifying or disqualifying gave it stays."""

    class Meta:
        model = Lead
        fields = [
            "first_name",
            "last_name",
            "email",
            "phone",
            "company",
            "job_title",
            "notes",
            "status",
            "source",
            "is_private",
        ]

    template, option_category = "leads/_lead_fields.html", "contact_source"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "company" in self.fields:
            complete(self.fields["company"], "companies", reverse("company_suggest"))
        if "status" in self.fields:
            self._limit_status()

    def _limit_status(self):
        """Only what may be picked by hand: an open status, or the one a closed lead has."""
        picked = Lead.OPEN if self.record is None or self.record.is_open else (self.record.status,)
        field = self.fields["status"]
        field.choices = [(value, label) for value, label in Lead.STATUSES if value in picked]
        field.error_messages["invalid_choice"] = _(
            "Choose one of: new, contacted. To qualify, disqualify or reopen a lead, use the buttons on its card."
        )

    def change(self, values):
        """As for every record; a status that has become another's to change since the lead was read stays."""
        try:
            return super().change(values)
        except StatusRefused:
            return super().change({name: value for name, value in values.items() if name != "status"})

    def double(self):
        """A contact, or another lead, with the typed e-mail that the member sees; None if there is none."""
        address = self.cleaned_data.get("email", "")
        if not address or "email" not in self.changed_data:
            return None
        contact = Contact.objects.visible_to(self.member).with_email(address).first()
        others = Lead.objects.visible_to(self.member).with_email(address)
        return contact or others.exclude(pk=self.record.pk if self.record else None).first()


class ReasonForm(forms.Form):
    """Asks why a lead is put aside: one of the organization's loss reasons, or any text."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("Pick one, or write your own."),
        error_messages={"required": gettext_lazy("Say why, in a word or two.")},
    )

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.reasons = list(Option.values_of("loss_reason", member=member))
        suggest(self.fields["reason"], "reasons")


MOST_MATCHES = 6
CHOICE = '<span><b>{}</b> <span class="small soft">{}</span></span>'


class QualifyForm(forms.Form):
    """How a lead shall be qualified: whom it joins, which company, whether a deal is made.

    It offers only what `member` sees. `wish()` says what was chosen; of a form nobody has filled in yet, what is chosen
    to begin with.
    """

    NEW, NONE, OTHER = "new", "none", "other"
    TAKING = (*FIELDS, "company")
    #: What a refusal of the domain calls a field, and what the page calls it.
    REFUSED = {"contact_id": "contact", "company_id": "company", "deal_stage_id": "deal_stage"}

    contact = forms.ChoiceField(label=gettext_lazy("The person"), widget=forms.RadioSelect)
    company = forms.ChoiceField(label=gettext_lazy("The company"), widget=forms.RadioSelect)
    other_contact = forms.CharField(label=gettext_lazy("Which contact?"), max_length=400, required=False)
    other_company = forms.CharField(label=gettext_lazy("Which company?"), max_length=200, required=False)
    create_deal = forms.BooleanField(label=gettext_lazy("Make a deal of it"), required=False)
    deal_name = forms.CharField(label=gettext_lazy("Name of the deal"), max_length=200, required=False)
    deal_value = forms.CharField(label=gettext_lazy("Value"), max_length=40, required=False)
    deal_currency = forms.ChoiceField(
        label=gettext_lazy("Currency"), choices=[(code, code) for code in money.CURRENCIES], required=False
    )
    deal_stage = forms.ChoiceField(label=gettext_lazy("Stage"), required=False)

    def __init__(self, typed=None, *, lead, member):
        self.lead, self.member = lead, member
        self.taking = (*self.TAKING, *names_of(lead, by=member))
        self.people = {str(contact.pk): contact for contact in self._people()}
        self.firms = self._firms()
        stages = Stage.objects.visible_to(member).filter(closing=Stage.NONE).select_related("pipeline")
        self.stages = {str(stage.pk): stage for stage in stages}
        super().__init__(typed)
        self._offer()
        self.initial = self._initial()

    # -- what it offers ---------------------------------------------------------------------------------

    def _people(self):
        """The contacts to join: those with the lead's e-mail that are private or shared as it is, its namesake first."""
        found = match_contacts(self.lead.email, member=self.member) if self.lead.email else []
        alike = [contact for contact in found if contact.is_private == self.lead.is_private]
        return sorted(alike, key=lambda contact: contact.name_key != self.lead.name_key)[:MOST_MATCHES]

    def _firms(self):
        """`{key: (company, score, why)}` of the companies to join."""
        if not self.lead.company:
            return {}
        found = match_companies(self.lead.company, member=self.member, most=MOST_MATCHES)
        return {str(match[0].pk): match for match in found if self.lead.is_private or not match[0].is_private}

    def _offer(self):
        people = [(pk, self._choice(contact, _("the same e-mail"))) for pk, contact in self.people.items()]
        others = [(self.OTHER, _("Another contact")), (self.NEW, _("Make a new contact"))]
        self.fields["contact"].choices = [*people, *others]
        firms = [(pk, self._choice(company, self._likeness(*why))) for pk, (company, *why) in self.firms.items()]
        if self.lead.company and not self.has_namesake:
            firms.append((self.NEW, _("Make “%(name)s”") % {"name": self.lead.company}))
        others = [(self.OTHER, _("Another company")), (self.NONE, _("No company"))]
        self.fields["company"].choices = [*firms, *others]
        several = len({stage.pipeline_id for stage in self.stages.values()}) > 1
        self.fields["deal_stage"].choices = [
            (pk, f"{stage.pipeline} · {stage}" if several else str(stage)) for pk, stage in self.stages.items()
        ]
        self.fields["deal_value"].widget.attrs["inputmode"] = "decimal"
        complete(self.fields["other_contact"], "contacts", reverse("contact_suggest"))
        complete(self.fields["other_company"], "companies", reverse("company_suggest"))
        for name in self.taking:
            choices = [("contact", _("the contact's")), ("lead", _("the lead's"))]
            self.fields[f"take_{name}"] = forms.ChoiceField(choices=choices, required=False)

    @staticmethod
    def _likeness(score, why):
        return why if score >= SAME else _("%(score)d %% alike") % {"score": score}

    @staticmethod
    def _choice(record, why):
        """How a record reads in a choice: its name, by what else one knows it, why it is offered."""
        known_by = (
            (record.email or record.phone) if record.KIND == "contact" else (record.domain or record.address_city)
        )
        return format_html(CHOICE, str(record), " · ".join(str(text) for text in (known_by, why) if text))

    @property
    def has_namesake(self):
        """Whether one of the companies is called as the lead has it, but for its legal form."""
        return any(company.match_key == self.lead.company_match for company, _score, _why in self.firms.values())

    def _initial(self):
        """The first match of each kind, a close one of the companies only; else what the lead says."""
        first = next(iter(self.firms), None) if self.has_namesake else None
        otherwise = self.NEW if self.lead.company else self.NONE
        return {
            "contact": next(iter(self.people), self.NEW),
            "company": first or otherwise,
            "create_deal": True,
            "deal_name": self.firms[first][0].name if first else self.lead.company or self.lead.full_name,
            "deal_currency": self.member.organization.currency,
            "deal_stage": next(iter(self.stages), ""),
        } | {f"take_{name}": "contact" for name in self.taking}

    # -- what was chosen --------------------------------------------------------------------------------

    def clean_deal_value(self):
        typed = self.cleaned_data["deal_value"].strip()
        if not typed:
            return None
        value = money.read_amount(typed)
        if value is None:
            raise forms.ValidationError(_("Give an amount, for example 5000 or 4,999.50."))
        if value < 0:
            raise forms.ValidationError(_("Give an amount that is not negative."))
        if value >= 10 ** (money.DIGITS - money.DECIMALS):
            raise forms.ValidationError(_("Give a smaller amount."))
        return value

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("contact") == self.OTHER and "other_contact" in cleaned:
            cleaned["found_contact"] = self._find_contact(cleaned["other_contact"].strip())
        if cleaned.get("company") == self.OTHER and "other_company" in cleaned:
            cleaned["found_company"] = self._find_company(cleaned["other_company"].strip())
        value, currency = cleaned.get("deal_value"), cleaned.get("deal_currency")
        if value is not None and currency and value != round(value, money.decimals_of(currency)):
            said = _("Amounts in %(currency)s have at most %(n)s decimals.")
            self.add_error("deal_value", said % {"currency": currency, "n": money.decimals_of(currency)})
        return cleaned

    def _find_contact(self, text):
        """The contact that is meant, among those the member sees; None, and an error at the field, where none is."""
        found = found_contacts(text, self.member) if text else []
        if len(found) == 1:
            return found[0]
        self.add_error("other_contact", _("Type a name and choose one of the suggestions."))
        return None

    def _find_company(self, name):
        """The company of that name that the member sees; None, and an error at the field, where there is none."""
        found = Company.objects.visible_to(self.member).filter(name_key=keys.fold(name)[:300]).order_by("pk").first()
        if not name:
            self.add_error("other_company", _("Type the name of the company."))
        elif found is None:
            self.add_error("other_company", _("No company is named “%(name)s”.") % {"name": name})
        return found

    def wish(self):
        """What was chosen, as `qualify` takes it."""
        chosen = self.cleaned_data if self.is_bound else self.initial
        wish = Wish(
            contact=self._contact(chosen),
            new_contact=chosen["contact"] == self.NEW,
            company=self._company(chosen),
            no_company=chosen["company"] == self.NONE,
            create_company=chosen["company"] == self.NEW,
            take=frozenset(name for name in self.taking if chosen.get(f"take_{name}") == "lead"),
        )
        return replace(wish, **self._deal(chosen)) if chosen["create_deal"] else wish

    def _contact(self, chosen):
        return chosen.get("found_contact") if chosen["contact"] == self.OTHER else self.people.get(chosen["contact"])

    def _company(self, chosen):
        if chosen["company"] == self.OTHER:
            return chosen.get("found_company")
        match = self.firms.get(chosen["company"])
        return match and match[0]

    def _deal(self, chosen):
        return {
            "create_deal": True,
            "deal_name": chosen["deal_name"],
            "deal_value": chosen.get("deal_value"),
            "deal_currency": chosen["deal_currency"],
            "deal_stage": self.stages.get(chosen["deal_stage"]),
        }

    def refuse(self, refusal):
        """Say a NotQualifiable of the domain at the field it is about."""
        name = self.REFUSED.get(refusal.field, refusal.field)
        self.add_error(name if name in self.fields else None, str(refusal))
