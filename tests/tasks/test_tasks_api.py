"""Tasks in the house API."""

import datetime

import pytest

from tasks.models import Task
from tests import makers

KEYS = {
    "id", "title", "description", "due_date", "due_time", "due_at", "priority", "status", "assigned_to",
    "assigned_to_name", "contact_id", "contact_name", "company_id", "company_name", "lead_id", "lead_name", "deal_id",
    "deal_title", "completed_at", "completed_by", "created_by", "created_by_name", "created_at", "updated_at",
}  # fmt: skip
TODAY = datetime.date(2026, 3, 10)


def titles(answer):
    return [row["title"] for row in answer.json()["data"]]


def test_making_one_with_nothing_but_a_title(cast, rest):
    answer = rest(cast.marco).post("/api/tasks", {"title": "  Call back  "})
    row = answer.json()["data"]
    assert (answer.status_code, set(answer.json())) == (201, {"success", "data", "message"})
    assert set(row) == KEYS
    assert (row["title"], row["priority"], row["status"]) == ("Call back", "medium", "pending")
    assert (row["assigned_to"], row["assigned_to_name"], row["created_by"]) == (
        cast.marco.pk,
        "Marco Diaz",
        cast.marco.pk,
    )
    assert row["due_date"] is row["completed_at"] is row["contact_name"] is row["description"] is None


def test_making_one_with_everything(cast, rest):
    contact = makers.contact(cast.marco, company="Orchard")
    body = {
        "title": "Send the offer",
        "description": "With the spring prices",
        "due_date": "2026-03-29",
        "due_time": "9:30",
        "priority": "high",
        "status": "completed",
        "assigned_to": cast.rita.pk,
        "contact_id": contact.pk,
    }
    row = rest(cast.marco).post("/api/tasks", body).json()["data"]
    assert {name: row[name] for name in body} == body | {"due_time": "09:30"}
    assert (row["contact_name"], row["company_id"], row["company_name"]) == ("Jane Smith", None, "Orchard")
    assert (row["completed_by"], row["completed_at"][-1]) == (cast.marco.pk, "Z")
    assert row["due_at"] == "2026-03-29T09:30:00.000000Z"


@pytest.mark.parametrize("time", ["9:30", "09:30", "09:30:00"])
def test_times_go_out_in_one_writing(cast, rest, time):
    body = {"title": "Call", "due_date": "2026-03-29", "due_time": time}
    assert rest(cast.marco).post("/api/tasks", body).json()["data"]["due_time"] == "09:30"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "title"),
        ({"title": "   "}, "title"),
        ({"title": None}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"title": 5}, "title"),
        ({"title": "T", "description": "x" * 20_001}, "description"),
        ({"title": "T", "due_date": "2026-02-30"}, "due_date"),
        ({"title": "T", "due_date": "30.1.2026"}, "due_date"),
        ({"title": "T", "due_date": "0001-01-01"}, "due_date"),
        ({"title": "T", "due_date": "9999-12-31"}, "due_date"),
        ({"title": "T", "due_date": 20260101}, "due_date"),
        ({"title": "T", "due_date": "２０２６-01-01"}, "due_date"),
        ({"title": "T", "due_date": "2026-01-01", "due_time": "25:00"}, "due_time"),
        ({"title": "T", "due_date": "2026-01-01", "due_time": "9:60"}, "due_time"),
        ({"title": "T", "due_date": "2026-01-01", "due_time": "09:30:15"}, "due_time"),
        ({"title": "T", "due_date": "2026-01-01", "due_time": ["9:30"]}, "due_time"),
        ({"title": "T", "due_date": "2026-01-01", "due_time": "09:30\n"}, "due_time"),
        ({"title": "T", "due_time": "9:30"}, "due_time"),
        ({"title": "T", "priority": "urgent"}, "priority"),
        ({"title": "T", "status": "done"}, "status"),
        ({"title": "T", "assigned_to": 2**70}, "assigned_to"),
        ({"title": "T", "assigned_to": 999_999}, "assigned_to"),
        ({"title": "T", "contact_id": True}, "contact_id"),
        ({"title": "T", "deal_id": 999_999}, "deal_id"),
    ],
)
def test_bad_bodies_name_the_field_and_write_nothing(cast, rest, body, field):
    answer = rest(cast.marco).post("/api/tasks", body)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert not Task.objects.exists()


def test_another_organizations_people_and_records_are_not_found(cast, rest):
    foreign = {"assigned_to": cast.zoe.pk, "contact_id": makers.contact(cast.zoe).pk}
    for field, pk in foreign.items():
        answer = rest(cast.marco).post("/api/tasks", {"title": "T", field: pk})
        assert (answer.status_code, answer.json()["errors"]) == (422, {field: "Not found."})


