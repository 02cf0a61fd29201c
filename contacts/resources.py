"""Contacts and companies in files: which columns there are, what they are called elsewhere, what a row means."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import widgets
from import_export.fields import Field

from activity.pouring import put_relation, row_maker
from transfers.formulas import neutralised
from transfers.resources import RecordResource
from transfers.widgets import TagsWidget, TextWidget, YesNoWidget, yes_no

from . import keys
from .headers import COMPANY_NAMES, CONTACT_NAMES
from .models import Company, Contact

ADDRESS = Contact.ADDRESS


class CompanyWidget(widgets.ForeignKeyWidget):
    """A company by name. Cleaning checks the name; who is meant is found, or made, for many rows at once."""

    def __init__(self):
        super().__init__(Company, field="name")
        self.text = TextWidget(Company._meta.get_field("name"))

    def clean(self, value, row=None, **kwargs):
        return self.text.clean(value)

    def render(self, value, obj=None, **kwargs):
        return neutralised(value.name) if value else ""


class ContactResource(RecordResource):
    """Contacts. A row finds its contact by e-mail, whatever the case; without one only by being quite the same."""

    SYNONYMS = CONTACT_NAMES
    MATCHES = {
        "email": gettext_lazy("E-mail address"),
        "phone": gettext_lazy("Phone number"),
        "external_id": gettext_lazy("External id"),
    }
    special = RecordResource.special | {"company"}
    NEEDED = {"full_name", "first_name", "last_name"}
    LISTED = RecordResource.LISTED | {"name": ("first_name", "last_name"), "company": ("company_name",)}
    LABELS = {
        "company_name": gettext_lazy("Company"),
        "tags": gettext_lazy("Tags"),
        "assigned_to": gettext_lazy("Owner (e-mail or name)"),
    }

    company = Field(attribute="company", column_name="company_name", widget=CompanyWidget())
    dnc = Field(attribute="dnc", column_name="dnc", widget=YesNoWidget())
    tags = Field(attribute="tag_list", column_name="tags", widget=TagsWidget())
    assigned_to = Field(attribute="assigned_to", column_name="assigned_to")

    class Meta(RecordResource.Meta):
        model = Contact
        fields = (
            "first_name",
            "last_name",
            "email",
            "phone",
            "mobile",
            "job_title",
            "company",
            *ADDRESS,
            "notes",
            "tags",
            "status",
            "source",
            "dnc",
            "assigned_to",
            "external_id",
        )

    def __init__(self, member=None, **kwargs):
        self.companies = {}  # name key → Company, saved or to be made
        self.new_companies = set()
        super().__init__(member, **kwargs)

    # -- finding ----------------------------------------------------------------------------------

    def key_of(self, given):
        values = given.values
        column = _KEYS[self.terms.match_by]
        if column == "phone_e164":
            value = keys.e164(values.get("phone", "")) or keys.e164(values.get("mobile", ""))
        elif column == "email_key":
            value = values.get("email", "").lower()
        else:
            value = values.get(column, "")
        if value:
            return column, value
        return "name_key", keys.fold(f"{values.get('first_name', '')} {values.get('last_name', '')}")[:300]

    def keys_of(self, record, column):
        if column == "phone_e164":
            return {record.phone_e164, record.mobile_e164} - {""}
        return super().keys_of(record, column)

    def matching(self, column, values):
        found = self.get_queryset()
        if column == "phone_e164":
            found = found.filter(Q(phone_e164__among=values) | Q(mobile_e164__among=values))
        else:
            found = found.filter(**{f"{column}__among": values})
        if column == "name_key":  # who has a key of the kind that rows are found by is found by nothing else
            found = found.filter(**dict.fromkeys(_KEYLESS[self.terms.match_by], ""))
        return found.order_by("pk")

    def relate(self, records):
        known = {company.pk: company for company in self.companies.values() if company.pk}
        missing = {record.company_id for record in records} - known.keys() - {None}
        if missing:
            known |= {
                each.pk: each
                for each in self._light(Company.nameable(by=self.member).filter(pk__among=sorted(missing)))
            }
        for record in records:
            if record.company_id in known:
                put_relation(record, "company", known[record.company_id])
            else:  # none, or somebody else's private one
                record._state.fields_cache["company"] = None

    def _light(self, companies):
        """Companies with just the columns that matter to their contacts."""
        make = row_maker(Company, _COMPANY)
        return [make(row) for row in companies.values_list(*_COMPANY)]

    def finds_only_same(self, key):
        return key[0] == "name_key"

    def choose(self, records, key, given):
        if self.finds_only_same(key):
            return next((record for record in records if self.agrees(record, given)), None)
        if len(records) == 1:
            return records[0]
        same = next((record for record in records if self.agrees(record, given)), None)
        if same:
            return same
        name = keys.fold(f"{given.values.get('first_name', '')} {given.values.get('last_name', '')}")
        return next((record for record in records if keys.fold(record.full_name) == name), records[0])

    # -- companies by name --------------------------------------------------------------------------

    def settle(self, givens):
        """Look all companies of the rows up at once. Missing ones are made when the rows are written."""
        names = {}
        for given in givens:
            name = given.values.get("company")
            if name:
                names.setdefault(company_key(name), name)
        default = self.defaults.get("company")
        if default:
            names.setdefault(company_key(default), default)
        self.companies = named_companies(names, self._light, by=self.member)

    def employer(self, record):
        """The company of a contact; somebody else's private one is not known here."""
        company = record.company
        return company if company and (company.pk is None or self.member.may_edit(company)) else None

    def same(self, attribute, record, value):
        if attribute == "company":
            employer = self.employer(record)
            return employer is not None and employer.name_key == company_key(value)
        if attribute == "email" and record.email.lower() == value.lower():
            return True  # matched by it: another case is no change
        return super().same(attribute, record, value)

    def value_of(self, attribute, record):
        return self.employer(record) if attribute == "company" else super().value_of(attribute, record)

    def put(self, attribute, record, value):
        if attribute == "company" and value is not None:
            value = self.companies[company_key(value)]
            if value.pk is None and value.name_key not in self.new_companies:
                self.new_companies.add(value.name_key)
            if record.was is None:
                return put_relation(record, attribute, value)
        super().put(attribute, record, value)

    @classmethod
    def exported(cls, column, *, member):
        if column == "company_name":
            paths = ("company__name", "company__is_private", "company__assigned_to_id")
            return paths, lambda name, private, owner: "" if private and owner != member.pk else name or ""
        if column == "dnc":
            return (column,), yes_no
        return super().exported(column, member=member)

    def also_made(self):
        return {"company": len(self.new_companies)} if self.new_companies else {}

    def refusals(self, record, given):
        if self.will_have(record, given, "first_name") or self.will_have(record, given, "last_name"):
            return {}
        return {"first_name": _("A contact needs a first or a last name.")}

    def before_writing(self, records):
        unsaved = [r for r in records if r.company_id is None and r.company is not None]
        if unsaved:
            names = {r.company.name_key: r.company.name for r in unsaved}
            self.companies |= Company.named_all(list(names.values()), by=self.member, act=self.opened_act())
        for record in unsaved:
            record.company = self.companies[record.company.name_key]


