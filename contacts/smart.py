"""What smart lists can ask about contacts and companies."""

from django.db.models import Case, F, Q, TextField, Value, When
from django.db.models.functions import Concat, Trim
from django.utils.translation import gettext_lazy as _

from accounts.ownership import named_to, seen_by
from customization.smart.facts import COMMON, last_activity_of, tags_of
from customization.smart.vocabulary import SmartField, column, register, replace

from . import keys
from .models import Company, CompanyNote, Contact, ContactNote
from .models.address import Addressed
from .queries import SHORT


def register_fields():
    """Called once the apps are ready."""
    register("contact", *contact_fields())
    register("company", *company_fields())


def found_in(*columns):
    """A hint for texts that stand in one of these folded columns too, which trigrams find; see `SmartField`."""

    def hint(text):
        part = keys.fold(text)
        if len(part) < SHORT:
            return None
        either = Q()
        for name in columns:
            either |= Q(**{f"{name}__contains": part})
        return either

    return hint


def full_name(member, path=""):
    """The value: first and last name with a space between, of the record or of one at a path."""
    return Trim(Concat(F(f"{path}first_name"), Value(" "), F(f"{path}last_name"), output_field=TextField()))


def named_company(path, column):
    """The value of a column of the company at `path`; none where the company is private to somebody else. Of one whose
    card is closed to the member only the name is a value."""
    known_to = named_to if column == "name" else seen_by

    def value(member):
        return Case(
            When(known_to(member, f"{path}__"), then=F(f"{path}__{column}")),
            default=Value(""),
            output_field=TextField(),
        )

    return value


def of_company(column):
    """Whether something is true of a column of the contact's company: the companies are asked, which are fewer."""

    def related(member, ask):
        known = Company.objects.named_to(member) if column == "name" else Company.objects.visible_to(member)
        companies = known.filter(ask(F(column)))
        return Q(company__in=companies.order_by().values("pk"))

    return related


def address_fields(section=""):
    return [
        column(name, Addressed._meta.get_field(name).verbose_name.capitalize(), section=section)
        for name in Addressed.ADDRESS
    ]


def contact_fields():
    in_search = found_in("search_text")
    return [
        SmartField("name", _("Name"), "text", value=full_name, hint=in_search),
        column("first_name", _("First name"), hint=in_search),
        column("last_name", _("Last name"), hint=in_search),
        column("email", _("E-mail"), hint=in_search),
        column("phone", _("Phone"), hint=in_search),
        column("mobile", _("Mobile"), hint=in_search),
        column("job_title", _("Job title")),
        SmartField("company", _("Company"), "text", value=named_company("company", "name"), related=of_company("name")),
        column("status", _("Status"), "select", options=lambda member: Contact.STATUSES),
        column("source", _("Source")),
        column("dnc", _("Do not contact"), "boolean"),
        *common_fields(Contact, ContactNote),
        *address_fields(),
        *(replace(field, related=of_company(COMPANY[field.name][0])) for field in company_section()),
    ]


def common_fields(model, note_model):
    """What every kind of record can be asked for."""
    return [tags_of(model), *COMMON, last_activity_of(model, note_model)]


COMPANY = {
    "company.industry": ("industry", _("Industry")),
    "company.domain": ("domain", _("Domain")),
    "company.website": ("website", _("Website")),
    "company.email": ("email", _("E-mail")),
    "company.phone": ("phone", _("Phone")),
    "company.street": ("address_street", _("Street")),
    "company.city": ("address_city", _("City")),
    "company.state": ("address_state", _("State or region")),
    "company.zip": ("address_zip", _("Postal code")),
    "company.country": ("address_country", _("Country")),
}


def company_section():
    """Fields of the company a record is of, called `company.industry` and so on."""
    return [
        SmartField(name, label, "text", value=named_company("company", stored), section=_("Company"))
        for name, (stored, label) in COMPANY.items()
    ]


def company_fields():
    in_search = found_in("search_text")
    return [
        column("name", _("Name"), hint=in_search),
        column("domain", _("Domain"), hint=in_search),
        column("website", _("Website")),
        column("industry", _("Industry")),
        column("email", _("E-mail"), hint=in_search),
        column("phone", _("Phone"), hint=in_search),
        *common_fields(Company, CompanyNote),
        *address_fields(),
    ]
