"""Custom fields of an organization, at hand; and records that carry their values."""

import pytest
from django.core.exceptions import ValidationError

from activity.models import Change
from activity.undo import undo
from contacts.models import Contact
from customization.models import CustomField, CustomFieldFolder
from customization.shape import shape_of
from tests.makers import contact as contact_of
from tests.makers import custom_field


def test_knows_the_fields_of_one_kind_in_the_order_of_folders(cast):
    folder = CustomFieldFolder.objects.create(organization=cast.acme, name="Sales")
    custom_field(cast.olivia, "Fax", folder=folder)
    custom_field(cast.olivia, "Size", entity="deal", type="number")
    custom_field(cast.olivia, "Plan", type="select", options=["Gold", "Silver"], position=3)
    shape = shape_of(cast.olivia)
    assert [(name, [f.key for f in fields]) for name, fields in shape.folders("contact")] == [
        ("", ["plan"]),
        ("Sales", ["fax"]),
    ]
    assert shape.field("deal", "size").type == "number"
    assert shape_of(cast.zoe).fields("contact") == ()


def test_forgets_a_removed_field(cast):
    field = custom_field(cast.olivia, "Plan")
    field.removed_at = field.created_at
    field.save()
    cast.olivia.organization.refresh_from_db()
    assert shape_of(cast.olivia).fields("contact") == ()


def test_the_same_key_again_only_after_removal(cast):
    first = custom_field(cast.olivia, "Plan")
    first.removed_at = first.created_at
    first.save()
    custom_field(cast.olivia, "Plan")
    assert CustomField.objects.live().count() == 1


@pytest.mark.parametrize("key", ["", "1a", "a.b", "a'b", 'a"b', "ä", "A", "a b", "a" * 51, None, 5])
def test_refuses_a_key_that_is_none(key):
    with pytest.raises(ValidationError):
        CustomField.check_key(key)


def test_a_change_sets_one_value_and_leaves_the_others(cast):
    custom_field(cast.olivia, "Plan")
    contact = contact_of(cast.olivia, custom={"plan": "Gold", "fax": "1"})
    act = contact.change(by=cast.olivia, custom={"plan": "Silver"})
    contact.refresh_from_db()
    assert contact.custom == {"plan": "Silver", "fax": "1"}
    assert Change.objects.get(act=act).fields == {"custom.plan": ["Gold", "Silver"]}
    assert contact.change(by=cast.olivia, custom={"plan": "Silver"}) is None


def test_taking_a_change_back_leaves_what_others_changed_since(cast):
    contact = contact_of(cast.olivia, custom={"plan": "Gold"})
    act = contact.change(by=cast.olivia, custom={"plan": None, "fax": "1"})
    contact.change(by=cast.olivia, custom={"size": 3, "fax": "2"})
    undo(act, by=cast.olivia)
    contact.refresh_from_db()
    assert contact.custom == {"plan": "Gold", "size": 3, "fax": "2"}


@pytest.mark.parametrize("count", [3, 30])
def test_many_are_made_and_changed_at_once(cast, count):
    field = custom_field(cast.olivia, "Plan", default='Go"ld\\')
    contacts = [Contact(first_name=f"A{n}") for n in range(count)]
    Contact.objects.create_all(contacts, by=cast.olivia)
    assert set(Contact.objects.values_list("custom__plan", flat=True)) == {field.default}
    Contact.objects.visible_to(cast.olivia).change_all(by=cast.olivia, custom={"size": 4, "plan": 'ü"\\'})
    assert {tuple(c.custom.items()) for c in Contact.objects.all()} == {(("plan", 'ü"\\'), ("size", 4))}


def test_a_removed_record_comes_back_with_its_values(cast):
    contact = contact_of(cast.olivia, custom={"plan": "Gold"})
    undo(contact.remove(by=cast.olivia), by=cast.olivia)
    assert Contact.objects.get().custom == {"plan": "Gold"}


def test_defaults_stand_where_nothing_was_said(cast):
    custom_field(cast.olivia, "Plan", default="Gold")
    assert contact_of(cast.olivia).custom == {"plan": "Gold"}
    assert contact_of(cast.olivia, custom={"plan": None}).custom == {}
    assert contact_of(cast.olivia, custom={"plan": "Iron"}).custom == {"plan": "Iron"}


def test_values_of_fields_that_are_gone_are_not_shown(cast):
    custom_field(cast.olivia, "Plan")
    assert shape_of(cast.olivia).shown("contact", {"fax": "1", "plan": "Gold"}) == {"plan": "Gold"}


def test_cleaning_names_every_key_that_is_wrong(cast):
    custom_field(cast.olivia, "Plan", type="select", options=["Gold"], required=True)
    custom_field(cast.olivia, "Size", type="number")
    shape = shape_of(cast.olivia)
    assert shape.cleaned("contact", {"plan": " gold", "size": None}) == {"plan": "Gold", "size": None}
    with pytest.raises(ValidationError) as refusal:
        shape.cleaned("contact", {"plan": None, "size": "three", "fax": 1})
    assert refusal.value.message_dict.keys() == {"plan", "size", "fax"}
