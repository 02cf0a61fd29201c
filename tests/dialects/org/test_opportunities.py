"""GET /contacts/{id}/opportunities: the deals with a contact."""

from decimal import Decimal

import pytest

from tests import makers


def path(contact):
    return f"/api/v1/contacts/{contact.pk}/opportunities"


def test_shows_deals_bare(cast, olivia):
    jane = makers.contact(cast.olivia)
    open_one = makers.deal(
        cast.olivia,
        "Fleet",
        contact=jane,
        value=Decimal(50_000),
        currency="EUR",
        expected_close_date="2026-12-01",
        probability=35,
    )
    makers.deal(cast.olivia, "Trial", contact=jane, stage="Closed Won")
    makers.deal(cast.olivia, "Lost", contact=jane, stage="Closed Lost")
    makers.deal(cast.olivia, "Another's", contact=makers.contact(cast.olivia, "Joe"))
    lost, trial, fleet = olivia.get(path(jane)).json()
    assert fleet == {
        "id": open_one.pk,
        "name": "Fleet",
        "value": 50_000,
        "currency": "EUR",
        "stage": "Qualification",
        "pipeline": open_one.stage.pipeline.name,
        "probability": 35,
        "status": "open",
        "expected_close_date": "2026-12-01",
    }
    assert (trial["status"], trial["probability"], trial["value"], trial["expected_close_date"]) == (
        "won",
        100,
        None,
        None,
    )
    assert lost["status"] == "lost"


def test_shows_what_the_caller_sees(cast, org):
    jane = makers.contact(cast.olivia)
    makers.deal(cast.olivia, "Nobody's", contact=jane)
    makers.deal(cast.marco, "Private", contact=jane, assigned_to=cast.marco, is_private=True)
    assert [deal["name"] for deal in org(cast.olivia).get(path(jane)).json()] == ["Nobody's"]
    assert len(org(cast.marco).get(path(jane)).json()) == 2
    assert org(cast.rita).get(path(jane)).status_code == org(cast.zoe).get(path(jane)).status_code == 404


@pytest.mark.parametrize("count", [2, 25])
def test_asks_constantly_often(cast, olivia, django_assert_num_queries, count):
    jane = makers.contact(cast.olivia)
    for number in range(count):
        makers.deal(cast.olivia, f"D{number}", contact=jane)
    with django_assert_num_queries(3):
        assert len(olivia.get(path(jane)).json()) == count
