"""What happened on contacts, in both scopes, and what of it was read."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.models import ContactNote
from inbox.reading import Found
from inbox.taking import take
from sharing.linking import share
from sharing.models import LinkEvent, ShareItem
from tasks.models import Task
from tests import makers


def mail(member, sender, number=1, to="", subject="Question"):
    raw = f"From: {sender}\nTo: {to}\nSubject: {subject}\nMessage-ID: <{number}@x.example>\n\nHow much is it?"
    take([Found(f"{number}.eml", raw.encode())], owner=member)


def eventful(cast, **values):
    """A contact of Marco's on which everything happened once."""
    marco = cast.marco
    contact = makers.contact(marco, "Jane", email="jane@x.example", **{"assigned_to": marco, **values})
    contact.change(by=marco, phone="+1-555-0101", job_title="Chief")
    ContactNote.write(contact, "Likes tea.", by=marco)
    makers.task(marco, "Call", on=contact, status=Task.COMPLETED)
    mail(marco, "jane@x.example", contact.pk)
    item = ShareItem.objects.create(organization=cast.acme, title="Brochure", url="https://acme.example/brochure")
    link, _new = share(contact, item, "link", by=marco)
    for kind in (LinkEvent.OPEN, LinkEvent.PAGE, LinkEvent.BOT):
        LinkEvent.objects.create(
            organization=cast.acme, link=link, contact=contact, kind=kind, at=timezone.now(), title="Prices",
            url="https://acme.example/prices",
        )  # fmt: skip
    return contact


KINDS = {
    "contact_created": ("Contact created", None),
    "field_changed": ("Changed: Phone, Job title", "Phone: – → +1-555-0101\nJob title: – → Chief"),
    "note_added": ("Note by Marco Diaz", "Likes tea."),
    "task_created": ("Call", None),
    "task_done": ("Call", None),
    "email_received": ("Question", "How much is it?"),
    "smart_link_clicked": ("Opened Brochure", "https://acme.example/brochure"),
    "page_view": ("Looked at Prices", "https://acme.example/prices"),
}


@pytest.mark.parametrize("scope", ["company", "user"])
def test_tells_what_happened(cast, acme, marco, scope):
    contact, client = eventful(cast), {"company": acme, "user": marco}[scope]
    for address in ("activities", f"contacts/{contact.pk}/activities"):
        told = client.get(address).json()
        rows = told["activities"]
        assert {row["kind"]: (row["title"], row["description"]) for row in rows} == KINDS
        assert {row["contact_id"] for row in rows} == {contact.pk}
        assert [row["created_at"] for row in rows] == sorted((row["created_at"] for row in rows), reverse=True)
        assert told["meta"]["total_count"] == len(KINDS) == len({row["id"] for row in rows})


def test_shows_one_by_its_id(cast, marco):
    eventful(cast)
    for row in marco.get("activities").json()["activities"]:
        assert marco.get(f"activities/{row['id']}").json()["activity"] == row
    for pk in (0, 1, 15, 999_999_999, 2**62):
        assert marco.get(f"activities/{pk}").status_code == 404


def test_pages_are_pieces_of_one_order(cast, marco):
    for _each in range(2):
        eventful(cast)
    every = [row["id"] for row in marco.get("activities?per_page=100").json()["activities"]]
    pages = [marco.get(f"activities?per_page=5&page={n}").json()["activities"] for n in range(1, 6)]
    assert [row["id"] for page in pages for row in page] == every
    assert pages[-1] == []


@pytest.mark.parametrize("kind", KINDS)
def test_is_narrowed_to_a_kind(cast, marco, kind):
    eventful(cast)
    told = marco.get(f"activities?kind={kind}").json()
    assert [row["kind"] for row in told["activities"]] == [kind]
    assert told["meta"]["total_count"] == 1


