"""The settings of web forms."""

import html
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import Member
from leads.models import Lead
from sharing.models import AllowedOrigin, WebForm
from sharing.web_forms import add_form, change_form, remove_form, restore_form

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "Site", "title": "Talk to us", "makes": "lead", "fields_asked": ["message", "phone"], "owner": "",
    "source": "Web form", "consent": "I agree", "is_active": "on",
    "thanks_urls": "https://shop.example/a\n\nhttps://shop.example/b\nhttps://shop.example/a",
}  # fmt: skip


def text(answer):
    return html.unescape(answer.content.decode())


def made(cast, **values):
    return add_form(by=cast.olivia, **{"name": "Site", "title": "Talk", "fields": ["message"]} | values)


def test_an_admin_makes_one(cast, page):
    answer = page(cast.olivia).post("/settings/forms/new", TYPED | {"owner": cast.marco.pk})
    form = WebForm.objects.get()
    assert answer["Location"] == f"/settings/forms/{form.pk}"
    assert form.fields == ["phone", "message"]
    assert form.thanks_urls == ["https://shop.example/a", "https://shop.example/b"]
    assert form.assigned_to == cast.marco
    assert len(form.token) == 22
    writer = form.member
    assert (writer.kind, writer.role, writer.data_scope) == (Member.INTEGRATION, "member", "all")


def test_only_admins_do(cast, page):
    form = made(cast)
    for address in ("/settings/forms", "/settings/forms/new", f"/settings/forms/{form.pk}"):
        assert page(cast.marco).get(address).status_code == 403
    assert page(cast.zoe).get(f"/settings/forms/{form.pk}").status_code == 404
    with pytest.raises(PermissionDenied):
        add_form(by=cast.marco, name="Mine", title="Mine")
    with pytest.raises(PermissionDenied):
        change_form(form, by=cast.marco, name="Mine")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"title": "x" * 201}, "title"),
        ({"makes": "deal"}, "makes"),
        ({"fields_asked": ["salary"]}, "fields_asked"),
        ({"owner": "999999"}, "owner"),
        ({"owner": "x"}, "owner"),
        ({"consent": "a\0b"}, "consent"),
        ({"thanks_urls": "javascript:alert(1)"}, "thanks_urls"),
        ({"thanks_urls": "data:text/html,x"}, "thanks_urls"),
        ({"thanks_urls": "ftp://shop.example/"}, "thanks_urls"),
        ({"thanks_urls": "//shop.example/"}, "thanks_urls"),
        ({"thanks_urls": "https://127.0.0.1/"}, "thanks_urls"),
        ({"thanks_urls": "https://me:secret@shop.example/"}, "thanks_urls"),
        ({"thanks_urls": "\n".join(f"https://shop.example/{n}" for n in range(21))}, "thanks_urls"),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(cast, page, typed, field):
    answer = page(cast.olivia).post("/settings/forms/new", TYPED | typed)
    assert answer.status_code == 422
    assert f"id_{field}_error" in text(answer)
    assert not WebForm.objects.exists()


def test_goes_to_nobody_of_another_organization(cast, page):
    assert page(cast.olivia).post("/settings/forms/new", TYPED | {"owner": cast.zoe.pk}).status_code == 422


def test_is_changed_and_closed(cast, page):
    form, token = made(cast, consent="Old"), WebForm.objects.get().token
    sent = {name: value for name, value in TYPED.items() if name != "is_active"} | {"name": "New name"}
    assert page(cast.olivia).post(f"/settings/forms/{form.pk}", sent).status_code == 302
    form.refresh_from_db()
    assert (form.name, form.is_active, form.token) == ("New name", False, token)
    assert "New name" in form.member.name
    shown = text(page(cast.olivia).get(f"/settings/forms/{form.pk}"))
    assert "https://shop.example/a\nhttps://shop.example/b" in shown
    assert "This form is closed" in shown


def test_a_refused_change_shows_the_form_as_it_is(cast, page):
    form = made(cast)
    answer = page(cast.olivia).post(f"/settings/forms/{form.pk}", TYPED | {"name": ""})
    assert answer.status_code == 422
    assert "<h1>Site</h1>" in text(answer)


