"""Whatever names a record by a foreign key moves along. A new one fails here until it says how a row of it is made."""

import pytest
from django.db.models import F

from contacts.merging import merge, undo_merge
from contacts.merging.parts import attached_to, has_already, path_of
from contacts.models import Company, CompanyNote, Contact, ContactNote
from leads.models import Conversion, Lead, LeadNote
from sharing.grouping import add_group, put_in, take_out
from sharing.models import Grouped
from sharing.opening import record_open
from tests import makers
from tests.sharing import links

pytestmark = pytest.mark.django_db

MAKE = {
    "contacts.Contact.company": lambda by, on: makers.contact(by, "Part", company=on),
    "contacts.ContactNote.contact": lambda by, on: ContactNote.write(on, "Part", by=by),
    "contacts.CompanyNote.company": lambda by, on: CompanyNote.write(on, "Part", by=by),
    "leads.LeadNote.lead": lambda by, on: LeadNote.write(on, "Part", by=by),
    "leads.Lead.became_contact": lambda by, on: _became(by, became_contact=on),
    "leads.Lead.became_company": lambda by, on: _became(by, became_company=on),
    "leads.Conversion.lead": lambda by, on: Conversion.objects.create(organization=by.organization, lead=on),
    "deals.Deal.contact": lambda by, on: makers.deal(by, contact=on),
    "deals.Deal.company": lambda by, on: makers.deal(by, company=on),
    "sharing.Grouped.contact": lambda by, on: grouped(add_group("Part", by=by), on, by),
    "sharing.SmartLink.contact": lambda by, on: links.link(by, on, links.item(by)),
    "sharing.LinkEvent.contact": lambda by, on: _opened(by, on),
    "tasks.Task.contact": lambda by, on: makers.task(by, on=on),
    "tasks.Task.company": lambda by, on: makers.task(by, on=on),
    "tasks.Task.lead": lambda by, on: makers.task(by, on=on),
}
TWO = {Contact: makers.contact, Company: makers.company, Lead: makers.lead}
RELATIONS = [(model, field) for model in TWO for field in attached_to(model)]


def grouped(group, contact, by):
    put_in(group, [contact.pk], by=by)
    return Grouped.objects.get(group=group, contact=contact)


def _became(by, **values):
    lead = makers.lead(by, "Part")
    Lead.objects.filter(pk=lead.pk).update(**values)
    return lead


def _opened(by, contact):
    link = links.link(by, contact, links.item(by, "Opened"))
    return record_open(link, at=link.created_at, ip="198.51.100.7", user_agent=links.BROWSER)


def test_every_relation_has_an_example():
    assert {path_of(field) for _model, field in RELATIONS} == MAKE.keys()


@pytest.mark.parametrize(("model", "field"), RELATIONS, ids=lambda one: path_of(one) if hasattr(one, "attname") else "")
def test_moves_along_and_back(cast, model, field):
    kept, gone = TWO[model](cast.marco), TWO[model](cast.marco)
    part = MAKE[path_of(field)](cast.marco, gone)
    done = merge(kept, gone, by=cast.marco)
    part.refresh_from_db()
    assert getattr(part, field.attname) == kept.pk
    undo_merge(done, by=cast.marco)
    part.refresh_from_db()
    assert getattr(part, field.attname) == gone.pk


def test_what_a_record_has_only_once_is_told(cast):
    kept, gone = makers.lead(cast.marco), makers.lead(cast.marco)
    for lead in (kept, gone):
        Conversion.objects.create(organization=cast.acme, lead=lead)
    field = Conversion._meta.get_field("lead")
    twice = Conversion.objects.filter(has_already(field, kept), lead=gone)
    assert twice.count() == 1
    Conversion.objects.filter(lead=kept).update(undone_at=F("at"))
    assert twice.count() == 0


def test_a_record_that_moves_tells_it_in_its_history(cast):
    from activity.models import Change

    kept, gone = makers.contact(cast.marco), makers.contact(cast.marco)
    deal, task = makers.deal(cast.marco, contact=gone), makers.task(cast.marco, on=gone)
    done = merge(kept, gone, by=cast.marco)
    for record in (deal, task):
        change = Change.objects.get(act=done.act, kind=record.KIND, record_id=record.pk)
        assert change.fields == {"contact_id": [gone.pk, kept.pk]}


def test_two_in_the_same_group_are_one_in_it_and_two_again(cast):
    kept, gone = makers.contact(cast.marco), makers.contact(cast.marco)
    both, only = add_group("Both", by=cast.marco), add_group("Only", by=cast.olivia)
    put_in(both, [kept.pk, gone.pk], by=cast.marco)
    put_in(only, [gone.pk], by=cast.olivia)

    def within(contact):
        return sorted(Grouped.objects.filter(contact=contact).values_list("group_id", flat=True))

    done = merge(kept, gone, by=cast.marco)
    assert within(kept) == [both.pk, only.pk]
    undo_merge(done, by=cast.marco)
    assert within(kept) == [both.pk]
    assert within(gone) == [both.pk, only.pk]


def test_a_group_that_is_gone_by_then_does_not_stop_it_from_being_taken_apart(cast):
    kept, gone = makers.contact(cast.marco), makers.contact(cast.marco)
    group = add_group("Both", by=cast.marco)
    put_in(group, [kept.pk, gone.pk], by=cast.marco)
    done = merge(kept, gone, by=cast.marco)
    group.delete()
    undo_merge(done, by=cast.marco)
    assert not Grouped.objects.exists()


def test_taken_apart_is_in_the_group_that_the_kept_one_left(cast):
    kept, gone = makers.contact(cast.marco), makers.contact(cast.marco)
    group = add_group("Both", by=cast.marco)
    put_in(group, [kept.pk, gone.pk], by=cast.marco)
    done = merge(kept, gone, by=cast.marco)
    take_out(group, [kept.pk], by=cast.marco)
    undo_merge(done, by=cast.marco)
    assert list(Grouped.objects.values_list("contact_id", flat=True)) == [gone.pk]
