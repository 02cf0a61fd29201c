"""The back room's pages of deals."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from deals.models import Deal
from tests import makers
from tests.conftest import BACKEND


@pytest.fixture
def operator(cast):
    user = User.objects.create_superuser("root@host.example", "correct horse battery")
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def body(deal, **values):
    return {
        "organization": deal.organization_id, "name": deal.name, "value": "", "currency": "USD", "stage": deal.stage_id,
        "loss_reason": "", "probability": "", "expected_close_date": "", "source": "", "notes": "", "tag_names": "",
        "assigned_to": "", **values,
    }  # fmt: skip


def test_a_new_stage_moves_the_deal(cast, operator):
    deal = makers.deal(cast.olivia)
    address = reverse("admin:deals_deal_change", args=[deal.pk])
    lost = makers.stage(cast.olivia, "Closed Lost")
    answer = operator.post(address, body(deal, stage=lost.pk, loss_reason="Price", value="5.50"))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    deal.refresh_from_db()
    assert (deal.status, deal.loss_reason, deal.steps.count(), deal.closings.count()) == ("lost", "Price", 2, 1)
    refused = operator.post(address, body(deal, stage=makers.stage(cast.olivia).pk))
    assert set(refused.context["adminform"].form.errors) == {"stage"}


@pytest.mark.parametrize(
    ("values", "field"),
    [({"value": "5.255"}, "value"), ({"value": "-1"}, "value"), ({"loss_reason": "Price"}, "loss_reason")],
)
def test_refusals_name_the_field(cast, operator, values, field):
    deal = makers.deal(cast.olivia)
    answer = operator.post(reverse("admin:deals_deal_change", args=[deal.pk]), body(deal, **values))
    assert set(answer.context["adminform"].form.errors) == {field}


def test_adds_deals_and_names_no_private_contact(cast, operator):
    answer = operator.post(reverse("admin:deals_deal_add"), body(makers.deal(cast.olivia, "First"), name="Second"))
    assert answer.status_code == 302
    assert Deal.objects.get(name="Second").steps.count() == 1
    contact = makers.contact(cast.rita, "Secret", "Sam", is_private=True)
    deal = makers.deal(cast.olivia, contact=contact)
    for address in (reverse("admin:deals_deal_changelist"), reverse("admin:deals_deal_change", args=[deal.pk])):
        assert "Secret" not in operator.get(address).content.decode()