def test_who_left_stays_chosen(cast, page):
    form = made(cast, assigned_to=cast.rita)
    cast.rita.change_access(by=cast.olivia, is_active=False)
    shown = text(page(cast.olivia).get(f"/settings/forms/{form.pk}"))
    assert f'<option value="{cast.rita.pk}" selected>' in shown


def test_the_plain_snippet_works_as_it_is_copied(cast, page):
    form = made(cast, consent="I agree", fields=["phone", "message"])
    shown = text(page(cast.olivia).get(f"/settings/forms/{form.pk}"))
    snippet = re.search(r'<textarea id="plain"[^>]*>(.*?)</form>', shown, re.S)[1]
    action = re.search(r'action="http://testserver(/f/[^"]+)"', snippet)[1]
    names = re.findall(r'name="(\w+)"', snippet)
    assert names == ["first_name", "last_name", "email", "phone", "message", "consent", "website_url"]
    answers = {"first_name": "Jane", "email": "jane@shop.example", "consent": "on", "website_url": ""}
    answer = Client(enforce_csrf_checks=True).post(action, answers, HTTP_ORIGIN="https://shop.example")
    assert answer.status_code == 200
    assert Lead.objects.get().first_name == "Jane"


def test_the_frame_is_offered_with_a_word_on_sites(cast, page):
    form = made(cast)
    shown = text(page(cast.olivia).get(f"/settings/forms/{form.pk}"))
    assert f'<iframe src="http://testserver/f/{form.token}?embedded=1"' in shown
    assert "Add your site" in shown
    AllowedOrigin.objects.create(organization=cast.acme, origin="https://shop.example")
    assert "Add your site" not in text(page(cast.olivia).get(f"/settings/forms/{form.pk}"))


def test_the_preview_shows_what_cannot_be_sent(cast, page):
    form = made(cast, is_active=False, consent="I agree")
    shown = text(page(cast.olivia).get(f"/settings/forms/{form.pk}/preview"))
    assert "I agree" in shown
    assert "disabled" in shown


def test_the_list_costs_the_same_for_many(cast, page, django_assert_max_num_queries):
    client = page(cast.olivia)
    made(cast, assigned_to=cast.marco)
    client.get("/settings/forms")
    with django_assert_max_num_queries(8):
        assert "sent 0 times" in text(client.get("/settings/forms"))
    for n in range(24):
        made(cast, name=f"F{n}", assigned_to=cast.rita)
    with django_assert_max_num_queries(8):
        client.get("/settings/forms")


def test_removing_one_can_be_taken_back(cast, page):
    form, client = made(cast), page(cast.olivia)
    answer = client.post(f"/settings/forms/{form.pk}/remove", follow=True)
    assert f"/settings/forms/{form.pk}/restore" in text(answer)
    assert Client().get(f"/f/{form.token}").status_code == 404
    assert client.get(f"/settings/forms/{form.pk}").status_code == 404
    assert client.post(f"/settings/forms/{form.pk}", TYPED).status_code == 404
    client.post(f"/settings/forms/{form.pk}/restore")
    assert Client().get(f"/f/{form.token}").status_code == 200
    assert client.get(f"/settings/forms/{form.pk}").status_code == 200


def test_what_a_removed_one_brought_stays(cast, page):
    form = made(cast)
    Client().post(f"/f/{form.token}", {"first_name": "Ada", "last_name": "Byron", "email": "ada@example.org"})
    page(cast.olivia).post(f"/settings/forms/{form.pk}/remove")
    assert Lead.objects.get().first_name == "Ada"


@pytest.mark.parametrize("what", ["remove", "restore"])
def test_others_neither_remove_nor_restore(cast, page, what):
    form = made(cast)
    assert page(cast.marco).post(f"/settings/forms/{form.pk}/{what}").status_code == 403
    assert page(cast.zoe).post(f"/settings/forms/{form.pk}/{what}").status_code == 404
    for act in (remove_form, lambda form, by: restore_form(form.pk, by=by)):
        with pytest.raises(PermissionDenied):
            act(form, by=cast.marco)
