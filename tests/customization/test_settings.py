"""Settings of tags and option lists."""

import pytest

from customization.models import Option, Tag
from tests import makers


@pytest.fixture
def vip(cast):
    makers.contact(cast.olivia, "Ann", tags=["VIP"])
    makers.company(cast.olivia, "Acme", tags=["vip"])
    makers.contact(cast.marco, "Secret", tags=["vip"], assigned_to=cast.marco, is_private=True)
    return Tag.objects.get()


@pytest.mark.parametrize("path", ["/settings/tags", "/settings/options"])
def test_is_for_admins(cast, page, path):
    assert page(cast.olivia).get(path).status_code == 200
    assert page(cast.marco).get(path).status_code == 403


@pytest.mark.parametrize(
    "path", ["/settings/tags/{pk}/remove", "/settings/tags/{pk}", "/settings/options/loss_reason/new"]
)
def test_only_admins_write(cast, vip, page, path):
    assert page(cast.marco).post(path.format(pk=vip.pk), {"name": "x", "value": "x"}).status_code == 403


def test_counts_the_records_the_admin_sees(cast, vip, page):
    tags = page(cast.olivia).get("/settings/tags").context["tags"]
    assert [(tag.name, tag.count) for tag in tags] == [("VIP", 2)]


def test_renames_and_recolours_everywhere(cast, vip, page):
    page(cast.olivia).post(f"/settings/tags/{vip.pk}", {"name": "Key account", "color": "teal"})
    vip.refresh_from_db()
    assert (vip.name, vip.color) == ("Key account", "teal")


def test_may_change_only_the_case(cast, vip, page):
    page(cast.olivia).post(f"/settings/tags/{vip.pk}", {"name": "vip", "color": "grey"})
    vip.refresh_from_db()
    assert vip.name == "vip"


@pytest.mark.parametrize("name", ["", " ", "a,b", "x" * 51, "fair", "FAIR", "a\x00"])
def test_refuses_a_name_that_cannot_be(cast, vip, page, name):
    Tag.ensure(cast.acme.pk, ["fair"])
    answer = page(cast.olivia).post(f"/settings/tags/{vip.pk}", {"name": name, "color": "grey"})
    assert "name" in answer.context["form"].errors
    vip.refresh_from_db()
    assert vip.name == "VIP"


def test_deletes_a_tag_off_every_record_and_tells_it_there(cast, vip, page):
    ann = vip.contacts.get(first_name="Ann")
    page(cast.olivia).post(f"/settings/tags/{vip.pk}/remove")
    assert not Tag.objects.exists()
    told = page(cast.olivia).get(f"/contacts/{ann.pk}").context["timeline"].entries[0].subject
    assert [(one.old, one.new) for one in told.differences] == [("VIP", "")]


def test_a_tag_of_another_organization_is_not_there(cast, vip, page):
    client = page(cast.zoe)
    assert client.get(f"/settings/tags/{vip.pk}").status_code == 404
    assert client.post(f"/settings/tags/{vip.pk}/remove").status_code == 404
    assert client.get("/settings/tags").context["tags"] == []


def test_adds_a_tag(cast, page):
    page(cast.olivia).post("/settings/tags", {"name": "New", "color": "blue"})
    assert Tag.objects.get().organization == cast.acme


def test_adds_moves_and_deletes_an_option(cast, page):
    client = page(cast.olivia)
    own = Option.objects.filter(organization=cast.acme, category="loss_reason")
    client.post("/settings/options/loss_reason/new", {"value": "Timing"})
    assert own.last().value == "Timing"
    client.post(f"/settings/options/{own.last().pk}/move", {"up": "1"})
    assert [option.value for option in own][-2] == "Timing"
    client.post(f"/settings/options/{own.first().pk}/move", {"up": "1"})
    client.post(f"/settings/options/{own.get(value='Timing').pk}/remove")
    assert not own.filter(value="Timing").exists()


