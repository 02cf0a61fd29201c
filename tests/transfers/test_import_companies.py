"""What rows do to companies."""

from contacts.models import Company
from tests import makers

from .conftest import counts, reasons
from .files import ORGANIZATIONS, table


def test_organizations_become_companies(cast, bring_in):
    row = [1, "x", "Baxter, Ritter", "https://hubbard.example/", "Guyana", "Task-force", 1995, "Retail", 7790, "1982"]
    transfer = bring_in(table(ORGANIZATIONS, row), kind="company")
    assert counts(transfer) == (1, 0, 0, 0)
    company = Company.objects.get()
    assert (company.name, company.website, company.industry) == ("Baxter, Ritter", "https://hubbard.example/", "Retail")
    assert (company.address_country, company.notes) == ("Guyana", "Task-force")


def test_matches_by_name_whatever_case_and_accents(cast, bring_in):
    company = makers.company(cast.olivia, "Öko GmbH", industry="Energy")
    transfer = bring_in(table(["name", "industry", "tags"], ["ÖKO  gmbh", "Food", "vip"]), kind="company")
    assert counts(transfer) == (0, 1, 0, 0)
    company = Company.objects.get(pk=company.pk)
    assert (company.industry, company.tag_names) == ("Food", ["vip"])


def test_refuses_rows_without_a_name(cast, bring_in):
    transfer = bring_in(table(["name", "email"], ["", "a@x.example"], ["Acme", "no address"]), kind="company")
    assert counts(transfer) == (0, 0, 0, 2)
    assert reasons(transfer)[2].startswith("name: ")
    assert reasons(transfer)[3].startswith("email: ")


def test_private_companies_of_others_stay_theirs(cast, bring_in):
    makers.company(cast.rita, "Hidden", is_private=True)
    assert counts(bring_in(table(["name"], ["Hidden"]), kind="company")) == (1, 0, 0, 0)
