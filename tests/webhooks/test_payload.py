"""What is told: the record as the house API shows it, what changed, and nothing that is private."""

import json
from decimal import Decimal

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sharing.models import ShareItem
from tests import makers
from webhooks import endpoints
from webhooks.expanding import expand_waiting
from webhooks.models import Delivery, Event
from webhooks.vocabulary import NAMES


@pytest.fixture
def hook(cast):
    return endpoints.add("https://hooks.example/in", NAMES, by=cast.olivia)[0]


@pytest.fixture
def expand(clock):
    """`expand()` → `[message as JSON]` of what waits, the oldest first."""

    def make():
        Delivery.objects.all().delete()
        expand_waiting(clock, seconds=30)
        return [json.loads(one.body) for one in Delivery.objects.order_by("event_id", "pk")]

    return make


def of(messages, name):
    return next(message["data"] for message in messages if message["type"] == name)


@pytest.mark.parametrize("kind", ["contact", "company", "lead", "deal", "task"])
def test_a_record_looks_as_in_the_api(cast, hook, expand, rest, kind):
    record = getattr(makers, kind)(cast.marco)
    message = expand()[0]
    path = {"company": "companies"}.get(kind, f"{kind}s")
    shown = rest(cast.olivia).get(f"/api/{path}/{record.pk}").json()
    shown = shown.get("data", shown)
    shown.pop("note_items", None)
    assert message.keys() == {"type", "timestamp", "data"}
    assert message["type"] == f"{kind}.created"
    assert message["timestamp"].endswith("Z")
    assert message["data"] == {
        "kind": kind, "id": record.pk, "by": {"id": cast.marco.pk, "name": "Marco Diaz"}, "record": shown,
    }  # fmt: skip


def test_changes_are_told_with_old_and_new(cast, hook, expand):
    jane = makers.contact(cast.marco, phone="1", tags=["b", "A"])
    expand()
    jane.change(by=cast.marco, phone="2", email="jane@example.com", tags=["c"], assigned_to_id=cast.rita.pk)
    data = of(expand(), "contact.updated")
    assert data["record"]["phone"] == "2"
    assert data["changes"] == {
        "phone": {"old": "1", "new": "2"},
        "email": {"old": None, "new": "jane@example.com"},
        "tags": {"old": "A,b", "new": "c"},
        "assigned_to": {"old": None, "new": cast.rita.pk},
    }


def test_amounts_and_times_are_written_as_the_api_writes_them(cast, hook, expand):
    deal = makers.deal(cast.marco, value=Decimal(50_000))
    expand()
    deal.move_to(makers.stage(cast.marco, "Closed Won"), by=cast.marco)
    deal.change(by=cast.marco, value=deal.value * 2)
    messages = expand()
    closing = of(messages, "deal.won")
    assert closing["changes"]["closed_at"] == {"old": None, "new": closing["record"]["closed_at"]}
    assert closing["changes"]["status"] == {"old": "open", "new": "won"}
    assert messages[-1]["data"]["changes"] == {"value": {"old": 50_000, "new": 100_000}}


def test_custom_fields_are_told_while_they_are_there(cast, hook, expand):
    field = makers.custom_field(cast.olivia, "Plan")
    makers.custom_field(cast.olivia, "Gone")
    jane = makers.contact(cast.marco, custom={"plan": "Gold"})
    expand()
    jane.change(by=cast.marco, custom={"plan": "Silver", "gone": "x"})
    type(field).objects.filter(key="gone").delete()
    cast.acme.shape = [each for each in cast.acme.shape if "gone" not in str(each)]
    cast.acme.save(update_fields=["shape"])
    data = of(expand(), "contact.updated")
    assert data["changes"] == {"custom.plan": {"old": "Gold", "new": "Silver"}}


def test_what_is_kept_for_files_and_finding_is_not_told(cast, hook, expand):
    jane = makers.contact(cast.marco)
    expand()
    jane.change(by=cast.marco, external_id="secret-7", first_name="Joan")
    assert of(expand(), "contact.updated")["changes"].keys() == {"first_name"}


def test_a_deleted_record_is_told_as_it_was(cast, hook, expand, rest):
    deal = makers.deal(cast.marco, value=Decimal(1_200), tags=["vip"])
    shown = rest(cast.olivia).get(f"/api/deals/{deal.pk}").json()
    expand()
    deal.remove(by=cast.marco)
    data = of(expand(), "deal.deleted")
    shown = shown.get("data", shown)
    shown.pop("note_items", None)
    assert data["was"] == shown
    assert "record" not in data
    assert '"value":1200.00' in Delivery.objects.get().body