@pytest.mark.parametrize(
    ("asked", "field"), [("kind=boat", "kind"), ("unread=maybe", "unread"), ("color=red", "color")]
)
def test_refuses_what_it_cannot_be_asked(marco, asked, field):
    refused = marco.get(f"activities?{asked}")
    assert (refused.status_code, list(refused.json()["errors"])) == (422, [field])


def test_a_mail_is_told_once_and_in_its_direction(cast, marco):
    makers.contact(cast.marco, email="jane@x.example", assigned_to=cast.marco)
    mail(cast.marco, "Marco <marco@acme.example>", 1, to="jane@x.example, JANE@x.example")
    mail(cast.marco, "stranger@x.example", 2)
    told = marco.get("activities").json()["activities"]
    assert [row["kind"] for row in told if row["kind"].startswith("email")] == ["email_sent"]


class TestReading:
    @pytest.fixture
    def client(self, request, cast, acme, marco):
        eventful(cast)
        return {"company": acme, "user": marco}[request.param]

    def unread(self, client, place=""):
        return client.get(f"{place}activities?unread=true").json()["meta"]["total_count"]

    @pytest.mark.parametrize("client", ["company", "user"], indirect=True)
    @pytest.mark.parametrize("method", ["post", "patch"])
    def test_is_remembered(self, client, method):
        rows = client.get("activities").json()["activities"]
        assert {row["read_at"] for row in rows} == {None}
        first = getattr(client, method)(f"activities/{rows[0]['id']}/read").json()["activity"]
        again = getattr(client, method)(f"activities/{rows[0]['id']}/read").json()["activity"]
        assert first == again == {**rows[0], "read_at": first["read_at"]}
        assert first["read_at"] is not None
        assert self.unread(client) == len(KINDS) - 1

    @pytest.mark.parametrize("client", ["company", "user"], indirect=True)
    def test_of_all_holds_for_what_there_is(self, cast, client):
        assert client.post("activities/read_all").status_code == 200
        assert self.unread(client) == 0
        assert None not in {row["read_at"] for row in client.get("activities").json()["activities"]}
        LinkEvent.objects.update(at=timezone.now() + timedelta(seconds=1))
        assert self.unread(client) == 2

    @pytest.mark.parametrize("client", ["user"], indirect=True)
    def test_of_one_contact_leaves_the_others(self, cast, client):
        other = makers.contact(cast.marco, "Other", assigned_to=cast.marco)
        for _again in range(2):
            assert client.post(f"contacts/{other.pk}/activities/read_all").status_code == 200
        assert self.unread(client, f"contacts/{other.pk}/") == 0
        assert self.unread(client) == len(KINDS)

    @pytest.mark.parametrize("client", ["company"], indirect=True)
    def test_is_ones_own(self, cast, client, company, marco):
        client.post("activities/read_all")
        assert self.unread(marco) == len(KINDS)
        assert self.unread(company(by=cast.olivia)) == len(KINDS)


def test_is_hidden_with_a_private_contact(cast, acme, marco, user):
    contact = eventful(cast, is_private=True)
    ids = [row["id"] for row in marco.get("activities").json()["activities"]]
    assert len(ids) == len(KINDS)
    for client in (acme, user(cast.olivia), user(cast.zoe)):
        assert client.get("activities").json()["activities"] == []
        assert client.get(f"contacts/{contact.pk}/activities").status_code == 404
        assert client.post(f"contacts/{contact.pk}/activities/read_all").status_code == 404
        for pk in ids:
            assert client.get(f"activities/{pk}").status_code == 404
            assert client.post(f"activities/{pk}/read").status_code == 404


@pytest.mark.parametrize("many", [2, 25])
def test_is_listed_in_constantly_many_queries(cast, marco, many, django_assert_max_num_queries):
    for _each in range(many):
        eventful(cast)
    with django_assert_max_num_queries(14):
        told = marco.get("activities?per_page=100").json()
    assert told["meta"]["total_count"] == many * len(KINDS)
