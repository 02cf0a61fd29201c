"""The verbs every record has: they write history and tallies, and can be taken back."""

import pytest

from activity.models import Act, Tally
from activity.undo import CannotUndo, undo
from contacts.models import Contact, ContactNote
from tests import makers
from tests.sharing.links import link


def test_change_says_what_was_and_what_is(cast):
    jane = makers.contact(cast.olivia, tags=["a", "B"])
    act = jane.change(by=cast.marco, job_title="CTO", tags=["b", "c"])
    assert act.changes.get().fields == {"job_title": ["", "CTO"], "tags": [["a", "B"], ["B", "c"]]}
    assert act.member == cast.marco


def test_change_to_the_same_writes_nothing(cast):
    jane = makers.contact(cast.olivia, job_title="CTO")
    assert jane.change(by=cast.marco, job_title="CTO") is None


def test_tally_follows_every_verb(cast):
    jane = makers.contact(cast.olivia, assigned_to=cast.rita)
    john = makers.contact(cast.olivia, "John")
    assert [Tally.total(m, "contact") for m in (cast.olivia, cast.rita, cast.tess, cast.zoe)] == [2, 1, 1, 0]
    john.change(by=cast.olivia, status="inactive")
    assert Tally.total(cast.olivia, "contact", status="inactive") == 1
    jane.remove(by=cast.olivia)
    Tally.compact(cast.acme.pk, "contact")
    assert Tally.total(cast.olivia, "contact") == 1


def test_undo_of_a_removal_brings_everything_back(cast):
    jane = makers.contact(cast.olivia, company="Acme, Inc.", tags=["a"], email="J@x.example")
    ContactNote.write(jane, "Prefers calls after two.", by=cast.marco)
    report = undo(jane.remove(by=cast.olivia), by=cast.olivia)
    back = Contact.objects.get(pk=jane.pk)
    assert report.restored == 1
    assert (back.tag_names, back.note_records.count(), back.company_id) == (["a"], 1, jane.company_id)
    assert Tally.total(cast.olivia, "contact") == 1


def test_undo_of_a_company_removal_links_its_people_again(cast):
    jane = makers.contact(cast.olivia, company="Acme, Inc.")
    act = jane.company.remove(by=cast.olivia)
    assert Contact.objects.get(pk=jane.pk).company_id is None
    undo(act, by=cast.olivia)
    assert Contact.objects.get(pk=jane.pk).company_id == jane.company_id


def test_undo_keeps_what_was_changed_since(cast):
    jane = makers.contact(cast.olivia, job_title="Buyer", source="Fair")
    act = jane.change(by=cast.olivia, job_title="CTO", source="Web")
    jane.change(by=cast.marco, source="Phone")
    report = undo(act, by=cast.olivia)
    back = Contact.objects.get(pk=jane.pk)
    assert (back.job_title, back.source) == ("Buyer", "Phone")
    assert report.kept == [("contact", jane.pk)]


def test_undo_keeps_a_contact_that_was_sent_a_link(cast):
    jane = makers.contact(cast.marco)
    link(cast.marco, jane)
    report = undo(Act.objects.get(verb="contact_created"), by=cast.marco)
    assert (report.restored, report.kept) == (0, [("contact", jane.pk)])


def test_undo_happens_once_and_only_to_ones_own(cast):
    jane = makers.contact(cast.olivia)
    act = jane.change(by=cast.olivia, job_title="CTO")
    with pytest.raises(CannotUndo):
        undo(act, by=cast.marco)
    undo(act, by=cast.olivia)
    with pytest.raises(CannotUndo):
        undo(act, by=cast.olivia)


def test_bulk_verbs_are_one_act_with_history(cast):
    for name in ("Ann", "Bob", "Cy"):
        makers.contact(cast.olivia, name)
    everybody = Contact.objects.visible_to(cast.olivia)
    act = everybody.change_all(by=cast.olivia, status="inactive")
    assert act.changes_count == 3
    tagging = everybody.tag_all(by=cast.olivia, add=["fair"])
    assert {tuple(c.tag_names) for c in everybody} == {("fair",)}
    undo(tagging, by=cast.olivia)
    undo(act, by=cast.olivia)
    assert everybody.filter(status="active", tags=None).count() == 3


def test_search_finds_words_in_any_order_and_case(cast):
    jane = makers.contact(cast.olivia, "Łukasz", "Żak", company="Baltic Works", phone="+48 22 555 01")
    makers.contact(cast.olivia, "Percent", "100%")
    seen = Contact.objects.visible_to(cast.olivia)
    for text in ("zak lukasz", "BALTIC ż", "4822555", "lu"):
        assert list(seen.search(text)) == [jane], text
    assert seen.search("0%").count() == 0  # two letters must begin a word
    assert seen.search("100%").count() == 1
    assert seen.search("1_0").count() == 0


def test_undo_of_bulk_acts_costs_no_more_for_more_records(cast, django_assert_max_num_queries):
    for number in range(60):
        jane = makers.contact(cast.olivia, f"Jane {number}", tags=[f"t{number % 3}"])
        ContactNote.write(jane, "Hello.", by=cast.marco)
    everybody = Contact.objects.visible_to(cast.olivia)
    tagging = everybody.tag_all(by=cast.olivia, add=["fair", "T0"], remove=["t1"])
    with django_assert_max_num_queries(30):
        undo(tagging, by=cast.olivia)
    assert {tuple(c.tag_names) for c in everybody} == {("t0",), ("t1",), ("t2",)}
    removal = everybody.remove_all(by=cast.olivia)
    with django_assert_max_num_queries(30):
        assert undo(removal, by=cast.olivia).restored == 60
    assert everybody.filter(tags__name="t1").count() == 20
    assert ContactNote.objects.visible_to(cast.olivia).count() == 60
    assert Tally.total(cast.olivia, "contact") == 60
