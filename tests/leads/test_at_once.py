"""Many who qualify at the same moment. On PostgreSQL: SQLite lets one write at a time and hides every race."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections, transaction

from accounts.models import Member
from contacts.models import Company, Contact
from leads.conversion import AlreadyQualified, NotQualified, Wish, disqualify_all, qualify, unqualify
from leads.models import Conversion, Lead
from tests import cast as people
from tests import makers
from tests.activity.test_waiting import wait_until_waiting

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite writes one at a time and hides races"),
]
assert connection is not None
MANY = 8


def at_once(act, arguments):
    """What `act` returned or raised for each of the arguments, all begun together, each with a connection of its own."""
    start = Barrier(len(arguments))

    def run(argument):
        try:
            start.wait()
            return act(argument)
        except (AlreadyQualified, NotQualified) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(run, arguments))


def fresh(cast, pk):
    """The lead and Marco as another process would read them."""
    marco = Member.objects.select_related("organization", "user").get(pk=cast.marco.pk)
    return Lead.objects.get(pk=pk), marco


def test_one_lead_becomes_one_contact():
    cast = people.assemble()
    lead = makers.lead(cast.marco, email="lea@example.com", company="Acme")

    def act(_number):
        lead_now, marco = fresh(cast, lead.pk)
        return qualify(lead_now, by=marco, wish=Wish(create_company=True, create_deal=True))

    outcomes = at_once(act, range(MANY))
    refused = [one for one in outcomes if isinstance(one, AlreadyQualified)]
    assert (len(refused), Contact.objects.count(), Company.objects.count()) == (MANY - 1, 1, 1)
    assert {one.contact for one in refused} == {Contact.objects.get()}
    assert Contact.total(cast.marco) == 1


def test_many_leads_with_one_email_become_one_contact():
    cast = people.assemble()
    names = ["Acme", "ACME Inc.", "acme", "Acme, Ltd", "ACME", "Acme GmbH", "acme llc", "Acme AG"]
    leads = [
        makers.lead(cast.marco, f"L{n}", email=("Lea@Example.com", "lea@example.com")[n % 2], company=name)
        for n, name in enumerate(names)
    ]

    def act(pk):
        lead, marco = fresh(cast, pk)
        return qualify(lead, by=marco, wish=Wish(create_company=True))

    outcomes = at_once(act, [lead.pk for lead in leads])
    assert all(isinstance(one, Conversion) for one in outcomes)
    assert sum(one.made_contact for one in outcomes) == 1
    assert (Contact.objects.count(), Company.objects.count()) == (1, 1)
    assert set(Lead.objects.values_list("became_contact", flat=True)) == {Contact.objects.get().pk}


def test_one_qualification_is_taken_back_once():
    cast = people.assemble()
    lead = makers.lead(cast.marco, email="lea@example.com")
    qualify(lead, by=cast.marco)

    def act(_number):
        lead_now, marco = fresh(cast, lead.pk)
        return unqualify(lead_now, by=marco)

    outcomes = at_once(act, range(MANY))
    assert sum(isinstance(one, NotQualified) for one in outcomes) == MANY - 1
    assert (Contact.objects.count(), Lead.objects.get().status) == (0, "new")


def test_qualifying_there_and_back_never_leaves_half():
    cast = people.assemble()
    lead = makers.lead(cast.marco, email="lea@example.com")

    def act(number):
        lead_now, marco = fresh(cast, lead.pk)
        return qualify(lead_now, by=marco) if number % 2 else unqualify(lead_now, by=marco)

    at_once(act, range(MANY))
    lead.refresh_from_db()
    count = 1 if lead.status == "qualified" else 0
    assert (Contact.objects.count(), Conversion.objects.filter(undone_at=None).count()) == (count, count)
    assert Contact.total(cast.marco) == count


@pytest.mark.parametrize("status", ["disqualified", "contacted"])
def test_a_lead_that_is_qualified_meanwhile_is_left_out_of_what_is_done_to_many(status):
    cast = people.assemble()
    lead, other = makers.lead(cast.marco, email="lea@example.com"), makers.lead(cast.marco, "Leo")

    def restate():
        try:
            marco = fresh(cast, lead.pk)[1]
            leads = Lead.objects.visible_to(marco)
            if status == "disqualified":
                return disqualify_all(leads, "No budget", by=marco).changes_count
            return leads.change_all(by=marco, status=status).changes_count
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            qualify(lead, by=cast.marco)
            restated = pool.submit(restate)
            wait_until_waiting(restated)
        assert restated.result(timeout=200) == 1
    found = dict(Lead.objects.values_list("pk", "status"))
    assert found == {lead.pk: "qualified", other.pk: status}


def test_who_holds_what_a_lead_became_is_waited_for_without_the_lead():
    cast = people.assemble()
    lead = makers.lead(cast.marco, email="lea@example.com")
    contact = qualify(lead, by=cast.marco).lead.became_contact

    def take_back():
        try:
            lead_now, marco = fresh(cast, lead.pk)
            return unqualify(lead_now, by=marco).restored
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Contact.objects.all().lock([contact.pk])
            taken = pool.submit(take_back)
            wait_until_waiting(taken)
            Lead.objects.filter(pk=lead.pk).update(became_contact=contact)  # as merging and deleting do
        assert taken.result(timeout=200) == 1