@pytest.mark.parametrize("value", ["", "price", "x" * 101, "a\x00"])
def test_refuses_an_option_that_cannot_be(cast, page, value):
    before = Option.objects.count()
    answer = page(cast.olivia).post("/settings/options/loss_reason/new", {"value": value})
    assert answer.status_code == 200
    assert Option.objects.count() == before


def test_an_option_of_another_organization_is_not_there(cast, page):
    theirs = Option.objects.filter(organization=cast.acme).first()
    for act in ("move", "remove"):
        assert page(cast.zoe).post(f"/settings/options/{theirs.pk}/{act}").status_code == 404
    assert page(cast.olivia).post("/settings/options/nothing/new", {"value": "x"}).status_code == 404


def test_merges_a_tag_into_another_by_its_name(cast, vip, page):
    Tag.ensure(cast.acme.pk, ["Key account"])
    answer = page(cast.olivia).post(f"/settings/tags/{vip.pk}/merge", {"into": "KEY account"})
    assert [str(message) for message in answer.wsgi_request._messages] == ["“VIP” is “Key account” now, on 2 records."]
    assert [tag.name for tag in Tag.objects.all()] == ["Key account"]


@pytest.mark.parametrize("into", ["", "VIP", "nobody", "a\x00", ","])
def test_refuses_to_merge_into_no_other_tag(cast, vip, page, into):
    answer = page(cast.olivia).post(f"/settings/tags/{vip.pk}/merge", {"into": into})
    assert answer.context["refusal"]
    assert Tag.objects.filter(pk=vip.pk).exists()


def test_a_name_that_another_tag_has_offers_to_merge(cast, vip, page):
    other = Tag.ensure(cast.acme.pk, ["Key account"])[0]
    answer = page(cast.olivia).post(f"/settings/tags/{vip.pk}", {"name": "key account", "color": "grey"})
    assert answer.context["same"] == other


def test_a_deleted_tag_comes_back_by_its_toast(cast, vip, page):
    client = page(cast.olivia)
    answer = client.post(f"/settings/tags/{vip.pk}/remove")
    (message,) = answer.wsgi_request._messages
    assert str(message) == "Tag “VIP” deleted, off 2 records."
    client.post(message.extra_tags.removeprefix("undo:"))
    assert Tag.objects.get().contacts.count() == 2


@pytest.mark.parametrize(("searched", "count"), [("vi", 1), ("VI", 1), ("x", 0), ("%", 0), ("\x00", 1)])
def test_searches_tags(cast, vip, page, searched, count):
    assert len(page(cast.olivia).get("/settings/tags", {"q": searched}).context["tags"]) == count


def test_renames_an_option(cast, page):
    option = Option.objects.get(organization=cast.acme, value="Price")
    client = page(cast.olivia)
    client.post(f"/settings/options/{option.pk}", {"value": "Too dear"})
    option.refresh_from_db()
    assert option.value == "Too dear"
    assert client.post(f"/settings/options/{option.pk}", {"value": "no budget"}).status_code == 422
    assert page(cast.zoe).get(f"/settings/options/{option.pk}").status_code == 404


def test_orders_options_as_dragged(cast, page):
    own = Option.objects.filter(organization=cast.acme, category="loss_reason")
    first, second, *rest = own.values_list("pk", flat=True)
    client = page(cast.olivia)
    assert client.post("/settings/options/loss_reason/order", {"ids": [second, first, "x"]}).status_code == 204
    assert list(own.values_list("pk", flat=True)) == [second, first, *rest]
    assert client.post("/settings/options/nothing/order", {"ids": [second]}).status_code == 404


def test_a_name_that_another_tag_is_given_meanwhile_is_refused(cast, page, vip, monkeypatch):
    Tag.objects.create(organization=cast.acme, name="Key account")
    monkeypatch.setattr(
        "customization.forms.TagForm.clean_name", lambda form: form.cleaned_data["name"]
    )  # not there yet
    for path in ("/settings/tags", f"/settings/tags/{vip.pk}"):
        answer = page(cast.olivia).post(path, {"name": "KEY account", "color": "grey"})
        assert answer.status_code == 200
        assert "There is a tag “KEY account” already." in answer.content.decode()
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["Key account", "VIP"]
