"""Many contacts of a rep at once."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact
from tests import makers

from .conftest import COMPANY


def rows(count, **more):
    return [{"first_name": f"Jane {n}", "email": f"jane{n}@example.com", **more} for n in range(count)]


@pytest.mark.parametrize("wrap", [list, lambda rows: {"contacts": rows}])
def test_makes_private_contacts_in_their_order(marco, cast, wrap):
    answer = marco.post("contacts/bulk", wrap(rows(3, city="Bonn")))
    body = answer.json()
    assert (answer.status_code, [each["first_name"] for each in body["contacts"]]) == (
        201,
        ["Jane 0", "Jane 1", "Jane 2"],
    )
    assert (body["errors"], body["contacts"][0]["city"], body["contacts"][0]["company_id"]) == ([], "Bonn", None)
    counts = ("total_rows", "created_count", "rejected_count")
    assert [body["meta"][name] for name in counts] == [3, 3, 0]
    assert set(Contact.objects.values_list("assigned_to", "is_private")) == {(cast.marco.pk, True)}
    assert marco.get("contacts").json()["meta"]["total_count"] == 3


def test_keeps_the_good_rows_and_tells_the_bad(marco, cast):
    makers.contact(cast.marco, email2="known@example.com", assigned_to=cast.marco)
    sent = [
        {"first_name": "Good", "email": "good@example.com"}, 7, None, {},
        {"first_name": "Twice", "email": "GOOD@example.com"},
        {"first_name": "Bad", "email": "x", "status": "y" * 51}, {"first_name": "Known", "email": "Known@example.com"},
        {"first_name": "Odd", "nope": 1}, {"last_name": "Also good", "income": 7}, ["x"],
    ]  # fmt: skip
    answer = marco.post("contacts/bulk", sent)
    body = answer.json()
    assert (answer.status_code, [each["full_name"] for each in body["contacts"]]) == (201, ["Good", "Also good"])
    assert {error["row"]: list(error["errors"]) for error in body["errors"]} == {
        2: ["body"], 3: ["body"], 4: ["first_name"], 5: ["email"], 6: ["email", "status"], 7: ["email"], 8: ["nope"],
        10: ["body"],
    }  # fmt: skip
    assert (body["meta"]["created_count"], body["meta"]["rejected_count"]) == (2, 8)


def test_does_not_know_the_emails_of_others(marco, cast):
    makers.contact(cast.olivia, email="jane0@example.com")
    makers.contact(cast.rita, email="jane0@example.com", is_private=True, assigned_to=cast.rita)
    assert marco.post("contacts/bulk", rows(1)).status_code == 201


@pytest.mark.parametrize("body", [[], {"contacts": []}, {}, {"contacts": 7}, 7, "x", None, {"contacts": [], "nope": 1}])
def test_refuses_what_is_no_list(marco, body):
    answer = marco.generic("POST", "contacts/bulk", json.dumps(body), content_type="application/json")
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["contacts"])


def test_refuses_more_than_a_thousand(marco):
    answer = marco.post("contacts/bulk", rows(1_001))
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["contacts"])
    assert not Contact.objects.exists()


def test_of_none_that_is_good_is_422(marco):
    answer = marco.post("contacts/bulk", [{"email": "x"}, 7])
    body = answer.json()
    assert (answer.status_code, body["contacts"], len(body["errors"])) == (422, [], 2)
    assert "error_message" in body


def test_is_for_reps(acme, marco):
    assert acme.post("contacts/bulk", rows(1)).status_code == 404
    assert acme.post(f"{COMPANY}contacts/bulk", rows(1)).status_code == 404


def test_is_one_act_that_happens_once(marco):
    answers = [marco.post("contacts/bulk", rows(2), HTTP_IDEMPOTENCY_KEY="k") for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert marco.post("contacts/bulk?dry_run=1", [{"first_name": "J"}]).status_code == 201
    assert Contact.objects.count() == 2


def test_a_thousand_cost_as_many_queries_as_two(marco):
    def cost(sent):
        with CaptureQueriesContext(connection) as found:
            assert marco.post("contacts/bulk", sent).status_code == 201
        return len(found)

    few = cost([{"first_name": "A"}, {"first_name": "B"}])
    many = cost(rows(1_000, phone="+49 30 12345", metadata={"plan": "Gold"}))
    assert many <= few + 2  # an e-mail is looked for, and tallies may be folded


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite writes one at a time and hides races")
def test_sent_twice_at_once_is_made_once(cast, user):
    start = Barrier(6)

    def send(client):
        try:
            start.wait()
            return client.post("contacts/bulk", rows(20)).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(send, [user(cast.marco) for _n in range(6)]))
    assert (sorted(answers), Contact.objects.count()) == ([201] + [422] * 5, 20)