def named_companies(names, read, *, by):
    """`{folded name: Company}` for `names`, `{folded name: name}`, as `by` may name them: those that are there, which
    `read` fetches of a queryset, and for the others new ones that are not saved yet."""
    companies = {}
    if names:
        for company in read(Company.nameable(by=by).filter(name_key__among=list(names))):
            companies.setdefault(company.name_key, company)
    for key, name in names.items():
        if key not in companies:
            companies[key] = Company(organization_id=by.organization_id, name=name)
            companies[key].derive()
    return companies


def company_key(name):
    """What companies are found by."""
    return keys.fold(name)[:300]


#: the column that each way of matching looks in, and the columns that are empty in who can only be found by name
_KEYS = {"": "email_key", "email": "email_key", "phone": "phone_e164", "external_id": "external_id"}
_COMPANY = ("id", "organization_id", "name", "name_key", "is_private", "assigned_to_id")
_KEYLESS = {
    "": ("email_key",),
    "email": ("email_key",),
    "phone": ("phone_e164", "mobile_e164"),
    "external_id": ("external_id",),
}


class CompanyResource(RecordResource):
    """Companies. A row finds its company by name, whatever case and accents."""

    SYNONYMS = COMPANY_NAMES
    MATCHES = {"name": gettext_lazy("Name"), "external_id": gettext_lazy("External id")}
    NEEDED = {"name"}
    LABELS = {"tags": gettext_lazy("Tags"), "assigned_to": gettext_lazy("Owner (e-mail or name)")}

    tags = Field(attribute="tag_list", column_name="tags", widget=TagsWidget())
    assigned_to = Field(attribute="assigned_to", column_name="assigned_to")

    class Meta(RecordResource.Meta):
        model = Company
        fields = (
            "name",
            "domain",
            "website",
            "industry",
            "phone",
            "email",
            *ADDRESS,
            "notes",
            "tags",
            "assigned_to",
            "external_id",
        )

    def key_of(self, given):
        if self.terms.match_by == "external_id" and "external_id" in given.values:
            return "external_id", given.values["external_id"]
        return "name_key", company_key(given.values.get("name", ""))

    def matching(self, column, values):
        found = self.get_queryset().filter(**{f"{column}__among": values})
        if column == "name_key" and self.terms.match_by == "external_id":
            found = found.filter(external_id="")
        return found.order_by("pk")

    def same(self, attribute, record, value):
        if attribute == "name" and company_key(value) == company_key(record.name):
            return True  # matched by it: another case is no change
        return super().same(attribute, record, value)

    def refusals(self, record, given):
        return {} if self.will_have(record, given, "name") else {"name": _("A company needs a name.")}


__all__ = ["CompanyResource", "ContactResource"]
