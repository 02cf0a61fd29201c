"""Settings of custom values and message templates, and writing to a contact from one."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from customization import words
from customization.models import CustomValue, MessageTemplate
from tests import makers
from tests.conftest import BACKEND


def browser(member):
    client = Client()
    client.force_login(member.user, backend=BACKEND)
    return client


@pytest.fixture
def olivia(cast):
    return browser(cast.olivia)


@pytest.fixture
def template(cast):
    return words.write_template(
        by=cast.olivia, name="Hello", subject="Hi {{contact.first_name}}", body="Dear {{contact.full_name}},\n{{x}}"
    )


def htmx(client, method, address, body=None):
    return getattr(client, method)(address, body or {}, headers={"HX-Request": "true"})


def test_adds_a_value(cast, olivia):
    olivia.post("/settings/values", {"key": "hours", "value": "9 to 5\r\nMonday"})
    assert CustomValue.objects.get().value == "9 to 5\nMonday"


@pytest.mark.parametrize(
    "typed",
    [{"key": "Hours", "value": "x"}, {"key": "a.b"}, {"key": "k", "value": "x" * 5_001}, {"key": "k\x00"}, {}],
)
def test_refuses_a_wrong_value_at_its_field(cast, olivia, typed):
    answer = olivia.post("/settings/values", typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not CustomValue.objects.exists()


def test_does_not_overwrite_one_of_the_same_name(cast, olivia):
    words.set_value("hours", "9", by=cast.olivia)
    assert olivia.post("/settings/values", {"key": "hours", "value": "10"}).status_code == 422
    assert CustomValue.objects.get().value == "9"


def test_changes_a_value_in_its_line(cast, olivia):
    words.set_value("hours", "9", by=cast.olivia)
    form = htmx(olivia, "get", "/settings/values/hours").content.decode()
    assert "<textarea" in form
    assert "<html" not in form
    line = htmx(olivia, "post", "/settings/values/hours", {"value": "10"})
    assert "10" in line.content.decode()
    assert CustomValue.objects.get().value == "10"


def test_says_where_a_value_is_used(cast, olivia):
    words.set_value("hours", "9", by=cast.olivia)
    for name, body in (("a", "{{custom_values.hours}} {{ custom_values.hours }}"), ("b", "hours")):
        words.write_template(by=cast.olivia, name=name, subject="", body=body)
    assert "in 1 template<" in olivia.get("/settings/values").content.decode()


def test_brings_back_a_deleted_value(cast, olivia):
    words.set_value("hours", "9", by=cast.olivia)
    told = olivia.post("/settings/values/hours/remove", follow=True).content.decode()
    assert not CustomValue.objects.exists()
    assert 'action="/settings/values/hours/restore"' in told
    olivia.post("/settings/values/hours/restore")
    assert CustomValue.objects.get().value == "9"
    assert "cannot be undone" in olivia.post("/settings/values/hours/restore", follow=True).content.decode()


def test_brings_back_nothing_of_another_organization(cast, olivia):
    words.set_value("hours", "9", by=cast.olivia)
    olivia.post("/settings/values/hours/remove")
    browser(cast.zoe).post("/settings/values/hours/restore")
    assert not CustomValue.objects.exists()


def test_writes_a_template(cast, olivia):
    answer = olivia.post("/settings/templates/new", {"name": "Hello", "subject": "S", "body": "B\r\nC"})
    made = MessageTemplate.objects.get()
    assert answer["Location"] == f"/settings/templates/{made.pk}"
    assert (made.body, made.created_by) == ("B\nC", cast.olivia)
    olivia.post(f"/settings/templates/{made.pk}", {"name": "Hello", "subject": "T", "body": "B"})
    assert MessageTemplate.objects.get().subject == "T"


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "", "body": "b"}, {"name": "n", "body": ""}, {"name": "n" * 81, "body": "b"},
        {"name": "n", "body": "b" * 20_001}, {"name": "n", "subject": "s" * 201, "body": "b"},
        {"name": "Hello", "body": "b"}, {"name": "n\x00", "body": "b"}, {"name": "n", "body": "b\x00"},
    ],
)  # fmt: skip
def test_refuses_a_wrong_template_at_its_field(template, olivia, typed):
    answer = olivia.post("/settings/templates/new", typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert MessageTemplate.objects.count() == 1


def test_brings_back_a_deleted_template(template, olivia):
    olivia.post(f"/settings/templates/{template.pk}/remove")
    assert not MessageTemplate.objects.exists()
    olivia.post(f"/settings/templates/{template.pk}/restore")
    assert MessageTemplate.objects.get().body == template.body


def test_lets_members_read_but_not_write(cast, template):
    marco = browser(cast.marco)
    page = marco.get(f"/settings/templates/{template.pk}").content.decode()
    assert "Dear" in page
    assert "<textarea" not in page
    assert marco.post(f"/settings/templates/{template.pk}", {"name": "x", "body": "y"}).status_code == 403
    assert MessageTemplate.objects.get().name == "Hello"


def preview(client, to, body="Dear {{contact.first_name}} {{nonsense}} {{contact.phone}}"):
    return htmx(client, "post", "/settings/templates/preview", {"subject": "", "body": body, "to": to})


def test_previews_for_a_contact(cast, olivia):
    jane = makers.contact(cast.olivia, "Jane", "<b>Smith", email="jane@x.example")
    makers.contact(cast.olivia, "Jane", "Other")
    for to in ("Jane <b>Smith <jane@x.example>", f"Jane (no. {jane.pk})", "jane <b>smith", str(jane.pk)):
        shown = preview(olivia, to)
        assert shown.context["contact"] == jane, to
    text = shown.content.decode()
    assert "Dear <b>Jane</b> <mark>{{nonsense}}</mark>" in text
    assert "1 token means nothing here" in text
    assert "contact.phone" in text


def test_previews_hostile_words_as_text(cast, olivia):
    makers.contact(cast.olivia, "<script>x</script>", "Smith", email="jane@x.example")
    text = preview(olivia, "<jane@x.example>", "{{contact.first_name}} {{<img src=x>}} {% now 'Y' %}").content.decode()
    assert "<script>x" not in text
    assert "<img" not in text
    assert "{% now &#x27;Y&#x27; %}" in text


def test_previews_for_nobody_the_member_does_not_see(cast):
    hidden = makers.contact(cast.olivia, "Hidden", "Away", email="hidden@x.example")
    for to in ("Hidden Away", "<hidden@x.example>", str(hidden.pk), f"(no. {hidden.pk})"):
        shown = preview(browser(cast.rita), to)
        assert shown.context["contact"] is None
        assert "No contact is called so" in shown.content.decode()


@pytest.mark.parametrize("to", ["\x00", "<" * 5_000, "9" * 30, "(no. 99999999999999999999)", "<>", "a\ud7ff"])
def test_previews_for_nonsense(cast, olivia, to):
    assert preview(olivia, to).status_code == 200


def test_previews_no_more_than_a_template_holds(cast, olivia):
    assert len(preview(olivia, "", "x" * 100_000).context["body"].text) == 20_000


def test_fills_a_template_for_a_contact(cast, template):
    jane = makers.contact(cast.olivia, "Jane", "Smith", email="jane+x@orchard.example")
    page = htmx(browser(cast.marco), "get", f"/contacts/{jane.pk}/write")
    assert page.context["link"] == (
        "mailto:jane%2Bx@orchard.example?subject=Hi%20Jane&body=Dear%20Jane%20Smith%2C%0D%0A%7B%7Bx%7D%7D"
    )
    assert 'data-copy="Dear Jane Smith,\n{{x}}"' in page.content.decode()
    assert page.context["unknown"] == ["x"]


def test_offers_no_mail_where_it_would_be_cut(cast):
    jane = makers.contact(cast.olivia, email="jane@x.example")
    words.write_template(by=cast.olivia, name="Long", subject="", body="word " * 1_000)
    page = browser(cast.marco).get(f"/contacts/{jane.pk}/write")
    assert not page.context["link"]
    assert "too long" in page.content.decode()


def test_writes_to_nobody_one_does_not_see(cast, template):
    jane = makers.contact(cast.olivia)
    assert browser(cast.rita).get(f"/contacts/{jane.pk}/write").status_code == 404


@pytest.mark.parametrize("address", ["/settings/values", "/settings/templates"])
def test_asks_as_little_for_many_as_for_few(cast, olivia, address):
    asked = []
    olivia.get(address)  # what only the first request asks
    for most in (2, 25):
        for n in range(2 if most == 2 else 25):
            words.set_value(f"v{n}", str(n), by=cast.olivia)
            words.write_template(by=cast.olivia, name=f"t{n} of {most}", subject="", body=f"{{{{custom_values.v{n}}}}}")
        with CaptureQueriesContext(connection) as queries:
            assert olivia.get(address).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
