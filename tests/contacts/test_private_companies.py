"""A private company's name is found and sorted by on private contacts only."""

from contacts.models import Company, Contact
from tests import makers


def found(member, text):
    return [contact.first_name for contact in Contact.objects.visible_to(member).search(text).order_by("name_key")]


def test_a_shared_contact_is_not_found_by_it(cast):
    secret = makers.company(cast.olivia, "Secret Works", is_private=True)
    makers.contact(cast.olivia, "Shared", company=secret)
    makers.contact(cast.olivia, "Mine", company=secret, is_private=True)
    assert found(cast.marco, "secret") == []
    assert found(cast.olivia, "secret") == ["Mine"]


def test_it_follows_when_the_company_is_hidden_renamed_and_shown(cast):
    firm = makers.company(cast.olivia, "Open Works", assigned_to=cast.olivia)
    makers.contact(cast.olivia, "Shared", company=firm)
    makers.contact(cast.olivia, "Mine", company=firm, is_private=True)
    firm.change(by=cast.olivia, is_private=True, name="Dark Works")
    assert (found(cast.marco, "works"), found(cast.olivia, "dark")) == ([], ["Mine"])
    firm.change(by=cast.olivia, is_private=False)
    assert found(cast.marco, "dark") == ["Shared"]


def test_it_is_not_found_on_private_contacts_of_somebody_else(cast):
    secret = makers.company(cast.olivia, "Secret Works", is_private=True)
    mine = makers.contact(cast.olivia, "Mine", company=secret, is_private=True)
    mine.change(by=cast.olivia, assigned_to_id=cast.marco.pk)
    assert found(cast.marco, "secret") == []
    secret.change(by=cast.olivia, assigned_to_id=cast.marco.pk)
    assert found(cast.marco, "secret") == ["Mine"]
    Company.objects.visible_to(cast.marco).change_all(by=cast.marco, assigned_to_id=cast.rita.pk)
    assert found(cast.marco, "secret") == []
    Company.objects.visible_to(cast.rita).change_each({secret.pk: {"assigned_to_id": cast.marco.pk}}, by=cast.rita)
    assert found(cast.marco, "secret") == ["Mine"]
