"""A member's groups of contacts."""

import pytest

from activity.models import Act, Change
from activity.undo import CannotUndo, undo
from contacts.models import Contact
from sharing import grouping
from sharing.grouping import GroupRefused, add_group, change_group, counts_of, put_in, remove_group, take_out
from sharing.models import Group, Grouped
from tests import makers

pytestmark = pytest.mark.django_db


def ids_in(group):
    return sorted(Grouped.objects.filter(group=group).values_list("contact_id", flat=True))


def test_is_made_with_a_name_and_a_colour(cast):
    group = add_group("  Hot   prospects ", "red", by=cast.marco)
    assert (group.name, group.color, group.member) == ("Hot prospects", "red", cast.marco)
    assert add_group("Plain", by=cast.marco).color == "grey"


@pytest.mark.parametrize(
    ("name", "color", "field"),
    [
        ("", "red", "name"),
        (" \n ", "red", "name"),
        ("x" * 101, "red", "name"),
        ("a\0b", "red", "name"),
        ("Fine", "#ff0000", "color"),
    ],
)
def test_refuses_what_makes_no_sense(cast, name, color, field):
    with pytest.raises(GroupRefused) as refused:
        add_group(name, color, by=cast.marco)
    assert refused.value.field == field
    assert not Group.objects.exists()


def test_a_name_is_taken_whatever_its_case_for_its_member_alone(cast):
    add_group("Größe", by=cast.marco)
    with pytest.raises(GroupRefused, match="already"):
        add_group("GRÖSSE", by=cast.marco)
    assert add_group("Größe", by=cast.olivia)


def test_a_long_name_of_letters_that_grow_is_kept(cast):
    assert add_group("ﬃ" * 100, by=cast.marco).key == "ffi" * 100


def test_a_member_has_two_hundred_at_most(cast):
    groups = [Group(organization=cast.acme, member=cast.marco, name=f"G{n}", key=f"g{n}") for n in range(200)]
    Group.objects.bulk_create(groups)
    with pytest.raises(GroupRefused, match="200"):
        add_group("One more", by=cast.marco)
    assert add_group("Mine", by=cast.olivia)


def test_is_renamed_and_recoloured(cast):
    group, other = add_group("Old", "red", by=cast.marco), add_group("Other", by=cast.marco)
    changed = change_group(group, by=cast.marco, name="OLD")
    assert (changed.name, changed.color) == ("OLD", "red")
    assert change_group(group, by=cast.marco, color="blue").name == "OLD"
    with pytest.raises(GroupRefused):
        change_group(other, by=cast.marco, name="old")


def test_nobody_else_touches_it(cast):
    group, contact = add_group("Mine", by=cast.marco), makers.contact(cast.marco)
    for act in (
        lambda: change_group(group, by=cast.olivia, name="Hers"),
        lambda: remove_group(group, by=cast.olivia),
        lambda: put_in(group, [contact.pk], by=cast.olivia),
        lambda: take_out(group, [contact.pk], by=cast.zoe),
    ):
        with pytest.raises(Group.DoesNotExist):
            act()


# -- putting in and taking out ----------------------------------------------------------------------


def test_contacts_are_put_in_once(cast):
    group, jane, joe = add_group("Mine", by=cast.marco), makers.contact(cast.marco), makers.contact(cast.marco, "Joe")
    assert put_in(group, [jane.pk, jane.pk], by=cast.marco).changes_count == 1
    assert put_in(group, [jane.pk, joe.pk], by=cast.marco).changes_count == 1
    assert put_in(group, [jane.pk, joe.pk], by=cast.marco) is None
    assert ids_in(group) == [jane.pk, joe.pk]


def test_contacts_are_taken_out_once(cast):
    group, jane, joe = add_group("Mine", by=cast.marco), makers.contact(cast.marco), makers.contact(cast.marco, "Joe")
    put_in(group, [jane.pk], by=cast.marco)
    assert take_out(group, [jane.pk, joe.pk], by=cast.marco).changes_count == 1
    assert take_out(group, [jane.pk], by=cast.marco) is None
    assert ids_in(group) == []


def test_all_go_in_or_none(cast):
    group = add_group("Mine", by=cast.rita)
    own, others = makers.contact(cast.rita), makers.contact(cast.marco)
    private = makers.contact(cast.marco, is_private=True)
    foreign = makers.contact(cast.zoe)
    for hidden in (others.pk, private.pk, foreign.pk, 2**62, -1):
        for act in (put_in, take_out):
            with pytest.raises(GroupRefused, match=str(hidden)) as refused:
                act(group, [own.pk, hidden], by=cast.rita)
            assert refused.value.contact_ids == [hidden]
    assert ids_in(group) == []
    assert not Change.objects.filter(kind="grouped").exists()


def test_any_number_costs_the_same(cast, django_assert_max_num_queries):
    group = add_group("Mine", by=cast.marco)
    ids = [makers.contact(cast.marco, f"N{n}").pk for n in range(60)]
    with django_assert_max_num_queries(11):
        put_in(group, ids[:1], by=cast.marco)
    with django_assert_max_num_queries(11):
        put_in(group, ids, by=cast.marco)


def test_it_is_no_business_of_the_contacts_history(cast):
    contact = makers.contact(cast.marco)
    before = contact.updated_at
    put_in(add_group("Secret", by=cast.marco), [contact.pk], by=cast.marco)
    contact.refresh_from_db()
    assert contact.updated_at == before
    assert not Change.objects.filter(kind="contact", record_id=contact.pk).exclude(action="created").exists()


