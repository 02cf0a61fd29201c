"""The list of tasks and the calendar in the house API."""

import datetime

import pytest

from tests import makers

DAY = datetime.date(2026, 3, 10)


def days(number):
    return DAY + datetime.timedelta(days=number)


def titles(answer):
    assert answer.status_code == 200, answer.json()
    return [row["title"] for row in answer.json()["data"]]


@pytest.fixture
def some(cast):
    """Four tasks, and the records they are on."""
    orchard = makers.company(cast.marco, "Orchard")
    contact = makers.contact(cast.marco, company=makers.company(cast.marco, "Zebra"))
    deal = makers.deal(cast.marco, "Alpha deal")
    lead = makers.lead(cast.marco)
    makers.task(cast.marco, "b call", on=contact, due_date=days(1), due_time=datetime.time(9), priority="low")
    makers.task(cast.marco, "A mail", on=orchard, due_date=days(1), due_time=datetime.time(8), priority="high")
    makers.task(cast.olivia, "d plan", on=deal, due_date=days(0), assigned_to=cast.tess, status="completed")
    makers.task(cast.olivia, "c think", on=lead, assigned_to=cast.marco)
    return {"company_id": orchard, "contact_id": contact, "deal_id": deal, "lead_id": lead}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["d plan", "A mail", "b call", "c think"]),
        ("sort_dir=DESC", ["b call", "A mail", "d plan", "c think"]),
        ("sort_by=title", ["A mail", "b call", "c think", "d plan"]),
        ("sort_by=status&sort_dir=DESC&status=completed", ["d plan"]),
        ("sort_by=priority&sort_dir=DESC", ["A mail", "c think", "d plan", "b call"]),
        ("sort_by=assigned_to_name", ["b call", "A mail", "c think", "d plan"]),
        ("sort_by=deal_title", ["d plan", "b call", "A mail", "c think"]),
        ("sort_by=company_name", ["A mail", "b call", "d plan", "c think"]),
        ("sort_by=company_name&sort_dir=DESC", ["b call", "A mail", "c think", "d plan"]),
        ("sort_by=created_at", ["b call", "A mail", "d plan", "c think"]),
        ("priority=high", ["A mail"]),
        ("assigned_to=me", ["A mail", "b call", "c think"]),
        ("scope=me&status=pending", ["A mail", "b call", "c think"]),
        ("scope=team", ["d plan", "A mail", "b call", "c think"]),
        ("due_date_from=2026-03-11", ["A mail", "b call"]),
        ("due_date_to=2026-03-10", ["d plan"]),
        ("search=CALL", ["b call"]),
        ("search=nothing", []),
        ("per_page=1&page=2", ["A mail"]),
        ("date_from=2030-01-01", []),
    ],
)
def test_narrowed_and_sorted(cast, rest, some, query, expected):
    answer = rest(cast.marco).get(f"/api/tasks?{query}")
    assert titles(answer) == expected
    assert set(answer.json()) == {"data", "current_page", "last_page", "per_page", "total"}
    if "per_page" not in query:
        assert answer.json()["total"] == len(expected)


def test_tasks_without_a_deal_come_last_either_way(cast, rest, some):
    makers.task(cast.marco, "e close", on=makers.deal(cast.marco, "Beta deal"))
    for direction, first in (("ASC", ["d plan", "e close"]), ("DESC", ["e close", "d plan"])):
        assert titles(rest(cast.marco).get(f"/api/tasks?sort_by=deal_title&sort_dir={direction}"))[:2] == first


def test_the_order_tells_nothing_of_a_private_deal(cast, rest):
    """A task given to Rita on what became Marco's private deal stands where tasks without a deal stand."""
    hidden = makers.deal(cast.marco, "AAA first", assigned_to=cast.marco)
    makers.task(cast.marco, "hidden", on=hidden, assigned_to=cast.rita)
    makers.task(cast.marco, "shown", on=makers.deal(cast.marco, "ZZZ last"), assigned_to=cast.rita)
    hidden.change(by=cast.marco, is_private=True)
    assert titles(rest(cast.rita).get("/api/tasks?sort_by=deal_title")) == ["shown", "hidden"]


@pytest.mark.parametrize("name", ["contact_id", "company_id", "lead_id", "deal_id"])
def test_narrowed_to_a_record(cast, rest, some, name):
    answer = rest(cast.marco).get(f"/api/tasks?{name}={some[name].pk}")
    assert [row[name] for row in answer.json()["data"]] == [some[name].pk]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("status=done", "status"),
        ("priority=urgent", "priority"),
        ("due_date_from=2026-02-30", "due_date_from"),
        ("due_date_from=2026-02-02&due_date_to=2026-02-01", "due_date_to"),
        ("sort_by=remind_at", "sort_by"),
        ("contact_id=99999999999999999999", "contact_id"),
        ("search=%00", "search"),
        ("due=today", "due"),
    ],
)
def test_wrong_parameters_are_named(cast, rest, query, field):
    answer = rest(cast.marco).get(f"/api/tasks?{query}")
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])


@pytest.mark.parametrize("number", [2, 25])
def test_queries_do_not_grow(cast, rest, django_assert_num_queries, number):
    for at in range(number):
        contact = makers.contact(cast.marco, f"C{at}", company=f"Company {at}")
        makers.task(cast.marco, f"T{at}", on=contact, assigned_to=cast.rita)
    client = rest(cast.marco)
    client.get("/api/tasks")
    with django_assert_num_queries(3):  # who asks, the rows, how many
        assert len(titles(client.get("/api/tasks"))) == number


# -- the calendar --------------------------------------------------------------------------------------


def test_the_calendar_has_the_days_asked_for_both_included(cast, rest, some):
    makers.task(cast.marco, "later", due_date=days(2))
    answer = rest(cast.marco).get("/api/tasks/calendar?start=2026-03-10&end=2026-03-11")
    assert set(answer.json()) == {"success", "data"}
    assert titles(answer) == ["d plan", "A mail", "b call"]


def test_the_calendar_is_narrowed_as_the_list_is(cast, rest, some):
    answer = rest(cast.marco).get("/api/tasks/calendar?start=2026-03-10&end=2026-03-11&assigned_to=me")
    assert titles(answer) == ["A mail", "b call"]


def test_the_calendar_shows_what_one_sees(cast, rest, some):
    assert titles(rest(cast.rita).get("/api/tasks/calendar?start=2026-03-01&end=2026-03-31")) == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "start"),
        ("start=2026-03-01", "end"),
        ("start=2026-03-01&end=soon", "end"),
        ("start=2026-02-30&end=2026-03-01", "start"),
        ("start=2026-03-02&end=2026-03-01", "end"),
        ("start=2026-01-01&end=2027-01-02", "end"),
        ("start=2026-01-01&end=2026-01-02&ends=1", "ends"),
    ],
)
def test_wrong_days_are_named(cast, rest, query, field):
    answer = rest(cast.marco).get(f"/api/tasks/calendar?{query}")
    assert answer.status_code == 422
    assert field in answer.json()["errors"]


def test_a_leap_years_days_fit(cast, rest):
    assert rest(cast.marco).get("/api/tasks/calendar?start=2028-01-01&end=2028-12-31").status_code == 200
