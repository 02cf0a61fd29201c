"""What stands on the card of a contact: notes and tasks, in both scopes, on all contacts and on one."""

import pytest

from contacts.models import ContactNote
from tasks.models import Task
from tests import makers

TASK = {"title": "Call", "due_date": "2026-05-04", "due_time": "09:30", "priority": "high"}
BODIES = {"notes": {"content": "Likes tea."}, "tasks": TASK}
MODELS = {"notes": ContactNote, "tasks": Task}


@pytest.fixture
def shared(cast):
    """A contact of the company's that is Marco's."""
    return makers.contact(cast.olivia, assigned_to=cast.marco)


@pytest.fixture
def private(cast):
    return makers.contact(cast.marco, assigned_to=cast.marco, is_private=True)


@pytest.fixture(params=["company", "user"])
def client(request, acme, marco):
    return {"company": acme, "user": marco}[request.param]


@pytest.mark.parametrize("name", BODIES)
def test_is_written_read_changed_and_removed(client, shared, name):
    at, one = f"contacts/{shared.pk}/{name}", name.removesuffix("s")
    made = client.post(at, BODIES[name])
    assert (made.status_code, made.json()[one]["contact_id"]) == (201, shared.pk)
    assert {field: made.json()[field] for field in BODIES[name]} == BODIES[name]
    pk, field = made.json()["id"], "content" if name == "notes" else "title"
    for address in (f"{name}/{pk}", f"{at}/{pk}"):
        assert client.patch(address, {one: {field: address}}).json()[field] == address
        assert client.get(address).json()[one][field] == address
    for address in (name, at):
        assert [row["id"] for row in client.get(address).json()[name]] == [pk]
    assert client.delete(f"{name}/{pk}").json()[one] == {"id": pk}
    assert client.get(f"{name}/{pk}").status_code == 404


@pytest.mark.parametrize("name", BODIES)
def test_names_its_contact_where_the_address_does_not(client, shared, name):
    assert "contact_id" in client.post(name, BODIES[name]).json()["errors"]
    assert client.post(name, {**BODIES[name], "contact_id": shared.pk}).json()["contact_id"] == shared.pk
    for wrong in (None, "x", 10**30, 999_999, [shared.pk]):
        refused = client.post(name, {**BODIES[name], "contact_id": wrong})
        assert (refused.status_code, list(refused.json()["errors"])) == (422, ["contact_id"])


@pytest.mark.parametrize("name", BODIES)
def test_follows_the_contact_of_the_address(cast, client, shared, name):
    other = makers.contact(cast.olivia, assigned_to=cast.marco)
    made = client.post(f"contacts/{shared.pk}/{name}", {**BODIES[name], "contact_id": other.pk}).json()
    assert made["contact_id"] == shared.pk
    assert client.get(f"contacts/{other.pk}/{name}/{made['id']}").status_code == 404


def test_note_stays_with_its_contact(cast, client, shared):
    """What was read may come back, but what would be passed over is refused."""
    other = makers.contact(cast.olivia, assigned_to=cast.marco)
    made = client.post(f"contacts/{shared.pk}/notes", BODIES["notes"]).json()
    refused = client.patch(f"notes/{made['id']}", {"content": "Likes coffee.", "contact_id": other.pk})
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["contact_id"])
    assert client.get(f"notes/{made['id']}").json()["note"] == made["note"]
    assert client.patch(f"notes/{made['id']}", made).json()["note"] == made["note"]


def test_task_moves_to_another_contact(cast, client, shared):
    other = makers.contact(cast.olivia, assigned_to=cast.marco)
    pk = client.post(f"contacts/{shared.pk}/tasks", TASK).json()["id"]
    assert client.patch(f"tasks/{pk}", {"contact_id": other.pk}).json()["contact_id"] == other.pk
    assert client.get(f"contacts/{shared.pk}/tasks").json()["tasks"] == []


