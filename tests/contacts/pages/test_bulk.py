"""Acts on many rows at once."""

import json

import pytest

from activity.models import Act, Tally
from contacts.models import Contact
from customization.lists import selection
from tests import makers


@pytest.fixture
def trio(cast):
    return [makers.contact(cast.olivia, name, name, assigned_to=cast.marco) for name in ("Ann", "Bob", "Cy")]


def ids(records):
    return [record.pk for record in records]


def test_asks_before_it_acts(cast, trio, page):
    answer = page(cast.olivia).get("/contacts/bulk", {"act": "delete", "ids": ids(trio[:2])})
    assert "Delete: 2 contacts" in answer.content.decode()
    assert Contact.objects.count() == 3


@pytest.mark.parametrize("wrong", ["9" * 5_000, "9" * 19, "-1", "x", "²", ""])
def test_passes_over_what_is_no_id(cast, trio, page, wrong):
    answer = page(cast.olivia).post("/contacts/bulk", {"act": "delete", "ids": [wrong, trio[0].pk]})
    assert answer.status_code == 302
    assert set(Contact.objects.values_list("first_name", flat=True)) == {"Bob", "Cy"}


def test_assigns_and_offers_to_take_it_back(cast, trio, page):
    client = page(cast.olivia)
    answer = client.post("/contacts/bulk", {"act": "assign", "ids": ids(trio), "owner": cast.rita.pk})
    act = Act.objects.latest("pk")
    assert answer.url == "/contacts"
    assert set(Contact.objects.values_list("assigned_to", flat=True)) == {cast.rita.pk}
    assert Tally.total(cast.rita, "contact") == 3
    shown = client.get("/contacts").content.decode()
    assert "3 contacts assigned." in shown
    assert f'action="/undo/{act.pk}"' in shown


def test_tags_by_htmx_with_a_toast(cast, trio, page):
    fields = {"act": "tag", "ids": ids(trio[:2]), "add": "fair, VIP", "remove": ""}
    answer = page(cast.olivia).post("/contacts/bulk", fields, headers={"HX-Request": "true"})
    told = json.loads(answer["HX-Trigger"])
    assert answer.status_code == 204
    assert told["toast"]["text"] == "Tags of 2 contacts changed."
    assert told["toast"]["undo"] == f"/undo/{Act.objects.latest('pk').pk}"
    assert "list-changed" in told
    assert trio[0].tag_names == ["fair", "VIP"]
    assert trio[2].tag_names == []


def test_changes_the_status_of_all_that_match(cast, trio, page):
    makers.contact(cast.olivia, "Dee", source="Web")
    page(cast.olivia).post("/contacts/bulk?source=Web", {"act": "status", "all": "1", "value": "inactive"})
    assert list(Contact.objects.filter(status="inactive").values_list("first_name", flat=True)) == ["Dee"]


def test_deletes_only_what_the_member_sees(cast, trio, page):
    mine = makers.contact(cast.olivia, "Mine", assigned_to=cast.rita)
    secret = makers.contact(cast.marco, "Secret", assigned_to=cast.marco, is_private=True)
    foreign = makers.contact(cast.zoe, "Foreign")
    page(cast.rita).post("/contacts/bulk", {"act": "delete", "ids": ids([*trio, mine, secret, foreign])})
    assert not Contact.objects.filter(pk=mine.pk).exists()
    page(cast.rita).post("/contacts/bulk", {"act": "delete", "all": "1"})
    assert Contact.objects.count() == 5
    page(cast.olivia).post("/contacts/bulk", {"act": "delete", "all": "1"})
    assert set(Contact.objects.values_list("first_name", flat=True)) == {"Secret", "Foreign"}


def test_never_leaves_a_private_record_without_an_owner(cast, trio, page):
    secret = makers.contact(cast.marco, "Secret", assigned_to=cast.marco, is_private=True)
    page(cast.marco).post("/contacts/bulk", {"act": "assign", "all": "1", "owner": ""})
    secret.refresh_from_db()
    assert secret.assigned_to_id == cast.marco.pk
    assert Contact.objects.filter(assigned_to=None).count() == 3


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"act": "assign", "owner": "foreign"}, "owner"),
        ({"act": "assign", "owner": "99999999999999999999"}, "owner"),
        ({"act": "tag"}, "add"),
        ({"act": "tag", "add": "x" * 51}, "add"),
        ({"act": "tag", "add": "a\x00b"}, "add"),
        ({"act": "status", "value": "nonsense"}, "value"),
        ({"act": "status"}, "value"),
    ],
)
def test_refuses_what_cannot_be_and_writes_nothing(cast, trio, page, fields, field):
    if fields.get("owner") == "foreign":
        fields = fields | {"owner": cast.zoe.pk}
    answer = page(cast.olivia).post("/contacts/bulk", fields | {"ids": ids(trio)}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Act.objects.exclude(verb="contact_created").exists()


@pytest.mark.parametrize("chosen", [{}, {"ids": ["x", "-1", "99999999999999999999"]}, {"ids": ["123456"]}])
def test_asks_for_rows_first(cast, trio, page, chosen):
    client = page(cast.olivia)
    assert client.post("/contacts/bulk", {"act": "delete"} | chosen).url == "/contacts"
    assert "Select some rows first." in client.get("/contacts").content.decode()
    assert Contact.objects.count() == 3


def test_knows_no_other_act(cast, trio, page):
    assert page(cast.olivia).post("/contacts/bulk", {"act": "launch", "ids": ids(trio)}).status_code == 404


def test_does_more_than_one_waits_for_in_the_background(cast, trio, page, monkeypatch):
    monkeypatch.setattr(selection, "MOST_AT_ONCE", 2)
    client = page(cast.olivia)
    assert "in the background" in client.get("/contacts/bulk?act=delete&all=1").content.decode()
    job = client.post("/contacts/bulk", {"act": "delete", "all": "1"}).url
    assert "Waiting for a free worker" in client.get(job).content.decode()
    assert Contact.objects.count() == 3


def test_exports_the_ticked_rows(cast, trio, page):
    answer = page(cast.olivia).get("/contacts/bulk?sort_by=email", {"act": "export", "ids": ids(trio[:1])})
    assert answer.url.startswith("/export/contact?")
    assert f"ids={trio[0].pk}" in answer.url
