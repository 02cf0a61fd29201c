"""A step that breaks leaves nothing behind: every table is as it was."""

from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from activity import recording
from contacts.models import Company, Contact, ContactNote
from customization.models import Tag
from deals.models import Deal
from leads import signals
from leads.conversion import Wish, qualify, unqualify
from leads.conversion import qualifying as qualifying_steps
from leads.models import Conversion, Lead, LeadNote
from tests import makers

pytestmark = pytest.mark.django_db
ALL = Wish(create_company=True, create_deal=True)


class Broken(Exception):
    """What a broken step raises."""


def broken(*args, **kwargs):
    raise Broken


def dump():
    """Every row of every table of ours."""
    models = [model for model in apps.get_models() if not model._meta.proxy]
    return {model._meta.label: sorted(map(repr, model._base_manager.values_list())) for model in models}


@contextmanager
def breaking(signal):
    signal.connect(broken)
    try:
        yield
    finally:
        signal.disconnect(broken)


@pytest.fixture
def lead(cast):
    lead = makers.lead(cast.marco, company="Acme", email="lea@example.com", tags=["vip"], notes="Hot.")
    LeadNote.write(lead, "Called", by=cast.marco)
    makers.task(cast.marco, on=lead)
    return lead


def refuses(act, monkeypatch, step):
    """Run `act` with `step` (object, name) broken; everything is as it was."""
    before = dump()
    monkeypatch.setattr(*step, broken)
    with pytest.raises(Broken), transaction.atomic():
        act()
    monkeypatch.undo()
    assert dump() == before


QUALIFYING = [
    (recording, "open_act"),
    (Company, "create"),
    (Contact, "create"),
    (Contact, "take_relations"),
    (Deal, "create"),
    (Deal, "save"),
    (recording, "created"),
    (recording, "changed"),
    (recording, "_count"),
    (Tag, "ensure"),
    (Conversion.objects, "create"),
    (ContactNote.objects, "bulk_create"),
    (Conversion, "save"),
    (Lead, "become"),
    (qualifying_steps, "_carry"),
    (signals.lead_qualified, "send"),
]


@pytest.mark.parametrize("step", QUALIFYING, ids=lambda step: f"{getattr(step[0], '__name__', '')}.{step[1]}")
def test_qualifying_is_whole_or_not_at_all(cast, lead, monkeypatch, step):
    refuses(lambda: qualify(lead, by=cast.marco, wish=ALL), monkeypatch, step)
    qualify(Lead.objects.get(pk=lead.pk), by=cast.marco, wish=ALL)
    assert Contact.objects.count() == 1


JOINING = [(Contact, "change"), (Contact, "derive"), (recording, "changed"), (ContactNote.objects, "bulk_create")]


@pytest.mark.parametrize("step", JOINING, ids=lambda step: step[1])
def test_joining_is_whole_or_not_at_all(cast, lead, monkeypatch, step):
    makers.contact(cast.marco, email="lea@example.com")
    refuses(lambda: qualify(lead, by=cast.marco, wish=ALL), monkeypatch, step)


UNQUALIFYING = [
    (recording, "open_act"),
    (LeadNote.objects, "bulk_create"),
    (Lead, "become_open"),
    (recording, "removed"),
    (Conversion, "save"),
    (signals.lead_unqualified, "send"),
]


@pytest.mark.parametrize("step", UNQUALIFYING, ids=lambda step: step[1])
def test_taking_back_is_whole_or_not_at_all(cast, lead, monkeypatch, step):
    qualify(lead, by=cast.marco, wish=ALL)
    refuses(lambda: unqualify(lead, by=cast.marco), monkeypatch, step)
    unqualify(lead, by=cast.marco)
    assert Contact.objects.count() == 0


@pytest.mark.parametrize("signal", [signals.lead_qualified, signals.lead_unqualified], ids=["there", "back"])
def test_a_listener_that_breaks_breaks_it_whole(cast, lead, signal):
    if signal is signals.lead_unqualified:
        qualify(lead, by=cast.marco, wish=ALL)
    act = qualify if signal is signals.lead_qualified else unqualify
    before = dump()
    with breaking(signal), pytest.raises(Broken), transaction.atomic():
        act(lead, by=cast.marco)
    assert dump() == before


def test_the_database_holds_one_qualification_a_lead(cast, lead):
    qualify(lead, by=cast.marco)
    with pytest.raises(IntegrityError), transaction.atomic():
        Conversion.objects.create(organization=cast.acme, lead=lead)


def test_the_database_holds_a_reason_for_disqualified_leads_only(cast, lead):
    with pytest.raises(IntegrityError), transaction.atomic():
        Lead.objects.filter(pk=lead.pk).update(disqualified_for="Spam")


def test_the_dump_sees_a_change(cast, lead):
    before = dump()
    lead.change(by=cast.marco, phone="5")
    assert dump() != before
