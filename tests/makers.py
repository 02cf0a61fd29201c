"""Plain functions that make records; the signature shows what a record needs."""

from contacts.models import Company, Contact


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
