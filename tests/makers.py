"""Plain functions that make records; the signature shows what a record needs."""

from contacts.models import Company, Contact
from customization.models import CustomField
from deals.models import Deal, Stage
from leads.models import Lead
from tasks.models import Task


def contact(by, first_name="Jane", last_name="Smith", **values):
    """A contact made by `by`; `company` may be a Company or a name."""
    company = values.pop("company", None)
    if isinstance(company, str):
        company = Company.named(company, by=by)
    if company:
        values["company_id"] = company.pk
    if "assigned_to" in values:
        values["assigned_to_id"] = values.pop("assigned_to").pk
    return Contact.create(by=by, first_name=first_name, last_name=last_name, **values)


def company(by, name="Acme Corp", **values):
    """A company made by `by`."""
    if "assigned_to" in values:
        values["assigned_to_id"] = values.pop("assigned_to").pk
    return Company.create(by=by, name=name, **values)


def stage(member, name="Qualification"):
    """A stage of the member's organization by its name; of several pipelines that of the first."""
    return Stage.objects.filter(organization=member.organization_id, name=name)[0]


def deal(by, name="Fleet tracking", **values):
    """A deal made by `by`; `stage` may be a Stage or its name, `contact` and `company` are records."""
    place = values.pop("stage", None)
    if place is not None:
        values["stage_id"] = (stage(by, place) if isinstance(place, str) else place).pk
    for name_of in ("contact", "company", "assigned_to"):
        if name_of in values:
            values[f"{name_of}_id"] = values.pop(name_of).pk
    return Deal.create(by=by, name=name, **values)


def lead(by, first_name="Lea", last_name="Stone", **values):
    """A lead made by `by`; `company` is a text."""
    if "assigned_to" in values:
        values["assigned_to_id"] = values.pop("assigned_to").pk
    return Lead.create(by=by, first_name=first_name, last_name=last_name, **values)


def task(by, title="Call back", on=None, **values):
    """A task made by `by`, `on` a contact, company, lead or deal or on none."""
    if on is not None:
        values[f"{on.KIND}_id"] = on.pk
    if "assigned_to" in values:
        values["assigned_to_id"] = values.pop("assigned_to").pk
    return Task.create(by=by, title=title, **values)


def custom_field(by, label="Plan", *, entity="contact", type="text", **values):
    """A custom field of `by`'s organization, known from now on to `by`. Its key is the label's, folded."""
    values.setdefault("key", label.lower().replace(" ", "_"))
    field = CustomField.objects.create(
        organization_id=by.organization_id, entity=entity, label=label, type=type, **values
    )
    by.organization.refresh_from_db(fields=["shape"])
    return field
