"""What contacts are sorted and found by follows their company's name, however it changes."""

import pytest

from contacts.models import Company, Contact
from tests import makers


@pytest.fixture
def firm(cast):
    firm = makers.company(cast.olivia, "Acme")
    makers.contact(cast.olivia, "Jane", company=firm)
    makers.contact(cast.marco, "Own", company=firm, is_private=True, assigned_to=cast.marco)
    return firm


def keys():
    return dict(Contact.objects.values_list("first_name", "company_key"))


def test_one_by_one(cast, firm):
    firm.change(by=cast.olivia, name="Zenith")
    assert keys() == {"Jane": "zenith", "Own": "zenith"}


def test_many_each_to_its_own(cast, firm):
    other = makers.company(cast.olivia, "Other")
    makers.contact(cast.olivia, "Joan", company=other)
    wanted = {firm.pk: {"name": "Zenith"}, other.pk: {"industry": "Food"}}
    Company.objects.visible_to(cast.olivia).change_each(wanted, by=cast.olivia)
    assert keys() == {"Jane": "zenith", "Own": "zenith", "Joan": "other"}


def test_many_to_the_same(cast, firm):
    Company.objects.visible_to(cast.marco).change_all(by=cast.marco, is_private=True, assigned_to_id=cast.marco.pk)
    assert keys() == {"Jane": "", "Own": "acme"}
    Company.objects.visible_to(cast.marco).change_all(by=cast.marco, is_private=False)
    assert keys() == {"Jane": "acme", "Own": "acme"}
