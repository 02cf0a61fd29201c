"""Values of a type that their field had before: in histories, in what is brought back, in what was written meanwhile."""

import pytest

from activity.undo import undo
from contacts.merging import merge, undo_merge
from contacts.models import Contact
from customization.field_types import FIELD_TYPES
from customization.shaping import add_field, change_field, remove_field
from tests import makers

pytestmark = pytest.mark.django_db
OPTIONS = {"select": ["Iron"], "multiselect": ["Iron"]}


def retyped(field, by, type):
    change_field(field, by=by, type=type, options=OPTIONS.get(type, []))
    by.organization.refresh_from_db()


@pytest.mark.parametrize("value", ["Gold", 5, True, ["Gold", "Silver"], "javascript:alert(1)"])
@pytest.mark.parametrize("type", FIELD_TYPES)
def test_pages_show_them_as_plain_text(cast, page, type, value):
    makers.custom_field(cast.olivia, "Plan", type=type, options=OPTIONS.get(type, []))
    jane = makers.contact(cast.olivia)
    jane.change(by=cast.olivia, custom={"plan": value})
    Contact.objects.update(custom={"plan": value})
    client = page(cast.olivia)
    for path in (f"/contacts/{jane.pk}", f"/contacts/{jane.pk}/edit", "/contacts?columns=name,custom.plan"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert 'href="javascript' not in answer.content.decode()
    form = {"first_name": "Jane", "last_name": "Smith", "status": "active", "job_title": "CTO"}
    assert client.post(f"/contacts/{jane.pk}/edit", form).status_code in (200, 302)


def test_the_history_tells_what_was_taken_off(cast, page):
    field = makers.custom_field(cast.olivia, "Plan")
    jane = makers.contact(cast.olivia)
    jane.change(by=cast.olivia, custom={"plan": "Gold"})
    retyped(field, cast.olivia, "date")
    assert "Gold" in page(cast.olivia).get(f"/contacts/{jane.pk}").content.decode()


@pytest.mark.parametrize(("text", "type", "kept"), [("12", "number", {"plan": 12}), ("Gold", "number", {})])
def test_what_is_brought_back_has_values_of_the_type_of_now(cast, text, type, kept):
    field = makers.custom_field(cast.olivia, "Plan")
    jane = makers.contact(cast.olivia, custom={"plan": text})
    act = jane.remove(by=cast.olivia)
    retyped(field, cast.olivia, type)
    undo(act, by=cast.olivia)
    assert Contact.objects.get().custom == kept


def test_what_is_taken_apart_has_them_too(cast):
    field = makers.custom_field(cast.olivia, "Plan")
    kept, gone = makers.contact(cast.olivia), makers.contact(cast.olivia, custom={"plan": "12"})
    made = merge(kept, gone, by=cast.olivia)
    retyped(field, cast.olivia, "number")
    assert undo_merge(made, by=cast.olivia).back.custom == {"plan": 12}


def test_a_removed_fields_values_come_back_with_their_record(cast):
    field = makers.custom_field(cast.olivia, "Plan")
    act = makers.contact(cast.olivia, custom={"plan": "Gold"}).remove(by=cast.olivia)
    remove_field(field, by=cast.olivia)
    undo(act, by=cast.olivia)
    assert Contact.objects.get().custom == {"plan": "Gold"}


def test_a_new_field_under_an_old_key_takes_what_fits(cast):
    field = makers.custom_field(cast.olivia, "Plan")
    act = makers.contact(cast.olivia, custom={"plan": "Gold"}).remove(by=cast.olivia)
    remove_field(field, by=cast.olivia)
    add_field(by=cast.olivia, key="plan", label="Plan", type="boolean")
    undo(act, by=cast.olivia)
    assert Contact.objects.get().custom == {}
