import pytest

from sharing.linking import share
from sharing.models import ShareItem
from tests import makers

ITEM = {"kind": "media", "title": "How it works", "url": "https://shop.example/how"}


@pytest.fixture
def item(acme):
    return acme.post("share_items", ITEM).json()["share_item"]


def test_is_made_and_changed_by_the_company(acme, item):
    assert {name: item[name] for name in ITEM} == ITEM
    assert item["is_active"] is True
    changed = acme.patch(f"share_items/{item['id']}", {"share_item": {"description": "Two minutes."}})
    assert (changed.status_code, changed.json()["description"]) == (200, "Two minutes.")


def test_is_read_by_reps_alone(marco, item):
    assert [row["id"] for row in marco.get("share_items").json()["share_items"]] == [item["id"]]
    assert marco.get(f"share_items/{item['id']}").json()["title"] == "How it works"
    for answer in (
        marco.post("share_items", ITEM), marco.patch(f"share_items/{item['id']}", {}),
        marco.delete(f"share_items/{item['id']}"),
    ):  # fmt: skip
        assert answer.status_code == 405


def test_is_not_offered_to_reps_when_it_is_retired(acme, marco, item):
    acme.patch(f"share_items/{item['id']}", {"is_active": False})
    assert marco.get("share_items").json()["share_items"] == []
    assert [row["is_active"] for row in acme.get("share_items").json()["share_items"]] == [False]


def test_is_nobody_elses(cast, company, user, item):
    for client in (company(by=cast.zoe), user(cast.zoe)):
        assert client.get("share_items").json()["share_items"] == []
        assert client.get(f"share_items/{item['id']}").status_code == 404


BAD = ["javascript:alert(1)", "data:text/html,x", "ftp://shop.example/x", "http://127.0.0.1/", "http://10.0.0.7/x",
       "http://[::1]/", "http://localhost/", "shop.example", "", None, 7, "https://a\0b.example",
       "https://x.example/" + "a" * 2_000]  # fmt: skip


@pytest.mark.parametrize("url", BAD)
@pytest.mark.parametrize("field", ["url", "image_url"])
def test_refuses_addresses_that_lead_nowhere_good(acme, field, url):
    if field == "image_url" and not url:
        pytest.skip("no picture is allowed")
    refused = acme.post("share_items", {**ITEM, field: url})
    assert refused.status_code == 422
    assert field in refused.json()["errors"]
    assert not ShareItem.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [({"kind": "boat"}, "kind"), ({"title": ""}, "title"), ({"title": "x" * 201}, "title"),
     ({"is_active": "x"}, "is_active"),
     ({"price": 1}, "price")],
)  # fmt: skip
def test_refuses_what_is_no_item(acme, body, field):
    assert field in acme.post("share_items", {**ITEM, **body}).json()["errors"]


def test_goes_when_it_was_never_shared_and_retires_when_it_was(cast, acme, item):
    other = acme.post("share_items", {**ITEM, "title": "Other"}).json()["id"]
    share(makers.contact(cast.marco), ShareItem.objects.get(pk=other), "link", by=cast.marco)
    for pk in (item["id"], other):
        assert acme.delete(f"share_items/{pk}").status_code == 200
        assert acme.get(f"share_items/{pk}").status_code == (404 if pk == item["id"] else 200)
    assert list(ShareItem.objects.visible_to(cast.olivia).values_list("pk", "is_active")) == [(other, False)]


@pytest.mark.parametrize("many", [2, 25])
def test_is_listed_in_constantly_many_queries(acme, many, django_assert_max_num_queries):
    for number in range(many):
        acme.post("share_items", {**ITEM, "title": f"Item {number}"})
    with django_assert_max_num_queries(5):
        assert len(acme.get("share_items?per_page=25").json()["share_items"]) == many
