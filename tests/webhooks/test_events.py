"""What happens becomes an event where somebody wants it, in the transaction in which it happens."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from activity.undo import undo
from contacts.merging import merge
from contacts.models import Contact
from customization.merging_tags import merge_tags
from customization.models import Tag
from leads.conversion import qualify
from sharing.models import ShareItem
from sharing.signals import link_opened
from tests import makers
from webhooks import endpoints
from webhooks.models import Endpoint, Event


@pytest.fixture
def hook(cast):
    """`hook(*names)`: an endpoint of Acme that wants these."""
    return lambda *names: endpoints.add("https://hooks.example/in", names, by=cast.olivia)[0]


def names():
    return list(Event.objects.order_by("pk").values_list("name", flat=True))


def told(name):
    """`{id: entry}` of the events of this name."""
    return {entry["id"]: entry for event in Event.objects.filter(name=name).order_by("pk") for entry in event.records}


@pytest.mark.parametrize("kind", ["contact", "company", "lead", "deal", "task"])
class TestEveryKind:
    def test_is_told_when_made_changed_and_deleted(self, cast, hook, kind):
        hook(f"{kind}.created", f"{kind}.updated", f"{kind}.deleted")
        record = getattr(makers, kind)(cast.marco)
        field = {"contact": "first_name", "lead": "first_name", "task": "title"}.get(kind, "name")
        record.change(by=cast.marco, **{field: "Changed"})
        pk = record.pk
        record.remove(by=cast.marco)
        assert names() == [f"{kind}.created", f"{kind}.updated", f"{kind}.deleted"]
        assert told(f"{kind}.created") == {pk: {"id": pk, "fields": {}}}
        assert told(f"{kind}.updated")[pk]["fields"][field][1] == "Changed"
        assert "Changed" in told(f"{kind}.deleted")[pk]["was"]

    def test_is_not_told_where_another_event_is_wanted(self, cast, hook, kind):
        hook("deal.lost" if kind != "deal" else "lead.created")
        getattr(makers, kind)(cast.marco).remove(by=cast.marco)
        assert names() == []

    def test_is_not_told_to_another_organization(self, cast, kind):
        endpoints.add("https://hooks.example/in", [f"{kind}.created"], by=cast.zoe)
        getattr(makers, kind)(cast.marco)
        assert names() == []


class TestDeals:
    def test_a_move_is_told(self, cast, hook):
        hook("deal.moved", "deal.won")
        deal = makers.deal(cast.marco)
        deal.move_to(makers.stage(cast.marco, "Proposal"), by=cast.marco)
        assert names() == ["deal.moved"]

    @pytest.mark.parametrize(("stage", "name"), [("Closed Won", "deal.won"), ("Closed Lost", "deal.lost")])
    def test_a_closing_is_told_once(self, cast, hook, stage, name):
        hook("deal.won", "deal.lost", "deal.updated", "deal.moved")
        deal = makers.deal(cast.marco)
        deal.move_to(makers.stage(cast.marco, stage), by=cast.marco)
        deal.change(by=cast.marco, name="Renamed")
        assert sorted(names()) == sorted(["deal.updated", "deal.moved", name, "deal.updated"])

    def test_a_deal_made_as_won_is_won(self, cast, hook):
        hook("deal.won", "deal.created")
        makers.deal(cast.marco, stage="Closed Won")
        assert sorted(names()) == ["deal.created", "deal.won"]

    def test_a_won_deal_brought_back_is_not_won_again(self, cast, hook):
        deal = makers.deal(cast.marco, stage="Closed Won")
        act = deal.remove(by=cast.marco)
        hook("deal.won", "deal.created")
        undo(act, by=cast.marco)
        assert names() == ["deal.created"]

    def test_a_reopened_deal_is_only_moved(self, cast, hook):
        deal = makers.deal(cast.marco, stage="Closed Won")
        hook("deal.won", "deal.lost", "deal.moved")
        deal.reopen(by=cast.marco)
        assert names() == ["deal.moved"]


class TestLeads:
    def test_qualifying_is_told_with_what_it_made(self, cast, hook):
        lead = makers.lead(cast.marco, company="Orchard")
        hook("lead.qualified", "contact.created", "company.created")
        qualify(lead, by=cast.marco)
        assert set(names()) >= {"lead.qualified", "contact.created"}
        assert told("lead.qualified").keys() == {lead.pk}


class TestMany:
    def test_a_bulk_change_is_one_event_a_chunk(self, cast, hook):
        people = [makers.contact(cast.marco, f"P{n}") for n in range(30)]
        hook("contact.updated")
        Contact.objects.visible_to(cast.marco).change_all(by=cast.marco, status="inactive")
        assert names() == ["contact.updated"]
        assert told("contact.updated").keys() == {person.pk for person in people}

    def test_no_event_holds_more_than_a_chunk(self, cast, hook, monkeypatch):
        monkeypatch.setattr("webhooks.listening.CHUNK", 10)
        hook("contact.created")
        people = [Contact(first_name=f"P{n}", last_name="X") for n in range(25)]
        Contact.objects.create_all(people, by=cast.marco)
        assert [len(event.records) for event in Event.objects.order_by("pk")] == [10, 10, 5]

    def test_undo_is_told_as_what_it_does(self, cast, hook):
        hook("contact.created", "contact.updated", "contact.deleted")
        jane = makers.contact(cast.marco)
        act = jane.change(by=cast.marco, first_name="Joan")
        undo(act, by=cast.marco)
        gone = jane.remove(by=cast.marco)
        undo(gone, by=cast.marco)
        kinds = [name.partition(".")[2] for name in names()]
        assert kinds == ["created", "updated", "updated", "deleted", "created"]

    def test_a_merge_is_told_as_what_it_does(self, cast, hook):
        kept, gone = makers.contact(cast.marco, "Jane"), makers.contact(cast.marco, "Jane", phone="+1 555 0100")
        hook("contact.updated", "contact.deleted")
        merge(kept, gone, by=cast.marco)
        assert sorted(names()) == ["contact.deleted", "contact.updated"]
        assert told("contact.deleted").keys() == {gone.pk}
        assert told("contact.updated").keys() == {kept.pk}

    def test_what_is_not_done_is_not_told(self, cast, hook):
        hook("contact.created")

        @transaction.atomic
        def fail():
            makers.contact(cast.marco)
            raise RuntimeError

        with pytest.raises(RuntimeError):
            fail()
        assert names() == []


class TestPrivate:
    @pytest.fixture(autouse=True)
    def hears_all(self, hook):
        hook(*[f"{kind}.{verb}" for kind in ("contact", "task", "deal") for verb in ("created", "updated", "deleted")],
             "deal.won", "deal.moved")  # fmt: skip

    def test_nothing_of_it_is_told(self, cast):
        jane = makers.contact(cast.marco, assigned_to=cast.marco, is_private=True)
        jane.change(by=cast.marco, first_name="Joan")
        act = jane.remove(by=cast.marco)
        undo(act, by=cast.marco)
        deal = makers.deal(cast.marco, assigned_to=cast.marco, is_private=True)
        deal.move_to(makers.stage(cast.marco, "Closed Won"), by=cast.marco)
        assert names() == []

    def test_nor_of_its_tasks(self, cast):
        jane = makers.contact(cast.marco, assigned_to=cast.marco, is_private=True)
        task = makers.task(cast.marco, on=jane)
        task.complete(by=cast.marco)
        task.remove(by=cast.marco)
        assert names() == []

    def test_becoming_private_is_told_as_an_end_without_a_word_of_it(self, cast):
        jane = makers.contact(cast.marco, assigned_to=cast.marco)
        Event.objects.all().delete()
        jane.change(by=cast.marco, is_private=True, first_name="Secret")
        assert names() == ["contact.deleted"]
        assert told("contact.deleted") == {jane.pk: {"id": jane.pk, "bare": True}}

    def test_being_shared_is_told_as_a_beginning(self, cast):
        jane = makers.contact(cast.marco, assigned_to=cast.marco, is_private=True)
        jane.change(by=cast.marco, is_private=False, first_name="Open")
        assert names() == ["contact.created"]
        assert told("contact.created") == {jane.pk: {"id": jane.pk, "fields": {}}}

    def test_of_many_only_the_shared_are_told(self, cast):
        shared = makers.contact(cast.marco)
        makers.contact(cast.marco, assigned_to=cast.marco, is_private=True)
        Event.objects.all().delete()
        Contact.objects.visible_to(cast.marco).change_all(by=cast.marco, status="inactive")
        assert told("contact.updated").keys() == {shared.pk}
        Contact.objects.visible_to(cast.marco).remove_all(by=cast.marco)
        assert told("contact.deleted").keys() == {shared.pk}

    def test_a_tag_merged_into_another_is_told_of_the_shared_alone(self, cast):
        shared = makers.contact(cast.marco, tags=["old"])
        makers.contact(cast.marco, assigned_to=cast.marco, is_private=True, tags=["old"])
        kept = Tag.objects.create(organization=cast.acme, name="new")
        old = Tag.objects.visible_to(cast.olivia).get(name="old")
        Event.objects.all().delete()
        merge_tags(kept, old, by=cast.olivia)
        assert told("contact.updated").keys() == {shared.pk}


class TestLinks:
    @pytest.fixture
    def link(self, cast):
        from sharing.linking import share

        item = ShareItem.objects.create(organization=cast.acme, title="Prices", url="https://shop.example/prices")

        def make(contact):
            return share(contact, item, "link", by=cast.marco)[0]

        return make

    def opened(self, link):
        from django.utils import timezone

        from sharing.models import LinkEvent

        event = LinkEvent(organization_id=link.organization_id, link=link, kind=LinkEvent.OPEN, at=timezone.now())
        link_opened.send(sender=type(link), link=link, event=event)

    def test_an_opening_is_told(self, cast, hook, link):
        hook("smart_link.opened")
        made = link(makers.contact(cast.marco))
        self.opened(made)
        assert told("smart_link.opened") == {made.pk: {"id": made.pk}}

    def test_one_of_a_private_contact_is_not(self, cast, hook, link):
        hook("smart_link.opened")
        self.opened(link(makers.contact(cast.marco, assigned_to=cast.marco, is_private=True)))
        assert names() == []

    def test_nor_where_nobody_wants_it(self, cast, hook, link):
        hook("contact.created")
        made = link(makers.contact(cast.marco))
        Event.objects.all().delete()
        self.opened(made)
        assert names() == []


class TestCost:
    def queries(self, act):
        with CaptureQueriesContext(connection) as captured:
            act()
        return len(captured)

    def test_nothing_is_asked_where_nobody_listens(self, cast, hook):
        hook("lead.created")
        with CaptureQueriesContext(connection) as captured:
            jane = makers.contact(cast.marco)
            jane.change(by=cast.marco, first_name="Joan")
            jane.remove(by=cast.marco)
        assert not [query for query in captured if "webhooks_" in query["sql"] or "hears" in query["sql"]]

    def test_listening_costs_the_same_for_few_and_for_many(self, cast, hook):
        hook("contact.updated", "contact.deleted")
        for number in range(2):
            makers.contact(cast.marco, f"P{number}")
        everybody = Contact.objects.visible_to(cast.marco)
        few = self.queries(lambda: everybody.change_all(by=cast.marco, status="inactive"))
        for number in range(25):
            makers.contact(cast.marco, f"P{number}")
        assert self.queries(lambda: everybody.change_all(by=cast.marco, status="active")) == few


def test_an_endpoint_that_is_off_hears_nothing(cast, hook):
    endpoints.turn_off(hook("contact.created"), by=cast.olivia)
    makers.contact(cast.marco)
    assert (names(), Endpoint.objects.count()) == ([], 1)
