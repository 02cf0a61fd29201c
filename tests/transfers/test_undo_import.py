"""A whole import taken back."""

import pytest

from activity.models import Tally
from activity.undo import CannotUndo
from contacts.models import Company, Contact, ContactNote
from tests import makers
from transfers.models import Transfer
from transfers.undoing import ask_to_take_back

from .files import customers, table


def taken_back(transfer, by):
    ask_to_take_back(transfer, by=by)
    return Transfer.objects.select_related("act").get(pk=transfer.pk)


def test_what_it_made_goes_and_what_it_changed_returns(cast, bring_in):
    jane = makers.contact(cast.olivia, email="person1@shop.example", phone="old", tags=["vip"])
    transfer = bring_in(customers(120))
    assert Contact.objects.get(pk=jane.pk).phone == "+1-555-0001"
    undone = taken_back(transfer, cast.olivia)
    back = Contact.objects.get()
    assert (back.pk, back.phone, back.company, back.tag_names) == (jane.pk, "old", None, ["vip"])
    assert Company.objects.count() == 0
    assert Tally.total(cast.olivia, "contact") == 1
    assert Tally.total(cast.olivia, "company") == 0
    assert undone.options["undo"]["kept_count"] == 0
    assert not undone.may_be_undone


def test_a_large_one_is_undone_in_the_background(cast, bring_in, django_capture_on_commit_callbacks):
    transfer = bring_in(customers(600))
    with django_capture_on_commit_callbacks(execute=True):
        waiting = taken_back(transfer, cast.olivia)
        assert waiting.is_being_undone
        with pytest.raises(CannotUndo):
            ask_to_take_back(transfer, by=cast.olivia)
    done = Transfer.objects.get(pk=transfer.pk)
    assert done.undo_state == "done"
    assert Contact.objects.count() == Company.objects.count() == 0


def test_what_somebody_worked_with_since_is_kept(cast, bring_in):
    transfer = bring_in(table(["first_name", "company"], ["Edited", "A"], ["Noted", "B"], ["Plain", "C"]))
    edited, noted, _plain = Contact.objects.order_by("pk")
    edited.change(by=cast.marco, job_title="CTO")
    ContactNote.write(noted, "Met her.", by=cast.marco)
    undone = taken_back(transfer, cast.olivia)
    assert set(Contact.objects.values_list("first_name", flat=True)) == {"Edited", "Noted"}
    assert set(Company.objects.values_list("name", flat=True)) == {"A", "B"}
    assert ["contact", edited.pk] in undone.options["undo"]["kept"]
    assert undone.options["undo"]["kept_count"] == 4


def test_is_done_once_and_only_by_ones_own_organization(cast, bring_in):
    transfer = bring_in(table(["first_name"], ["Jane"]))
    with pytest.raises(CannotUndo):
        ask_to_take_back(transfer, by=cast.zoe)
    taken_back(transfer, cast.olivia)
    with pytest.raises(CannotUndo):
        ask_to_take_back(transfer, by=cast.olivia)
