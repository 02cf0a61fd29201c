"""Leads in the back room: looked at, changed through the verbs, qualified nowhere but where it is meant."""

import pytest
from django.urls import reverse

from leads.conversion import qualify
from leads.models import Conversion, Lead, LeadNote
from tests import makers
from tests.conftest import BACKEND


@pytest.fixture
def operator(cast, client):
    cast.olivia.user.is_staff = cast.olivia.user.is_superuser = True
    cast.olivia.user.save()
    client.force_login(cast.olivia.user, backend=BACKEND)
    return client


@pytest.fixture
def staff(cast, client):
    cast.marco.user.is_staff = True
    cast.marco.user.save()
    client.force_login(cast.marco.user, backend=BACKEND)
    return client


def url(model, view, *args):
    return reverse(f"admin:leads_{model._meta.model_name}_{view}", args=args)


def test_every_list_and_card_opens(cast, operator):
    lead = makers.lead(cast.marco, tags=["vip"])
    LeadNote.write(lead, "Called", by=cast.marco)
    conversion = qualify(lead, by=cast.marco)
    for record in (lead, conversion):
        assert operator.get(url(type(record), "changelist")).status_code == 200
        assert operator.get(url(type(record), "change", record.pk)).status_code == 200
    assert operator.get(url(Lead, "changelist") + "?q=stone&status__exact=qualified").status_code == 200


def sent(lead, **changes):
    values = {"organization": lead.organization_id, "first_name": "Lea", "last_name": "Stone", "status": lead.status}
    return values | {"tag_names": "a,b"} | changes


def test_is_changed_through_the_verbs(cast, operator):
    lead = makers.lead(cast.marco, company="Acme")
    answer = operator.post(url(Lead, "change", lead.pk), sent(lead, status="contacted", company="Globex"))
    lead = Lead.objects.get()
    assert answer.status_code == 302
    assert (lead.status, lead.company, lead.company_key, lead.tag_names) == (
        "contacted",
        "Globex",
        "globex",
        ["a", "b"],
    )


@pytest.mark.parametrize(("before", "after"), [("new", "qualified"), ("qualified", "new")])
def test_does_not_qualify_and_does_not_take_it_back(cast, operator, before, after):
    lead = makers.lead(cast.marco)
    if before == "qualified":
        qualify(lead, by=cast.marco)
    answer = operator.post(url(Lead, "change", lead.pk), sent(lead, status=after))
    assert answer.status_code == 200
    assert Lead.objects.get().status == before


def test_staff_see_nothing_private_of_others(cast, staff):
    private = makers.lead(cast.olivia, "Secret", "One", is_private=True, assigned_to=cast.olivia)
    LeadNote.write(private, "Secret", by=cast.olivia)
    qualify(private, by=cast.olivia)
    for model in (Lead, LeadNote, Conversion):
        answer = staff.get(url(model, "changelist"))
        assert "Secret" not in answer.content.decode()
    assert Conversion.objects.count() == 1
