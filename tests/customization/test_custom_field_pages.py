"""The settings of custom fields and their folders."""

import pytest

from contacts.models import Contact
from customization.models import CustomField, CustomFieldFolder
from customization.shaping import add_field, add_folder, remove_field
from tests import makers

NEW = {"label": "Plan", "type": "select", "options": "Gold\n Silver \n\n", "folder": "Sales", "default": "gold"}


@pytest.fixture
def olivia(cast, page):
    return page(cast.olivia)


@pytest.fixture
def size(cast):
    return add_field(by=cast.olivia, label="Size")


def typed(field, **values):
    """What the form of `field` sends when `values` are typed into it."""
    folder = field.folder.name if field.folder else ""
    sent = {"label": field.label, "type": field.type, "options": "\n".join(field.options), "folder": folder}
    return sent | values


def order(kind="contact"):
    """`[(folder, key)]` as they stand."""
    from customization.shape import Shape

    organization = CustomField.objects.first().organization
    return [(field.folder, field.key) for field in Shape(organization.shape).fields(kind)]


def toasts(answer):
    return [(str(message), message.extra_tags) for message in answer.wsgi_request._messages]


@pytest.mark.parametrize("path", ["fields", "fields/new?kind=lead", "fields/{pk}", "fields/{pk}/remove", "folders/new"])
def test_is_for_admins(cast, page, size, path):
    path = f"/settings/{path.format(pk=size.pk)}"
    assert page(cast.olivia).get(path).status_code == 200
    assert page(cast.marco).get(path).status_code == 403


@pytest.mark.parametrize("act", ["fields/{pk}", "fields/{pk}/remove", "fields/{pk}/restore", "fields/{pk}/move"])
def test_a_field_of_another_organization_is_not_there(cast, page, size, act):
    assert page(cast.zoe).post(f"/settings/{act.format(pk=size.pk)}", typed(size)).status_code == 404


@pytest.mark.parametrize("act", ["", "/remove", "/move"])
def test_a_folder_of_another_organization_is_not_there(cast, page, act):
    folder = add_folder(by=cast.olivia, name="Sales")
    assert page(cast.zoe).post(f"/settings/folders/{folder.pk}{act}", {"name": "x"}).status_code == 404


def test_an_empty_page_offers_the_first_field(olivia):
    answer = olivia.get("/settings/fields?kind=deal")
    assert "/settings/fields/new?kind=deal" in answer.content.decode()
    assert answer.context["is_empty"]


@pytest.mark.parametrize("kind", ["", "task", "\x00", "deal'"])
def test_a_kind_that_is_none_shows_contacts_and_adds_nothing(olivia, kind):
    assert olivia.get("/settings/fields", {"kind": kind}).context["kind"] == "contact"
    assert olivia.get("/settings/fields/new", {"kind": kind}).status_code == 404


def test_adds_a_field(olivia):
    answer = olivia.post("/settings/fields/new?kind=lead", NEW)
    field = CustomField.objects.get()
    assert answer["Location"] == "/settings/fields?kind=lead"
    assert (field.entity, field.key, field.options, field.default) == ("lead", "plan", ["Gold", "Silver"], "Gold")
    assert field.folder.name == "Sales"


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"label": " "}, "label"),
        ({"label": "a\x00"}, "label"),
        ({"type": "json"}, "type"),
        ({"options": ""}, "options"),
        ({"options": "a\nA"}, "options"),
        ({"options": "a;b"}, "options"),
        ({"default": "Iron"}, "default"),
        ({"folder": "x" * 81}, "folder"),
        ({"key": "No!"}, "key"),
        ({"key": "size"}, "key"),
    ],
)
def test_refuses_at_the_field_that_is_wrong(olivia, size, values, name):
    answer = olivia.post("/settings/fields/new?kind=contact", {**NEW, **values})
    assert answer.status_code == 422
    assert name in answer.context["form"].errors
    assert CustomField.objects.count() == 1


def test_options_of_a_type_without_them_are_passed_over(olivia):
    olivia.post("/settings/fields/new?kind=contact", {**NEW, "type": "text"})
    assert CustomField.objects.get().options == []


def test_says_what_converts_before_it_does(cast, olivia, size):
    for value in ("12", "many"):
        makers.contact(cast.olivia, custom={"size": value})
    url, wanted = f"/settings/fields/{size.pk}", typed(size, type="number", label="Staff")
    answer = olivia.post(url, wanted)
    assert "1 values convert, 1 do not: “many” on Jane Smith." in answer.context["said"]
    assert Contact.objects.filter(custom={"size": "12"}).exists()
    answer = olivia.post(url, {**wanted, "sure": answer.context["plan"]})
    assert answer.status_code == 302
    assert Contact.objects.filter(custom={"size": 12}).exists()
    (text, tag) = toasts(answer)[0]
    assert text == "Saved; 1 value converted."
    olivia.post(tag.removeprefix("undo:"))
    assert Contact.objects.filter(custom={"size": "12"}).exists()
    assert Contact.objects.filter(custom={"size": "many"}).exists()


def test_what_was_said_of_one_type_is_no_yes_to_another(cast, olivia, size):
    makers.contact(cast.olivia, custom={"size": "12"})
    url = f"/settings/fields/{size.pk}"
    plan = olivia.post(url, typed(size, type="number")).context["plan"]
    assert olivia.post(url, typed(size, type="boolean", sure=plan)).context["said"]


def test_without_values_there_is_nothing_to_say(olivia, size):
    assert olivia.post(f"/settings/fields/{size.pk}", typed(size, type="number")).status_code == 302