class TestPrivate:
    def test_what_became_private_before_it_was_told_is_not(self, cast, hook, expand):
        jane = makers.contact(cast.marco, assigned_to=cast.marco, phone="5550100")
        jane.change(by=cast.marco, is_private=True)
        messages = expand()
        assert [message["type"] for message in messages] == ["contact.deleted"]
        assert messages[0]["data"]["was"] is None
        assert "5550100" not in Delivery.objects.get().body
        assert Delivery.objects.get().is_bare

    def test_what_is_gone_is_told_by_its_end_alone(self, cast, hook, expand):
        makers.contact(cast.marco).remove(by=cast.marco)
        assert [message["type"] for message in expand()] == ["contact.deleted"]

    def test_another_record_that_is_private_is_not_named(self, cast, hook, expand):
        hidden = makers.company(cast.marco, "Hidden Works", assigned_to=cast.marco, is_private=True)
        shown = makers.company(cast.marco, "Shown Works")
        jane = makers.contact(cast.marco, company=hidden)
        expand()
        jane.change(by=cast.marco, company_id=shown.pk)
        jane.change(by=cast.marco, company_id=hidden.pk)
        first, second = [m["data"] for m in expand() if m["type"] == "contact.updated"]
        assert first["changes"]["company_id"] == {"old": None, "new": shown.pk}
        assert second["changes"]["company_id"] == {"old": shown.pk, "new": None}
        assert (second["record"]["company_id"], second["record"]["company_name"]) == (None, None)
        assert not Delivery.objects.filter(body__contains="Hidden Works").exists()

    def test_a_lead_does_not_name_the_private_contact_it_became(self, cast, hook, expand):
        lead = makers.lead(cast.marco)
        hidden = makers.contact(cast.marco, assigned_to=cast.marco, is_private=True)
        expand()
        type(lead).objects.filter(pk=lead.pk).update(became_contact=hidden)
        lead.change(by=cast.marco, phone="7")
        assert of(expand(), "lead.updated")["record"]["contact_id"] is None


def test_an_opened_link_is_told_without_its_token(cast, hook, expand):
    from tests.webhooks.test_events import TestLinks

    item = ShareItem.objects.create(organization=cast.acme, title="Prices", url="https://shop.example/prices")
    from sharing.linking import share

    link, _new = share(makers.contact(cast.marco), item, "email", by=cast.marco)
    expand()
    TestLinks().opened(link)
    data = of(expand(), "smart_link.opened")
    assert data["record"]["share_item"]["title"] == "Prices"
    assert data["record"]["contact_name"] == "Jane Smith"
    assert link.token not in Delivery.objects.get().body


class TestExpansion:
    def test_makes_one_delivery_for_each_endpoint_and_record(self, cast, clock):
        for name in ("contact.created", "contact.created", "lead.created"):
            endpoints.add("https://hooks.example/in", [name], by=cast.olivia)
        makers.contact(cast.marco)
        assert expand_waiting(clock, seconds=30) == 2
        assert expand_waiting(clock, seconds=30) == 0

    def test_does_it_once_however_often_it_is_asked(self, cast, hook, clock):
        makers.contact(cast.marco)
        expand_waiting(clock, seconds=30)
        Event.objects.update(expanded_at=None)
        expand_waiting(clock, seconds=30)
        assert Delivery.objects.count() == 1

    def test_costs_the_same_for_few_and_for_many(self, cast, hook, clock):
        from contacts.models import Contact

        def cost(count):
            Contact.objects.create_all(
                [Contact(first_name=f"P{n}", last_name="X") for n in range(count)], by=cast.marco
            )
            with CaptureQueriesContext(connection) as captured:
                assert expand_waiting(clock, seconds=30) == count
            return len(captured)

        assert cost(2) == cost(25)

    def test_an_event_that_cannot_be_told_holds_up_no_other(self, cast, hook, clock):
        makers.contact(cast.marco)
        Event.objects.update(records=[{"wrong": 1}])
        makers.contact(cast.marco)
        assert expand_waiting(clock, seconds=30) == 1
        assert Event.objects.waiting().count() == 1

    def test_keeps_amounts_exact(self, cast, hook, clock):
        deal = makers.deal(cast.marco, value=Decimal("99999999999.99"))
        expand_waiting(clock, seconds=30)
        body = Delivery.objects.get(record_id=deal.pk).body
        assert '"value":99999999999.99' in body
        assert orjson.loads(body)["data"]["id"] == deal.pk
