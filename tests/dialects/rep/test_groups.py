import pytest

from contacts.models import Contact
from sharing.models import Group
from tests import makers


@pytest.fixture
def own(cast):
    """`own(n)`: n contacts of Marco's."""
    return lambda n=1: [makers.contact(cast.marco, f"C{k}", assigned_to=cast.marco) for k in range(n)]


@pytest.fixture
def group(marco):
    return marco.post("groups", {"name": "Leads from the fair", "color": "green"}).json()["group"]


def test_makes_one(group):
    assert group == {"id": group["id"], "name": "Leads from the fair", "color": "green", "contacts_count": 0}


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "name"), ({"name": ""}, "name"), ({"name": "x" * 101}, "name"), ({"name": "a\0b"}, "name"), ({"name": 7}, "name"),
     ({"name": "A", "color": "neon"}, "color"), ({"name": "A", "colour": "red"}, "colour"), ([1], "")],
)  # fmt: skip
def test_refuses_what_is_no_group(marco, body, field):
    refused = marco.post("groups", body)
    assert refused.status_code == 422
    assert not field or field in refused.json()["errors"]
    assert not Group.objects.exists()


def test_refuses_the_same_name_twice(marco, group):
    assert "name" in marco.post("groups", {"name": "LEADS from the fair"}).json()["errors"]


def test_changes_and_shows_one(marco, group):
    assert marco.patch(f"groups/{group['id']}", {"color": "red"}).json()["color"] == "red"
    assert marco.get(f"groups/{group['id']}").json()["group"] == {**group, "color": "red"}


def test_is_nobody_elses(cast, user, acme, group):
    for client in (user(cast.olivia), user(cast.tess)):
        assert client.get("groups").json()["groups"] == []
        assert client.get(f"groups/{group['id']}").status_code == 404
        assert client.post(f"groups/{group['id']}/contacts", {"contact_ids": [1]}).status_code == 404
    assert acme.get("groups").status_code == 404


def test_takes_contacts_in_and_out(marco, group, own):
    ids = [contact.pk for contact in own(3)]
    at = f"groups/{group['id']}/contacts"
    for _again in range(2):
        assert marco.post(at, {"contact_ids": [*ids, ids[0]]}).json()["contacts_count"] == 3
    assert {row["id"] for row in marco.get(at).json()["contacts"]} == set(ids)
    for _again in range(2):
        assert marco.delete(at, {"contact_ids": ids[:2]}).json()["group"]["contacts_count"] == 1
    assert [row["id"] for row in marco.get(at).json()["contacts"]] == ids[2:]


@pytest.mark.parametrize("ids", [[], list(range(1, 102)), "1", None, [None], ["x"], [True], [10**30], {"id": 1}])
def test_takes_one_to_a_hundred_ids(marco, group, ids):
    refused = marco.post(f"groups/{group['id']}/contacts", {"contact_ids": ids})
    assert refused.status_code == 422
    assert "contact_ids" in refused.json()["errors"]


def test_takes_a_hundred(marco, group, own):
    ids = [contact.pk for contact in own(100)]
    assert marco.post(f"groups/{group['id']}/contacts", {"contact_ids": ids}).json()["contacts_count"] == 100


@pytest.mark.parametrize("whose", ["private", "shared", "foreign", "gone"])
def test_refuses_somebody_elses_contact_and_takes_none(cast, marco, group, own, whose):
    strangers = {
        "private": lambda: makers.contact(cast.olivia, assigned_to=cast.olivia, is_private=True).pk,
        "shared": lambda: makers.contact(cast.olivia, assigned_to=cast.tess).pk,
        "foreign": lambda: makers.contact(cast.zoe).pk,
        "gone": lambda: 999_999,
    }
    stranger = strangers[whose]()
    refused = marco.post(f"groups/{group['id']}/contacts", {"contact_ids": [own()[0].pk, stranger]})
    assert refused.status_code == 422
    assert refused.json()["errors"] == {"contact_ids": [f"You have no contact {stranger}."]}
    assert marco.get(f"groups/{group['id']}").json()["contacts_count"] == 0


def test_keeps_its_contacts_when_it_is_removed(marco, group, own):
    ids = [contact.pk for contact in own(2)]
    marco.post(f"groups/{group['id']}/contacts", {"contact_ids": ids})
    assert marco.delete(f"groups/{group['id']}").json()["group"] == {"id": group["id"]}
    assert Contact.objects.filter(pk__in=ids).count() == 2
    assert marco.get(f"groups/{group['id']}").status_code == 404


@pytest.mark.parametrize("many", [2, 25])
def test_is_listed_in_constantly_many_queries(marco, own, many, django_assert_max_num_queries):
    for number in range(many):
        group = marco.post("groups", {"name": f"Group {number:02}"}).json()
        marco.post(f"groups/{group['id']}/contacts", {"contact_ids": [own()[0].pk]})
    with django_assert_max_num_queries(7):
        listed = marco.get("groups?per_page=25").json()
    assert [row["contacts_count"] for row in listed["groups"]] == [1] * many
    assert listed["meta"]["total_count"] == many
