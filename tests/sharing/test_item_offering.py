import pytest
from django.core.exceptions import ValidationError

from sharing.linking import share
from sharing.models import ShareItem
from sharing.offering import add_item, change_item, remove_item
from tests import makers

from . import links

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,hello",
        "ftp://shop.example/a",
        "//shop.example",
        "shop.example",
        "https://",
        "https://user:secret@shop.example/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://10.0.0.8/",
        "https://0177.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://localhost/",
        "https://intranet/",
        "https://printer.local/",
        "https://db.internal/",
        "https://shop.example/a b",
        "https://shop.example/\x00",
        "https://shop.example/\nSet-Cookie:",
        "https://shop.example/" + "a" * 2_000,
        "https://shop.example/" + "ü" * 400,
        "",
        None,
        7,
    ],
)
def test_refuses_an_address_that_leads_nowhere_or_inside(cast, url):
    with pytest.raises(ValidationError) as refusal:
        add_item(by=cast.olivia, title="Tent", url=url)
    assert list(refusal.value.message_dict) == ["url"]
    assert not ShareItem.objects.exists()


@pytest.mark.parametrize(
    "url", ["https://shop.example", "http://shop.example:8080/a?b=c#d", "https://bücher.example/ü", "https://8.8.8.8/"]
)
def test_takes_an_address_on_the_web_as_it_is(cast, url):
    assert add_item(by=cast.olivia, title="Tent", url=url).url == url


def test_pictures_are_judged_alike(cast):
    with pytest.raises(ValidationError) as refusal:
        links.item(cast.olivia, image_url="http://192.168.1.1/logo.png")
    assert list(refusal.value.message_dict) == ["image_url"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "  "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"kind": "boat"}, "kind"),
        ({"title": "a\x00b"}, "title"),
    ],
)
def test_names_the_field_that_is_wrong(cast, values, field):
    with pytest.raises(ValidationError) as refusal:
        add_item(by=cast.olivia, **{"title": "Tent", "url": links.SHOP, **values})
    assert list(refusal.value.message_dict) == [field]


def test_changes_what_is_given(cast):
    tent = links.item(cast.olivia, description="Green")
    changed = change_item(tent, by=cast.olivia, title="Yurt")
    assert (changed.title, changed.description, changed.url) == ("Yurt", "Green", tent.url)


def test_is_nobody_elses_to_change(cast):
    with pytest.raises(ShareItem.DoesNotExist):
        change_item(links.item(cast.olivia), by=cast.zoe, title="Mine")


def test_removes_what_was_never_shared_and_retires_what_was(cast):
    never, once = links.item(cast.olivia, "Never"), links.item(cast.olivia, "Once")
    links.link(cast.marco, share_item=once)
    assert remove_item(never, by=cast.olivia) is None
    assert remove_item(once, by=cast.olivia).is_active is False
    assert [one.title for one in ShareItem.objects.visible_to(cast.olivia)] == ["Once"]


def test_removing_and_retiring_can_be_taken_back(cast, page):
    never, once = links.item(cast.olivia, "Never"), links.item(cast.olivia, "Once")
    links.link(cast.marco, share_item=once)
    for one in (never, once):
        shown = page(cast.olivia).post(f"/settings/items/{one.pk}/remove", follow=True).content.decode()
        assert f"/settings/items/{one.pk}/restore" in shown
    assert page(cast.olivia).get(f"/settings/items/{never.pk}").status_code == 404
    assert not ShareItem.objects.visible_to(cast.olivia).on_offer().exists()
    with pytest.raises(ValidationError):
        share(makers.contact(cast.marco), never, "email", by=cast.marco)
    for one in (never, once):
        page(cast.olivia).post(f"/settings/items/{one.pk}/restore")
    assert ShareItem.objects.visible_to(cast.olivia).on_offer().count() == 2


def test_stays_when_the_contact_with_its_only_link_is_deleted(cast):
    """Deleting a contact can be undone: then its link is there again."""
    made = links.link(cast.marco)
    made.contact.remove(by=cast.marco)
    assert remove_item(made.item, by=cast.olivia) is not None


@pytest.mark.parametrize("name", ["url", "image_url"])
def test_an_address_may_begin_with_capitals(cast, name):
    tent = add_item(by=cast.olivia, **{"title": "Tent", "url": links.SHOP, name: "HTTPS://Shop.example/A"})
    assert getattr(ShareItem.objects.get(pk=tent.pk), name) == "https://Shop.example/A"