@pytest.mark.parametrize("name", BODIES)
def test_is_hidden_with_a_private_contact(cast, acme, marco, user, private, name):
    pk = marco.post(f"contacts/{private.pk}/{name}", BODIES[name]).json()["id"]
    for client in (acme, user(cast.olivia), user(cast.zoe)):
        assert client.get(name).json()[name] == []
        for method, address in (
            ("get", f"{name}/{pk}"), ("patch", f"{name}/{pk}"), ("delete", f"{name}/{pk}"),
            ("get", f"contacts/{private.pk}/{name}"), ("post", f"contacts/{private.pk}/{name}"),
        ):  # fmt: skip
            assert getattr(client, method)(address, BODIES[name] if method != "get" else None).status_code == 404
        refused = client.post(name, {**BODIES[name], "contact_id": private.pk})
        assert (refused.status_code, list(refused.json()["errors"])) == (422, ["contact_id"])
    assert MODELS[name].objects.count() == 1


def test_is_on_the_reps_own_contacts_in_the_user_scope(cast, user, shared, acme):
    acme.post(f"contacts/{shared.pk}/notes", BODIES["notes"])
    assert user(cast.tess).get("notes").json()["notes"] == []
    assert user(cast.tess).get(f"contacts/{shared.pk}/notes").status_code == 404


@pytest.mark.parametrize(
    ("name", "body", "field"),
    [("notes", {"content": ""}, "content"), ("notes", {"content": "x" * 20_001}, "content"),
     ("notes", {"content": "\0"}, "content"),
     ("notes", {"content": 7}, "content"), ("notes", {"content": "a", "color": "red"}, "color"),
     ("tasks", {"title": ""}, "title"), ("tasks", {"title": "a", "due_date": "soon"}, "due_date"),
     ("tasks", {"title": "a", "due_time": "09:30"}, "due_time"), ("tasks", {"title": "a", "due_time": "25:00"}, "due_time"),
     ("tasks", {"title": "a", "priority": "urgent"}, "priority"), ("tasks", {"title": "a", "status": 1}, "status"),
     ("tasks", {"title": "a", "deal_id": 1}, "deal_id")],
)  # fmt: skip
def test_refuses_what_cannot_be_so(marco, shared, name, body, field):
    refused = marco.post(f"contacts/{shared.pk}/{name}", body)
    assert (refused.status_code, list(refused.json()["errors"])) == (422, [field])
    assert not MODELS[name].objects.exists()


def test_is_changed_by_its_author_alone(cast, user, acme, shared):
    pk = acme.post(f"contacts/{shared.pk}/notes", BODIES["notes"]).json()["id"]
    marco = user(cast.marco)
    assert marco.patch(f"notes/{pk}", {"content": "Mine now"}).status_code == 403
    assert marco.delete(f"notes/{pk}").status_code == 403
    assert ContactNote.objects.get().content == "Likes tea."


def test_is_done_by_status(client, shared):
    pk = client.post(f"contacts/{shared.pk}/tasks", TASK).json()["id"]
    done = client.patch(f"tasks/{pk}", {"status": "completed"}).json()
    assert (done["status"], done["completed_at"] is not None) == ("completed", True)
    assert client.patch(f"tasks/{pk}", {"status": "pending"}).json()["completed_at"] is None


def test_falls_to_the_owner_of_the_contact(cast, acme, shared):
    acme.post(f"contacts/{shared.pk}/tasks", TASK)
    assert Task.objects.get().assigned_to == cast.marco


def test_refuses_an_older_version(marco, shared):
    made = marco.post(f"contacts/{shared.pk}/tasks", TASK)
    pk, etag = made.json()["id"], made["ETag"]
    assert marco.patch(f"tasks/{pk}", {"title": "First"}, headers={"If-Match": etag}).status_code == 200
    stale = marco.patch(f"tasks/{pk}", {"title": "Second"}, headers={"If-Match": etag})
    assert (stale.status_code, stale.json()["task"]["title"]) == (412, "First")


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("many", [2, 25])
def test_is_listed_in_constantly_many_queries(cast, client, name, many, django_assert_max_num_queries):
    for number in range(many):
        contact = makers.contact(cast.olivia, f"C{number}", assigned_to=cast.marco)
        client.post(f"contacts/{contact.pk}/{name}", BODIES[name])
    with django_assert_max_num_queries(5):
        assert len(client.get(f"{name}?per_page=25").json()[name]) == many
