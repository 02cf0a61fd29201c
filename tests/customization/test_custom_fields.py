"""The acts on custom fields: adding, changing, removing and bringing them back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from activity.models import Act, Change
from activity.undo import CannotUndo, undo
from contacts.models import Contact
from customization.models import CustomField, CustomFieldFolder
from customization.shape import shape_of
from customization.shaping import (
    add_field,
    bring_back,
    change_field,
    clear_removed,
    remove_field,
    rewriting,
    values_count,
    would_change,
)
from tests import makers


@pytest.fixture
def size(cast):
    return add_field(by=cast.olivia, label="Size", type="text")


def customs():
    return list(Contact.objects.order_by("pk").values_list("custom", flat=True))


def refused(act, *args, **values):
    with pytest.raises(ValidationError) as refusal:
        act(*args, **values)
    return set(refusal.value.message_dict)


# -- adding ----------------------------------------------------------------------------------------


def test_adds_a_field_that_is_at_hand_at_once(cast):
    field = add_field(by=cast.olivia, label=" Contract  plan ", type="select", options=["Gold"], folder="Sales")
    assert (field.key, field.label, field.folder.name) == ("contract_plan", "Contract plan", "Sales")
    assert shape_of(cast.olivia).field("contact", "contract_plan").folder == "Sales"


def test_a_folder_is_found_whatever_its_case(cast):
    add_field(by=cast.olivia, label="A", folder="Sales")
    add_field(by=cast.olivia, label="B", folder="SALES")
    assert CustomFieldFolder.objects.get().name == "Sales"


@pytest.mark.parametrize(
    ("label", "key"),
    [("Größe (m²)", "grosse_m2"), ("2nd mail", "field_2nd_mail"), ("☃", "field"), ("x" * 80, "x" * 50)],
)
def test_makes_a_key_of_the_label(cast, label, key):
    assert add_field(by=cast.olivia, label=label).key == key


def test_a_key_that_is_made_is_a_new_one(cast):
    assert [add_field(by=cast.olivia, label="x" * 60).key[-3:] for _n in range(3)] == ["xxx", "x_2", "x_3"]


def test_stands_last(cast):
    for label in "BAC":
        add_field(by=cast.olivia, label=label)
    assert [field.label for field in shape_of(cast.olivia).fields("contact")] == ["B", "A", "C"]


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"label": ""}, "label"),
        ({"label": "a\x00"}, "label"),
        ({"label": "a" * 81}, "label"),
        ({"label": 5}, "label"),
        ({"label": None}, "label"),
        ({"key": "a.b"}, "key"),
        ({"key": ""}, "key"),
        ({"key": ["a"]}, "key"),
        ({"type": "json"}, "type"),
        ({"type": ["text"]}, "type"),
        ({"entity": "task"}, "entity"),
        ({"entity": {}}, "entity"),
        ({"options": ["a"]}, "options"),
        ({"type": "select"}, "options"),
        ({"type": "select", "options": ["a;b"]}, "options"),
        ({"type": "select", "options": ["a", "A"]}, "options"),
        ({"type": "select", "options": ["a" * 101]}, "options"),
        ({"type": "select", "options": [""]}, "options"),
        ({"type": "select", "options": [1]}, "options"),
        ({"type": "select", "options": [f"o{n}" for n in range(201)]}, "options"),
        ({"required": "yes"}, "required"),
        ({"position": -1}, "position"),
        ({"position": 10**30}, "position"),
        ({"position": True}, "position"),
        ({"type": "number", "default": "x"}, "default"),
        ({"type": "select", "options": ["a"], "default": "b"}, "default"),
        ({"folder": "x" * 81}, "folder"),
        ({"folder": 3}, "folder"),
    ],
)
def test_refuses_and_names_what_is_wrong(cast, values, name):
    assert refused(add_field, by=cast.olivia, **{"label": "Plan", **values}) == {name}
    assert not CustomField.objects.exists()
    assert not CustomFieldFolder.objects.exists()


def test_names_everything_that_is_wrong_at_once(cast):
    assert refused(add_field, by=cast.olivia, label="", type="x", key="A") == {"label", "type", "key"}


def test_refuses_a_second_field_with_one_key_but_not_of_another_kind(cast, size):
    assert refused(add_field, by=cast.olivia, label="Other", key="size") == {"key"}
    assert add_field(by=cast.olivia, label="Other", key="size", entity="deal")
    assert add_field(by=cast.zoe, label="Size", key="size")


def test_refuses_more_fields_than_there_may_be(cast, size, monkeypatch):
    monkeypatch.setattr(CustomField, "MOST", 1)
    assert refused(add_field, by=cast.olivia, label="Plan") == {"key"}


# -- changing --------------------------------------------------------------------------------------


def test_changes_what_it_is_told_and_nothing_else(cast, size):
    report = change_field(size, by=cast.olivia, label="Head count", folder="Facts", required=True)
    size.refresh_from_db()
    assert (size.label, size.key, size.type, size.required, size.folder.name) == (
        *("Head count", "size", "text", True),
        "Facts",
    )
    assert (report.converted, report.dropped) == (0, 0)
    assert change_field(size, by=cast.olivia, label="Head count", folder="facts").act is None


def test_refuses_another_key_or_kind(cast, size):
    assert refused(change_field, size, by=cast.olivia, key="other", entity="deal", sides=2) == {
        "key",
        "entity",
        "sides",
    }
    assert change_field(size, by=cast.olivia, key="size", entity="contact", label="L").act


@pytest.mark.parametrize("chunk", [1, 2, 1000])
def test_another_type_converts_what_converts_and_tells_what_does_not(cast, size, chunk, monkeypatch):
    monkeypatch.setattr(rewriting, "CHUNK", chunk)
    for value in ("12", "1,300", "many", None):
        makers.contact(cast.olivia, custom={"size": value, "other": "x"})
    rehearsed = would_change(size, by=cast.olivia, type="number")
    assert customs()[0] == {"size": "12", "other": "x"}
    report = change_field(size, by=cast.olivia, type="number")
    assert customs() == [{"size": 12, "other": "x"}, {"size": 1300, "other": "x"}, {"other": "x"}, {"other": "x"}]
    for one in (rehearsed, report):
        assert (one.converted, one.dropped) == (2, 1)
        assert [(str(record), value) for record, value in one.examples] == [("Jane Smith", "many")]
    assert report.act.changes_count == 4  # three records and the field


def test_a_type_that_stores_values_alike_touches_no_record(cast):
    field = add_field(by=cast.olivia, label="Site", type="url")
    contact = makers.contact(cast.olivia, custom={"site": "https://a.example"})
    report = change_field(field, by=cast.olivia, type="text")
    assert report.converted == 1
    assert Contact.objects.get().updated_at == contact.updated_at


def test_a_change_of_type_is_taken_back_whole(cast, size):
    for value in ("12", "many", "7"):
        makers.contact(cast.olivia, custom={"size": value})
    act = change_field(size, by=cast.olivia, type="number", label="Number", default=1).act
    last = Contact.objects.order_by("pk").last()
    last.change(by=cast.olivia, custom={"size": 8})
    report = undo(act, by=cast.olivia)
    assert customs() == [{"size": "12"}, {"size": "many"}, {"size": 8}]
    assert (report.restored, report.kept) == (2, [("contact", last.pk)])
    size.refresh_from_db()
    assert (size.type, size.label, size.default) == ("text", "Size", None)
    assert shape_of(cast.olivia).field("contact", "size").type == "text"


def test_the_taking_back_can_be_taken_back(cast, size):
    makers.contact(cast.olivia, custom={"size": "12"})
    act = change_field(size, by=cast.olivia, type="number").act
    report = undo(act, by=cast.olivia)
    with pytest.raises(CannotUndo):
        undo(act, by=cast.olivia)
    assert Change.objects.filter(act=report.act, kind="contact").count() == 1


def test_is_not_taken_back_once_the_type_is_another_again(cast, size):
    makers.contact(cast.olivia, custom={"size": "12"})
    act = change_field(size, by=cast.olivia, type="number").act
    change_field(size, by=cast.olivia, type="boolean")
    with pytest.raises(CannotUndo):
        undo(act, by=cast.olivia)
    assert Act.objects.get(pk=act.pk).undone_at is None


def test_is_taken_back_by_admins_alone(cast, size):
    makers.contact(cast.olivia, custom={"size": "12"})
    act = change_field(size, by=cast.olivia, type="number").act
    Act.objects.filter(pk=act.pk).update(member=cast.marco)
    act.refresh_from_db()
    with pytest.raises(CannotUndo):
        undo(act, by=cast.marco)


def test_history_keeps_what_did_not_convert(cast, size):
    contact = makers.contact(cast.olivia, custom={"size": "many"})
    act = change_field(size, by=cast.olivia, type="number").act
    told = Change.objects.get(act=act, kind="contact", record_id=contact.pk)
    assert told.fields == {"custom.size": ["many", None]}


def test_private_records_of_others_convert_unseen(cast, size):
    secret = makers.contact(cast.marco, custom={"size": "secret"}, is_private=True, assigned_to=cast.marco)
    other = makers.contact(cast.marco, custom={"size": "12"}, is_private=True, assigned_to=cast.marco)
    report = change_field(size, by=cast.olivia, type="number")
    assert (report.converted, report.dropped, report.examples) == (0, 0, [])
    assert values_count(size, by=cast.olivia) == 0
    for contact in (secret, other):
        contact.refresh_from_db()
    assert (secret.custom, other.custom) == ({}, {"size": 12})
    undo(report.act, by=cast.olivia)
    secret.refresh_from_db()
    assert secret.custom == {"size": "secret"}


def test_an_option_that_goes_is_taken_off_and_told(cast):
    field = add_field(by=cast.olivia, label="Plan", type="select", options=["Gold", "Iron"], default="Iron")
    for value in ("Gold", "Iron"):
        makers.contact(cast.olivia, custom={"plan": value})
    report = change_field(field, by=cast.olivia, options=["gold", "Silver"])
    assert (report.converted, report.dropped) == (1, 1)
    assert customs() == [{"plan": "gold"}, {}]
    field.refresh_from_db()
    assert (field.options, field.default) == (["gold", "Silver"], None)


def test_values_follow_an_option_that_is_renamed(cast):
    field = add_field(by=cast.olivia, label="Plan", type="multiselect", options=["Gold", "Iron"])
    makers.contact(cast.olivia, custom={"plan": ["Gold", "Iron"]})
    report = change_field(field, by=cast.olivia, options=["Platinum", "Iron"], renamed={"Gold": "Platinum"})
    assert (report.converted, report.dropped) == (1, 0)
    assert customs() == [{"plan": ["Platinum", "Iron"]}]


def test_one_of_a_list_becomes_several_and_back(cast):
    field = add_field(by=cast.olivia, label="Plan", type="select", options=["Gold", "Iron"])
    makers.contact(cast.olivia, custom={"plan": "Gold"})
    change_field(field, by=cast.olivia, type="multiselect")
    assert customs() == [{"plan": ["Gold"]}]
    change_field(field, by=cast.olivia, type="select")
    assert customs() == [{"plan": "Gold"}]


def test_text_becomes_one_of_a_list_of_its_words(cast, size):
    for value in ("big", "odd"):
        makers.contact(cast.olivia, custom={"size": value})
    report = change_field(size, by=cast.olivia, type="select", options=["Big", "Small"])
    assert (report.converted, report.dropped) == (1, 1)
    assert customs() == [{"size": "Big"}, {}]


def test_a_rehearsal_refuses_as_the_act_does_and_makes_no_folder(cast, size):
    assert refused(would_change, size, by=cast.olivia, type="select") == {"options"}
    would_change(size, by=cast.olivia, folder="New")
    assert not CustomFieldFolder.objects.exists()


def test_refuses_to_change_a_removed_field(cast, size):
    remove_field(size, by=cast.olivia)
    assert refused(change_field, size, by=cast.olivia, label="x") == {"key"}
    assert refused(remove_field, size, by=cast.olivia) == {"key"}


@pytest.mark.parametrize("count", [2, 25])
def test_asks_as_often_for_many_records_as_for_few(cast, size, count, django_assert_max_num_queries):
    for n in range(count):
        makers.contact(cast.olivia, custom={"size": str(n)})
    with django_assert_max_num_queries(18):
        change_field(size, by=cast.olivia, type="number")


# -- removing --------------------------------------------------------------------------------------


def test_a_removed_field_waits_with_its_values(cast, size):
    makers.contact(cast.olivia, custom={"size": "12"})
    assert remove_field(size, by=cast.olivia) == (size, 1)
    assert shape_of(cast.olivia).field("contact", "size") is None
    bring_back(size, by=cast.olivia)
    assert shape_of(cast.olivia).field("contact", "size")
    assert customs() == [{"size": "12"}]


def test_bringing_back_what_is_there_does_nothing(cast, size):
    assert bring_back(size, by=cast.olivia).removed_at is None


def test_a_key_is_free_again_and_without_its_old_values(cast, size):
    makers.contact(cast.olivia, custom={"size": "12", "other": "x"})
    remove_field(size, by=cast.olivia)
    add_field(by=cast.olivia, label="Size", key="size", type="number")
    assert customs() == [{"other": "x"}]
    assert refused(bring_back, size, by=cast.olivia) == {"key"}


def test_a_key_of_a_label_leaves_a_removed_field_to_be_brought_back(cast, size):
    remove_field(size, by=cast.olivia)
    assert add_field(by=cast.olivia, label="Size").key == "size_2"
    assert bring_back(size, by=cast.olivia)


def test_what_nobody_can_bring_back_is_thrown_away(cast, size, settings):
    settings.UNDO_DAYS = 30
    makers.contact(cast.olivia, custom={"size": "12", "other": "x"})
    kept = add_field(by=cast.olivia, label="Other", key="other")
    remove_field(size, by=cast.olivia)
    assert clear_removed(timezone.now() + timedelta(days=29)) == 0
    assert clear_removed(timezone.now() + timedelta(days=31)) == 1
    assert customs() == [{"other": "x"}]
    assert list(CustomField.objects.all()) == [kept]
    assert refused(bring_back, size, by=cast.olivia) == {"key"}


def test_is_not_brought_back_after_its_time(cast, size, settings):
    settings.UNDO_DAYS = 30
    remove_field(size, by=cast.olivia)
    CustomField.objects.update(removed_at=timezone.now() - timedelta(days=31))
    assert refused(bring_back, size, by=cast.olivia) == {"key"}
