"""A contact that asked not to be contacted."""

import pytest

from contacts.models import Contact
from tests.makers import contact

TYPED = {"first_name": "Jane", "last_name": "Smith", "status": "active", "assigned_to": ""}


def test_is_ticked_on_the_form_and_told_on_the_card(cast, page):
    jane = contact(cast.olivia)
    client = page(cast.olivia)
    assert "do not contact" not in client.get(f"/contacts/{jane.pk}").content.decode()
    client.post(f"/contacts/{jane.pk}/edit", TYPED | {"dnc": "on"})
    html = client.get(f"/contacts/{jane.pk}").content.decode()
    assert '<span class="tag bad">do not contact</span>' in html
    assert "<b>Do not contact</b>" in html
    client.post(f"/contacts/{jane.pk}/edit", TYPED)
    jane.refresh_from_db()
    assert jane.dnc is False


def test_is_a_column_edited_in_place(cast, page):
    jane = contact(cast.olivia)
    client = page(cast.olivia)
    answer = client.post(f"/contacts/{jane.pk}/cell/dnc", {"dnc": "on"}, headers={"HX-Request": "true"})
    assert "do not contact" in answer.content.decode()
    assert "do not contact" in client.get("/contacts?columns=name,dnc").content.decode()


def test_goes_in_and_out_by_the_house_api(cast, rest):
    client = rest(cast.olivia)
    made = client.post("/api/contacts", {"first_name": "A", "last_name": "B", "dnc": True}).json()["data"]
    assert made["dnc"] is True
    assert client.patch(f"/api/contacts/{made['id']}", {"phone": "1"}).json()["data"]["dnc"] is True
    assert client.patch(f"/api/contacts/{made['id']}", {"dnc": False}).json()["data"]["dnc"] is False
    assert Contact.objects.get(pk=made["id"]).dnc is False


@pytest.mark.parametrize("value", [None, "perhaps", 7, [], {}])
def test_refuses_what_is_neither_yes_nor_no(cast, rest, value):
    answer = rest(cast.olivia).post("/api/contacts", {"first_name": "A", "last_name": "B", "dnc": value})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["dnc"])