def test_two_records_at_once_are_refused_by_the_second(cast, rest):
    contact, deal = makers.contact(cast.marco), makers.deal(cast.marco)
    answer = rest(cast.marco).post("/api/tasks", {"title": "T", "deal_id": deal.pk, "contact_id": contact.pk})
    assert answer.status_code == 422
    assert answer.json()["errors"] == {"deal_id": "A task is on one record: this one, or contact_id."}


def test_a_change_that_names_another_record_moves_the_task_there(cast, rest):
    contact, deal = makers.contact(cast.marco), makers.deal(cast.marco)
    task = makers.task(cast.marco, on=contact)
    row = rest(cast.marco).patch(f"/api/tasks/{task.pk}", {"deal_id": deal.pk}).json()["data"]
    assert (row["contact_id"], row["deal_id"], row["deal_title"]) == (None, deal.pk, "Fleet tracking")


def test_what_was_read_can_be_sent_back(cast, rest):
    contact = makers.contact(cast.marco)
    task = makers.task(cast.marco, on=contact, due_date=TODAY, due_time=datetime.time(9, 30))
    client = rest(cast.marco)
    before = client.get(f"/api/tasks/{task.pk}").json()["data"]
    answer = client.put(f"/api/tasks/{task.pk}", before)
    assert (answer.status_code, answer.json()["data"]) == (200, before)


def test_taking_the_day_away_takes_the_time_along(cast, rest):
    task = makers.task(cast.marco, due_date=TODAY, due_time=datetime.time(9, 30))
    row = rest(cast.marco).patch(f"/api/tasks/{task.pk}", {"due_date": None}).json()["data"]
    assert (row["due_date"], row["due_time"], row["due_at"]) == (None, None, None)


def test_a_time_for_a_task_without_a_day_is_refused(cast, rest):
    task = makers.task(cast.marco)
    answer = rest(cast.marco).patch(f"/api/tasks/{task.pk}", {"due_time": "9:30"})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["due_time"])


def test_on_a_private_record_only_its_owner_has_tasks(cast, rest):
    private = makers.contact(cast.marco, assigned_to=cast.marco, is_private=True)
    client = rest(cast.marco)
    own = client.post(f"/api/contacts/{private.pk}/tasks", {"title": "T"})
    assert (own.status_code, own.json()["data"]["assigned_to"]) == (201, cast.marco.pk)
    for path, body in (("/api/tasks", {"contact_id": private.pk}), (f"/api/contacts/{private.pk}/tasks", {})):
        answer = client.post(path, {"title": "T", "assigned_to": cast.rita.pk} | body)
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["assigned_to"])
    answer = client.patch(f"/api/tasks/{own.json()['data']['id']}", {"assigned_to": cast.rita.pk})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["assigned_to"])
    assert Task.objects.count() == 1


def test_a_record_private_to_somebody_else_is_not_named(cast, rest):
    company = makers.company(cast.marco, "Secret Corp")
    contact = makers.contact(cast.marco, assigned_to=cast.marco, company=company)
    task = makers.task(cast.marco, on=contact, assigned_to=cast.rita)
    contact.change(by=cast.marco, is_private=True)
    row = rest(cast.rita).get(f"/api/tasks/{task.pk}").json()["data"]
    assert (row["contact_name"], row["company_name"]) == (None, None)
    assert rest(cast.marco).get(f"/api/tasks/{task.pk}").json()["data"]["company_name"] == "Secret Corp"


def test_a_private_company_of_a_shared_deal_is_not_named(cast, rest):
    company = makers.company(cast.marco, "Secret Corp", assigned_to=cast.marco)
    deal = makers.deal(cast.marco, company=company)
    task = makers.task(cast.marco, on=deal)
    company.change(by=cast.marco, is_private=True)
    row = rest(cast.olivia).get(f"/api/tasks/{task.pk}").json()["data"]
    assert (row["deal_title"], row["company_name"]) == ("Fleet tracking", None)


# -- done and open -------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["put", "patch", "post"])
def test_toggling_flips(cast, rest, method):
    task, client = makers.task(cast.olivia), rest(cast.marco)
    turn = getattr(client, method)
    done = turn(f"/api/tasks/{task.pk}/toggle").json()["data"]
    assert (done["status"], done["completed_by"]) == ("completed", cast.marco.pk)
    again = turn(f"/api/tasks/{task.pk}/toggle").json()["data"]
    assert (again["status"], again["completed_by"], again["completed_at"]) == ("pending", None, None)


