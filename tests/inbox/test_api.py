"""The house API's mail: the messages of a record, one whole, and who is told nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inbox.models import Message
from inbox.reading import messages_at
from inbox.taking import take
from tests import makers

from .conftest import MAILS, mail

KEYS = ["id", "message_id", "subject", "from_email", "to_emails", "direction", "snippet", "sent_at", "has_attachments"]


@pytest.fixture
def amelie(cast):
    """A contact with a company, a lead of the same address and a deal; five messages are theirs."""
    take(messages_at(MAILS), owner=cast.marco)
    company = makers.company(cast.marco, "Orchard")
    contact = makers.contact(cast.marco, "Amelie", "Durand", email="amelie@orchard.example", company=company)
    lead = makers.lead(cast.marco, "Amelie", "Durand", email="amelie@orchard.example")
    deal = makers.deal(cast.marco, contact=contact)
    return {"contacts": contact, "companies": company, "leads": lead, "deals": deal}


@pytest.mark.parametrize("kind", ["contacts", "companies", "leads", "deals"])
def test_lists_the_messages_of_a_record_newest_first(cast, amelie, rest, kind):
    answer = rest(cast.olivia).get(f"/api/{kind}/{amelie[kind].pk}/linked-emails")
    assert answer.status_code == 200
    body = answer.json()
    assert list(body) == ["success", "data"]
    told = ["Re: Apples", "Re: Apples", "Apples", "Invitation: Visit of the orchard", "Documents signés ✓"]
    assert [row["subject"] for row in body["data"]] == told
    assert sorted(body["data"][0]) == sorted(KEYS)
    assert body["data"][1] == {
        "id": Message.objects.get(message_id="apples-2@acme.example").pk,
        "message_id": "apples-2@acme.example",
        "subject": "Re: Apples",
        "from_email": "marco@acme.example",
        "to_emails": ["amelie@orchard.example"],
        "direction": "out",
        "snippet": "Four hundred.",
        "sent_at": "2026-01-26T10:00:00.000000Z",
        "has_attachments": False,
    }
    assert body["data"][4]["has_attachments"] is True


@pytest.mark.parametrize("kind", ["contacts", "companies", "leads", "deals"])
def test_a_record_one_does_not_see_is_not_there(cast, amelie, rest, kind):
    for who in (cast.rita, cast.zoe):
        answer = rest(who).get(f"/api/{kind}/{amelie[kind].pk}/linked-emails")
        assert (answer.status_code, answer.json()["success"]) == (404, False)


@pytest.mark.parametrize("pk", ["0", "99999999999999999999999"])
def test_no_such_record_or_message(cast, rest, pk):
    for address in (f"/api/contacts/{pk}/linked-emails", f"/api/deals/{pk}/linked-emails", f"/api/linked-emails/{pk}"):
        assert rest(cast.olivia).get(address).status_code == 404


def test_pages(cast, amelie, rest):
    address = f"/api/contacts/{amelie['contacts'].pk}/linked-emails"
    asked = rest(cast.olivia)
    all_of_it = asked.get(address).json()["data"]
    assert asked.get(f"{address}?page=2&per_page=2").json()["data"] == all_of_it[2:4]
    assert asked.get(f"{address}?page=99").json()["data"] == []
    for query, field in (
        ("page=x", "page"),
        ("page=0", "page"),
        ("per_page=", None),
        ("per_page=1e3", "per_page"),
        ("sort=x", "sort"),
    ):
        answer = asked.get(f"{address}?{query}")
        assert answer.status_code == (422 if field else 200)
        assert field is None or field in answer.json()["errors"]


def test_two_hundred_at_most(cast, bring, rest):
    jane = makers.contact(cast.marco, email="jane@x.example")
    bring(*(mail(str(n), message_id=f"<{n}@x.example>") for n in range(205)))
    assert len(rest(cast.marco).get(f"/api/contacts/{jane.pk}/linked-emails").json()["data"]) == 200


def test_one_message_whole(cast, amelie, rest):
    message = Message.objects.get(message_id="signed-1@orchard.example")
    row = rest(cast.olivia).get(f"/api/linked-emails/{message.pk}").json()["data"]
    assert row["from_name"] == "Amélie Durand"
    assert row["text"].startswith("Bonjour Marco")
    assert "<b>documents</b>" in row["html"]
    assert [one["name"] for one in row["attachments"]] == ["Contrat signé et daté.pdf", "prices; 2026.csv"]
    assert {"name": "Message-ID", "value": "<signed-1@orchard.example>"} in row["headers"]


def test_a_message_of_nobody_one_sees_is_not_there(cast, amelie, rest):
    message = Message.objects.get(subject="お見積りの件")
    assert rest(cast.marco).get(f"/api/linked-emails/{message.pk}").status_code == 200
    for who in (cast.olivia, cast.rita, cast.tess, cast.zoe):
        assert rest(who).get(f"/api/linked-emails/{message.pk}").status_code == 404


def test_what_is_empty_is_null(cast, bring, rest):
    bring(mail("", subject=None, to=None))
    row = rest(cast.marco).get(f"/api/linked-emails/{Message.objects.get().pk}").json()["data"]
    assert (row["subject"], row["message_id"], row["snippet"], row["text"], row["html"]) == (None,) * 5
    assert row["to_emails"] == []


@pytest.mark.parametrize("kind", ["contacts", "companies", "leads", "deals"])
def test_costs_the_same_for_many(cast, bring, rest, amelie, kind):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            rest(cast.marco).get(f"/api/{kind}/{amelie[kind].pk}/linked-emails")
        return len(captured)

    few = asked()
    bring(*(mail(str(n), to="amelie@orchard.example", message_id=f"<{n}@x.example>") for n in range(25)))
    assert asked() == few <= 6


def test_blind_copies_are_told_to_the_message_owners_alone(cast, bring, rest):
    makers.contact(cast.marco, email="jane@x.example")
    bring(mail(bcc="hidden@x.example"))
    address = f"/api/linked-emails/{Message.objects.get().pk}"
    told = {who: rest(getattr(cast, who)).get(address).json()["data"]["headers"] for who in ("marco", "olivia")}
    assert {"name": "bcc", "value": "hidden@x.example"} in told["marco"]
    assert [header["name"] for header in told["olivia"]] == ["from", "to", "subject"]
