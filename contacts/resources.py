"""Contacts and companies in files: which columns there are, what they are called elsewhere, what a row means."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import widgets
from import_export.fields import Field

from transfers.formulas import cell_value, neutralised
from transfers.resources import Matches, RecordResource
from transfers.widgets import TagsWidget

from . import keys
from .headers import COMPANY_NAMES, CONTACT_NAMES
from .models import Company, Contact

ADDRESS = Contact.ADDRESS


class CompanyWidget(widgets.ForeignKeyWidget):
    """A company by name, whatever its case. One that is missing is made when the rows are written."""

    def __init__(self, resource):
        super().__init__(Company, field="name")
        self.resource = resource

    def clean(self, value, row=None, **kwargs):
        return self.resource.company_named(cell_value(value))

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
    NEEDED = {"full_name", "first_name", "last_name"}
    LISTED = RecordResource.LISTED | {"name": ("first_name", "last_name"), "company": ("company_name",)}
    LABELS = {
        "full_name": gettext_lazy("Full name (split at the first space)"),
        "company_name": gettext_lazy("Company"),
        "tags": gettext_lazy("Tags"),
        "assigned_to": gettext_lazy("Owner (e-mail or name)"),
    }

    company = Field(attribute="company", column_name="company_name")
    tags = Field(attribute="tag_list", column_name="tags", widget=TagsWidget())
    assigned_to = Field(attribute="assigned_to", column_name="assigned_to")

    class Meta:
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
            "assigned_to",
            "external_id",
        )
        import_id_fields = ()
        instance_loader_class = Matches
        use_bulk = True
        batch_size = 500
        skip_unchanged = report_skipped = store_instance = True

    def __init__(self, member=None, **kwargs):
        super().__init__(member, **kwargs)
        self.fields["company"].widget = CompanyWidget(self)
        self.companies = {}  # name key → Company, saved or to be made
        self.new_companies = set()

    def before_import(self, dataset, **kwargs):
        """Look all companies of the rows up at once."""
        self.companies = {}
        if "company_name" in (dataset.headers or ()):
            names = {keys.fold(cell_value(name))[:300] for name in dataset["company_name"]}
            for company in Company.nameable(by=self.member).filter(name_key__in=names - {""}):
                self.companies.setdefault(company.name_key, company)

    def company_named(self, name):
        """The company with this name, perhaps one that is not saved yet. Raises ValueError."""
        limit = Company._meta.get_field("name").max_length
        if len(name) > limit:
            raise ValueError(_("This is longer than %d characters.") % limit)
        key = keys.fold(name)[:300]
        if key not in self.companies:
            company = Company(organization_id=self.member.organization_id, name=name)
            company.derive()
            self.companies[key] = company
            self.new_companies.add(key)
        return self.companies[key]

    def key_of(self, row):
        email = cell_value(row.get("email")).lower()
        if email:
            return "email_key", email
        name = f"{cell_value(row.get('first_name'))} {cell_value(row.get('last_name'))}"
        return "name_key", keys.fold(name)[:300]

    def matching(self, column, values):
        found = self.get_queryset().filter(**{f"{column}__in": values})
        if column == "name_key":
            found = found.filter(email_key="")
        return found.select_related("company", "assigned_to__user").prefetch_related("tags").order_by("pk")

    def choose(self, records, key, row):
        same = next((record for record in records if self.agrees(record, row)), None)
        if same or key[0] == "name_key" or not records:
            return same
        name = keys.fold(f"{cell_value(row.get('first_name'))} {cell_value(row.get('last_name'))}")
        return next((record for record in records if keys.fold(record.full_name) == name), records[0])

    def same(self, field, record, text):
        if field.attribute == "company":
            employer = self.employer(record)
            return bool(employer) and employer.name_key == keys.fold(text)[:300]
        return super().same(field, record, text)

    def taken(self, field, instance, row):
        if field.attribute == "company" and self.same(field, instance, cell_value(row["company_name"])):
            return self.employer(instance)
        value = super().taken(field, instance, row)
        if field.attribute == "email" and value.lower() == instance.email.lower():
            return instance.email  # matched by it: another case is no change
        return value

    def comparable(self, field, record):
        if field.attribute == "company":
            return self.employer(record)
        return super().comparable(field, record)

    def employer(self, record):
        """The company of a contact; somebody else's private one is not known here."""
        company = record.company
        return company if company and (company.pk is None or self.member.may_edit(company)) else None

    @classmethod
    def exported(cls, column, *, member):
        if column == "company_name":
            paths = ("company__name", "company__is_private", "company__assigned_to_id")
            return paths, lambda name, private, owner: "" if private and owner != member.pk else name or ""
        return super().exported(column, member=member)

    def also_made(self):
        return {"company": len(self.new_companies)} if self.new_companies else {}

    def refusals(self, instance, cleaned, row):
        if any(cleaned.get(name) or getattr(instance, name) for name in ("first_name", "last_name")):
            return {}
        return {"first_name": _("A contact needs a first or a last name.")}

    def before_writing(self, records):
        unsaved = {r.company.name_key: r.company for r in records if r.company and r.company.pk is None}
        if unsaved:
            names = [company.name for company in unsaved.values()]
            self.companies |= Company.named_all(names, by=self.member, act=self.opened_act())
        for record in records:
            if record.company and record.company.name_key in unsaved:
                record.company = self.companies[record.company.name_key]


class CompanyResource(RecordResource):
    """Companies. A row finds its company by name, whatever case and accents."""

    SYNONYMS = COMPANY_NAMES
    MATCHES = {"name": gettext_lazy("Name"), "external_id": gettext_lazy("External id")}
    NEEDED = {"name"}
    LABELS = {"tags": gettext_lazy("Tags"), "assigned_to": gettext_lazy("Owner (e-mail or name)")}

    tags = Field(attribute="tag_list", column_name="tags", widget=TagsWidget())
    assigned_to = Field(attribute="assigned_to", column_name="assigned_to")

    class Meta:
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
        import_id_fields = ()
        instance_loader_class = Matches
        use_bulk = True
        batch_size = 500
        skip_unchanged = report_skipped = store_instance = True

    def key_of(self, row):
        return "name_key", keys.fold(cell_value(row.get("name")))[:300]

    def matching(self, column, values):
        found = self.get_queryset().filter(**{f"{column}__in": values})
        return found.select_related("assigned_to__user").prefetch_related("tags").order_by("pk")

    def taken(self, field, instance, row):
        value = super().taken(field, instance, row)
        if field.attribute == "name" and keys.fold(value) == keys.fold(instance.name):
            return instance.name  # matched by it: another case is no change
        return value

    def refusals(self, instance, cleaned, row):
        if cleaned.get("name") or instance.name:
            return {}
        return {"name": _("A company needs a name.")}


__all__ = ["CompanyResource", "ContactResource"]