def test_an_option_in_the_place_of_another_is_it_renamed(cast, olivia):
    plan = add_field(by=cast.olivia, label="Plan", type="select", options=["Gold", "Iron"])
    makers.contact(cast.olivia, custom={"plan": "Gold"})
    url, wanted = f"/settings/fields/{plan.pk}", typed(plan, options="Platinum\nIron")
    answer = olivia.post(url, wanted)
    assert answer.context["said"][0] == "“Gold” is called “Platinum” then."
    olivia.post(url, {**wanted, "sure": answer.context["plan"]})
    assert Contact.objects.get().custom == {"plan": "Platinum"}


def test_the_key_cannot_be_typed_over(olivia, size):
    olivia.post(f"/settings/fields/{size.pk}", typed(size, key="other"))
    size.refresh_from_db()
    assert size.key == "size"


def test_a_removed_field_is_not_there_until_the_toast_brings_it_back(cast, olivia, size):
    makers.contact(cast.olivia, custom={"size": "12"})
    assert olivia.get(f"/settings/fields/{size.pk}/remove").context["count"] == 1
    answer = olivia.post(f"/settings/fields/{size.pk}/remove")
    (text, tag) = toasts(answer)[0]
    assert text == "Field “Size” removed, with 1 value."
    assert olivia.get(f"/settings/fields/{size.pk}").status_code == 404
    olivia.post(tag.removeprefix("undo:"))
    assert olivia.get(f"/settings/fields/{size.pk}").status_code == 200


def test_says_why_a_field_does_not_come_back(cast, olivia, size):
    remove_field(size, by=cast.olivia)
    makers.custom_field(cast.olivia, "Size")
    answer = olivia.post(f"/settings/fields/{size.pk}/restore")
    assert toasts(answer)[0][0] == "Another field has this key now."


def test_orders_as_dragged_also_into_a_folder(cast, olivia):
    a, b, c = (add_field(by=cast.olivia, label=label) for label in "abc")
    folder = add_folder(by=cast.olivia, name="Sales")
    assert olivia.post("/settings/fields/order", {"ids": [c.pk, a.pk]}).status_code == 204
    assert order() == [("", "c"), ("", "a"), ("", "b")]
    olivia.post("/settings/fields/order", {"ids": [b.pk, a.pk], "into": folder.pk})
    assert order() == [("", "c"), ("Sales", "b"), ("Sales", "a")]
    olivia.post("/settings/fields/order", {"ids": [b.pk, c.pk], "into": "0"})
    assert order() == [("", "b"), ("", "c"), ("Sales", "a")]


@pytest.mark.parametrize("ids", [[], ["x"], ["-1"], ["9" * 50], ["\x00"], ["²"]])
def test_an_order_of_nothing_is_none(olivia, size, ids):
    assert olivia.post("/settings/fields/order", {"ids": ids}).status_code == 204


def test_an_order_is_of_ones_own_fields_and_folders(cast, page, size):
    folder = add_folder(by=cast.olivia, name="Sales")
    zoe = page(cast.zoe)
    assert zoe.post("/settings/fields/order", {"ids": [size.pk], "into": folder.pk}).status_code == 404
    assert zoe.post("/settings/fields/order", {"ids": [size.pk], "into": "0"}).status_code == 204
    size.refresh_from_db()
    assert (size.position, size.folder) == (0, None)


def test_moves_by_buttons_and_on_into_the_next_folder(cast, olivia):
    a = add_field(by=cast.olivia, label="a")
    add_field(by=cast.olivia, label="b")
    add_field(by=cast.olivia, label="c", folder="Sales")
    olivia.post(f"/settings/fields/{a.pk}/move", {"down": "1"})
    assert order() == [("", "b"), ("", "a"), ("Sales", "c")]
    olivia.post(f"/settings/fields/{a.pk}/move", {"down": "1"})
    assert order() == [("", "b"), ("Sales", "a"), ("Sales", "c")]
    for _again in range(2):
        olivia.post(f"/settings/fields/{a.pk}/move", {"down": "1"})
    assert order() == [("", "b"), ("Sales", "c"), ("Sales", "a")]
    for _again in range(4):
        olivia.post(f"/settings/fields/{a.pk}/move", {"up": "1"})
    assert order() == [("", "a"), ("", "b"), ("Sales", "c")]


def test_adds_renames_moves_and_removes_folders(cast, olivia):
    olivia.post("/settings/folders/new", {"name": "Sales"})
    olivia.post("/settings/folders/new", {"name": "Facts"})
    sales = CustomFieldFolder.objects.get(name="Sales")
    add_field(by=cast.olivia, label="a", folder="Sales")
    add_field(by=cast.olivia, label="b", folder="Facts")
    olivia.post(f"/settings/folders/{sales.pk}/move", {"down": "1"})
    olivia.post(f"/settings/folders/{sales.pk}", {"name": "Selling"})
    assert order() == [("Facts", "b"), ("Selling", "a")]
    answer = olivia.post(f"/settings/folders/{sales.pk}/remove")
    assert toasts(answer)[-1][0] == "Folder “Selling” removed; its field stays."
    assert order() == [("", "a"), ("Facts", "b")]


@pytest.mark.parametrize("name", ["", "sales", "x" * 81, "a\x00"])
def test_refuses_a_folder_that_cannot_be(cast, olivia, name):
    add_folder(by=cast.olivia, name="Sales")
    answer = olivia.post("/settings/folders/new", {"name": name})
    assert answer.status_code == 422
    assert "name" in answer.context["form"].errors


@pytest.mark.parametrize("count", [2, 25])
def test_asks_as_often_for_many_fields_as_for_few(cast, olivia, count, django_assert_max_num_queries):
    for n in range(count):
        makers.custom_field(cast.olivia, f"F{n}", folder=None)
    with django_assert_max_num_queries(13):
        olivia.get("/settings/fields")