def test_a_double_click_that_says_what_it_wants_does_not_flip_twice(cast, rest):
    task, client = makers.task(cast.marco), rest(cast.marco)
    first = client.put(f"/api/tasks/{task.pk}/toggle", {"status": "completed"}).json()["data"]
    second = client.put(f"/api/tasks/{task.pk}/toggle", {"status": "completed"}).json()["data"]
    assert first == second
    assert second["status"] == "completed"


def test_a_repeated_toggle_with_its_key_is_replayed(cast, rest):
    task, client = makers.task(cast.marco), rest(cast.marco)
    first = client.put(f"/api/tasks/{task.pk}/toggle", headers={"Idempotency-Key": "k1"})
    second = client.put(f"/api/tasks/{task.pk}/toggle", headers={"Idempotency-Key": "k1"})
    assert second["Idempotent-Replay"] == "true"
    assert first.json() == second.json()
    task.refresh_from_db()
    assert task.is_done


@pytest.mark.parametrize("method", ["put", "patch", "post"])
def test_toggling_an_older_version_is_refused(cast, rest, method):
    task, client = makers.task(cast.marco), rest(cast.marco)
    etag = client.get(f"/api/tasks/{task.pk}")["ETag"]
    task.change(by=cast.olivia, title="Other")
    answer = getattr(client, method)(f"/api/tasks/{task.pk}/toggle", headers={"If-Match": etag})
    task.refresh_from_db()
    assert (answer.status_code, task.is_done) == (412, False)


def test_a_wrong_status_is_refused(cast, rest):
    task = makers.task(cast.marco)
    answer = rest(cast.marco).put(f"/api/tasks/{task.pk}/toggle", {"status": "gone"})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["status"])


# -- under a record ---------------------------------------------------------------------------------


@pytest.fixture(params=["contact", "company", "lead", "deal"])
def under(request, cast):
    """(URL of a record's tasks, the record)."""
    record = getattr(makers, request.param)(cast.marco)
    folder = {"contact": "contacts", "company": "companies", "lead": "leads", "deal": "deals"}[request.param]
    return f"/api/{folder}/{record.pk}/tasks", record


def test_the_tasks_of_a_record_the_next_due_first(cast, rest, under):
    url, record = under
    makers.task(cast.marco, "Undated", on=record)
    makers.task(cast.marco, "Later", on=record, due_date=TODAY)
    makers.task(cast.marco, "Sooner", on=record, due_date=TODAY - datetime.timedelta(days=1))
    makers.task(cast.marco, "Elsewhere")
    answer = rest(cast.olivia).get(url)
    assert set(answer.json()) == {"success", "data"}
    assert titles(answer) == ["Sooner", "Later", "Undated"]


def test_the_records_path_wins_over_the_body(cast, rest, under):
    url, record = under
    body = {"title": "T", "contact_id": makers.contact(cast.marco, "Other").pk, "deal_id": makers.deal(cast.marco).pk}
    answer = rest(cast.marco).post(url, body)
    task = Task.objects.get()
    assert answer.status_code == 201
    assert task.parent == record
    answer = rest(cast.marco).put(f"{url}/{task.pk}", body | {"title": "Renamed"})
    assert (answer.status_code, Task.objects.get().parent, Task.objects.get().title) == (200, record, "Renamed")


def test_ids_in_the_body_are_checked_all_the_same(cast, rest, under):
    answer = rest(cast.marco).post(under[0], {"title": "T", "deal_id": makers.deal(cast.zoe).pk})
    assert (answer.status_code, answer.json()["errors"]) == (422, {"deal_id": "Not found."})


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_another_records_task_is_404(cast, rest, under, method):
    task = makers.task(cast.marco, "Elsewhere")
    answer = getattr(rest(cast.marco), method)(f"{under[0]}/{task.pk}", {"title": "Mine"})
    assert (answer.status_code, Task.objects.get().title) == (404, "Elsewhere")


def test_changing_and_deleting_one(cast, rest, under):
    url, record = under
    task, client = makers.task(cast.marco, on=record), rest(cast.marco)
    assert client.patch(f"{url}/{task.pk}", {"priority": "low"}).json()["data"]["priority"] == "low"
    assert client.delete(f"{url}/{task.pk}").json() == {"success": True, "message": "Task deleted."}
    assert not Task.objects.exists()


def test_a_record_one_does_not_see_has_no_tasks(cast, rest, under):
    client = rest(cast.rita)
    assert client.get(under[0]).status_code == 404
    assert client.post(under[0], {"title": "T"}).status_code == 404
