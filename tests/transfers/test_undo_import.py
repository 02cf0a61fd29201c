"""A whole import taken back."""

import pytest

from activity.models import Act, Tally
from activity.undo import CannotUndo, undo
from contacts.models import Company, Contact, ContactNote
from customization.models import Tag
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


def test_undoing_it_from_a_card_takes_the_whole_import_back(cast, bring_in, page):
    makers.contact(cast.olivia, email="person1@shop.example", phone="old")
    transfer = bring_in(customers(20))
    client = page(cast.olivia)
    client.post(f"/undo/{transfer.act.pk}")
    assert Transfer.objects.get(pk=transfer.pk).undo_state == "done"
    assert Contact.objects.get().phone == "old"
    assert "30 records restored." in client.get("/contacts").content.decode()


def test_undoing_a_large_one_from_a_card_goes_on_in_the_background(
    cast, bring_in, page, django_capture_on_commit_callbacks
):
    transfer = bring_in(customers(300))
    client = page(cast.olivia)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/undo/{transfer.act.pk}")
        assert Contact.objects.count() == 300
    assert "being undone in the background" in client.get("/contacts").content.decode()
    assert Contact.objects.count() == 0


def test_a_run_is_not_undone_from_a_card_before_it_is_over(cast, bring_in, page):
    transfer = bring_in(customers(20))
    Transfer.objects.filter(pk=transfer.pk).update(status=Transfer.RUNNING)
    client = page(cast.olivia)
    client.post(f"/undo/{transfer.act.pk}")
    assert "cannot be undone" in client.get("/contacts").content.decode()
    assert Contact.objects.count() == 20


def test_work_that_was_undone_does_not_keep_a_record(cast, bring_in):
    transfer = bring_in(table(["first_name"], ["Jane"], ["Joan"]))
    jane, joan = Contact.objects.order_by("pk")
    undo(jane.change(by=cast.marco, job_title="CTO"), by=cast.marco)
    again = undo(joan.change(by=cast.marco, job_title="CTO"), by=cast.marco)
    undo(again.act, by=cast.marco)
    assert taken_back(transfer, cast.olivia).options["undo"]["kept_count"] == 1
    assert Contact.objects.get() == joan


def test_its_undo_can_be_undone(cast, bring_in):
    makers.contact(cast.olivia, email="person1@shop.example", phone="old")
    transfer = bring_in(customers(20))
    taken_back(transfer, cast.olivia)
    report = undo(Act.objects.get(undo_of=transfer.act), by=cast.olivia)
    assert (report.restored, report.kept) == (30, [])
    assert Contact.objects.count() == 20
    assert Contact.objects.get(email="person1@shop.example").phone == "+1-555-0001"


def test_tags_that_only_it_brought_leave_the_vocabulary(cast, bring_in):
    Tag.ensure(cast.acme.pk, ["old"])
    known = makers.contact(cast.olivia, email="k@x.example")
    rows = [["Known", "k@x.example", "added"], ["New", "n@x.example", "old, fresh, taken"]]
    transfer = bring_in(table(["first_name", "email", "tags"], *rows))
    makers.contact(cast.marco, "Else", tags=["taken"])
    taken_back(transfer, cast.olivia)
    assert list(Tag.objects.values_list("name", flat=True)) == ["old", "taken"]
    assert known.tag_names == []


def test_a_company_that_somebody_else_uses_stays(cast, bring_in):
    transfer = bring_in(table(["first_name", "company"], ["Jane", "Shared"], ["Joan", "Alone"]))
    makers.contact(cast.marco, "Else", company="Shared")
    undone = taken_back(transfer, cast.olivia)
    shared = Company.objects.get()
    assert (shared.name, undone.options["undo"]["kept"]) == ("Shared", [["company", shared.pk]])


def test_a_record_that_is_gone_already_is_no_obstacle(cast, bring_in):
    transfer = bring_in(table(["first_name"], ["Jane"], ["Joan"]))
    Contact.objects.first().remove(by=cast.marco)
    assert taken_back(transfer, cast.olivia).options["undo"]["kept_count"] == 0
    assert Contact.objects.count() == 0


def test_what_became_private_since_is_kept_and_stays_hidden(cast, bring_in, rest):
    transfer = bring_in(table(["first_name"], ["Jane"]))
    Contact.objects.get().change(by=cast.marco, is_private=True, assigned_to_id=cast.marco.pk)
    assert taken_back(transfer, cast.olivia).options["undo"]["kept_count"] == 1
    assert Contact.objects.count() == 1


def test_is_done_once_and_only_by_ones_own_organization(cast, bring_in):
    transfer = bring_in(table(["first_name"], ["Jane"]))
    with pytest.raises(CannotUndo):
        ask_to_take_back(transfer, by=cast.zoe)
    taken_back(transfer, cast.olivia)
    with pytest.raises(CannotUndo):
        ask_to_take_back(transfer, by=cast.olivia)