# -- counting ---------------------------------------------------------------------------------------


def test_counts_what_its_member_still_sees(cast, django_assert_num_queries):
    group, empty = add_group("Mine", by=cast.rita), add_group("Empty", by=cast.rita)
    jane, joe = makers.contact(cast.rita), makers.contact(cast.rita, "Joe")
    put_in(group, [jane.pk, joe.pk], by=cast.rita)
    with django_assert_num_queries(1):
        assert counts_of([group, empty], by=cast.rita) == {group.pk: 2, empty.pk: 0}
    joe.change(by=cast.olivia, assigned_to_id=cast.marco.pk)
    assert counts_of([group], by=cast.rita) == {group.pk: 1}
    joe.change(by=cast.olivia, assigned_to_id=cast.rita.pk)
    assert counts_of([group], by=cast.rita) == {group.pk: 2}


# -- removing and taking back -----------------------------------------------------------------------


def test_a_deleted_group_leaves_its_contacts(cast):
    group, contact = add_group("Mine", by=cast.marco), makers.contact(cast.marco)
    put_in(group, [contact.pk], by=cast.marco)
    remove_group(group, by=cast.marco)
    assert Contact.objects.filter(pk=contact.pk).exists()
    assert not Group.objects.exists()


def test_a_deleted_group_comes_back_with_the_contacts_that_are_there(cast, monkeypatch):
    monkeypatch.setattr(grouping, "CHUNK", 2)
    group = add_group("Mine", "teal", by=cast.marco)
    contacts = [makers.contact(cast.marco, f"N{n}") for n in range(5)]
    put_in(group, [contact.pk for contact in contacts], by=cast.marco)
    act = remove_group(group, by=cast.marco)
    contacts[0].remove(by=cast.marco)
    assert undo(act, by=cast.marco).restored == 1
    back = Group.objects.get()
    assert (back.pk, back.name, back.color, back.member) == (group.pk, "Mine", "teal", cast.marco)
    assert ids_in(back) == [contact.pk for contact in contacts[1:]]
    with pytest.raises(CannotUndo):
        undo(act, by=cast.marco)


def test_a_deleted_group_whose_name_is_taken_stays_away(cast):
    group = add_group("Mine", by=cast.marco)
    act = remove_group(group, by=cast.marco)
    add_group("mine", by=cast.marco)
    with pytest.raises(CannotUndo):
        undo(act, by=cast.marco)
    act.refresh_from_db()
    assert act.undone_at is None


def test_nobody_else_takes_it_back(cast):
    group, contact = add_group("Mine", by=cast.marco), makers.contact(cast.marco)
    acts = [put_in(group, [contact.pk], by=cast.marco), take_out(group, [contact.pk], by=cast.marco)]
    for act in [*acts, remove_group(group, by=cast.marco)]:
        with pytest.raises(CannotUndo):
            undo(act, by=cast.olivia)


def test_what_was_put_in_goes_out_again(cast):
    group, jane, joe = add_group("Mine", by=cast.marco), makers.contact(cast.marco), makers.contact(cast.marco, "Joe")
    put_in(group, [jane.pk], by=cast.marco)
    act = put_in(group, [jane.pk, joe.pk], by=cast.marco)
    assert undo(act, by=cast.marco).restored == 1
    assert ids_in(group) == [jane.pk]


def test_what_was_taken_out_comes_in_again(cast):
    group, jane, joe = add_group("Mine", by=cast.marco), makers.contact(cast.marco), makers.contact(cast.marco, "Joe")
    put_in(group, [jane.pk, joe.pk], by=cast.marco)
    act = take_out(group, [jane.pk, joe.pk], by=cast.marco)
    joe.remove(by=cast.marco)
    assert undo(act, by=cast.marco).restored == 1
    assert ids_in(group) == [jane.pk]


def test_of_a_group_that_is_gone_nothing_is_taken_back(cast):
    group, jane = add_group("Mine", by=cast.marco), makers.contact(cast.marco)
    act = put_in(group, [jane.pk], by=cast.marco)
    remove_group(group, by=cast.marco)
    report = undo(act, by=cast.marco)
    assert (report.restored, report.kept) == (0, [])


# -- contacts that go and come ------------------------------------------------------------------------


def test_a_contact_that_comes_back_is_in_its_groups(cast):
    group, jane = add_group("Mine", by=cast.marco), makers.contact(cast.marco)
    put_in(group, [jane.pk], by=cast.marco)
    act = jane.remove(by=cast.marco)
    assert ids_in(group) == []
    undo(act, by=cast.marco)
    assert ids_in(group) == [jane.pk]


def test_a_contact_comes_back_although_a_group_of_it_is_gone(cast):
    gone, kept = add_group("Gone", by=cast.marco), add_group("Kept", by=cast.marco)
    jane = makers.contact(cast.marco)
    for group in (gone, kept):
        put_in(group, [jane.pk], by=cast.marco)
    act = jane.remove(by=cast.marco)
    remove_group(gone, by=cast.marco)
    assert undo(act, by=cast.marco).restored == 1
    assert Contact.objects.filter(pk=jane.pk).exists()
    assert ids_in(kept) == [jane.pk]
    assert Act.objects.filter(undo_of=act).exists()
