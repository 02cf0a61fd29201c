"""Custom fields on the forms of contacts, companies, leads and deals."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activity.models import Change, recorded_models
from contacts.forms import ContactForm
from contacts.models import Contact
from customization.models import CustomFieldFolder
from tests import makers
from tests.makers import contact, custom_field, stage

OWN = {
    "contact": {"first_name": "Jane", "status": "active"},
    "company": {"name": "Acme Corp"},
    "lead": {"first_name": "Lea", "status": "new"},
    "deal": {"name": "Fleet", "currency": "EUR"},
}
PAGES = {"contact": "contacts", "company": "companies", "lead": "leads", "deal": "deals"}
TYPED = [
    ("text", {}, " Some text ", "Some text"),
    ("number", {}, "1,234.50", 1234.5),
    ("number", {}, "0", 0),
    ("boolean", {}, "false", False),
    ("date", {}, "2026-03-01", "2026-03-01"),
    ("select", {"options": ["Gold", "Silver"]}, "Silver", "Silver"),
    ("multiselect", {"options": ["A", "B", "C"]}, ["C", "A"], ["A", "C"]),
    ("url", {}, "example.com/x", "https://example.com/x"),
    ("email", {}, "a@b.example", "a@b.example"),
]


@pytest.fixture(params=PAGES)
def kind(request):
    return request.param


def typed(kind, member, **more):
    own = OWN[kind] | ({"stage": stage(member).pk} if kind == "deal" else {})
    return own | {"assigned_to": str(member.pk)} | more


def model(kind):
    return recorded_models()[kind]


@pytest.mark.parametrize(("type", "values", "text", "stored"), TYPED, ids=lambda value: str(value)[:12])
def test_takes_every_type_as_it_is_typed(cast, page, type, values, text, stored):
    custom_field(cast.olivia, "Plan", type=type, **values)
    answer = page(cast.olivia).post("/contacts/new", typed("contact", cast.olivia, **{"custom.plan": text}))
    assert answer.status_code == 302, answer.context["form"].errors
    assert Contact.objects.get().custom == {"plan": stored}


@pytest.mark.parametrize(
    ("type", "values", "text"),
    [
        ("number", {}, "many"),
        ("number", {}, "9" * 30),
        ("boolean", {}, "perhaps"),
        ("date", {}, "2026-13-01"),
        ("select", {"options": ["Gold"]}, "Tin"),
        ("multiselect", {"options": ["A"]}, ["A", "Z"]),
        ("url", {}, "javascript:alert(1)"),
        ("email", {}, "nobody"),
        ("text", {}, "a\x00b"),
        ("text", {}, "x" * 5001),
    ],
    ids=lambda value: str(value)[:12],
)
def test_tells_what_is_wrong_at_the_field(cast, page, type, values, text):
    custom_field(cast.olivia, "Plan", type=type, **values)
    answer = page(cast.olivia).post("/contacts/new", typed("contact", cast.olivia, **{"custom.plan": text}))
    assert list(answer.context["form"].errors) == ["custom.plan"]
    assert not Contact.objects.exists()


def test_makes_and_changes_records_of_every_kind(cast, page, kind):
    custom_field(cast.olivia, "Plan", entity=kind)
    client = page(cast.olivia)
    answer = client.post(f"/{PAGES[kind]}/new", typed(kind, cast.olivia, **{"custom.plan": "Gold"}))
    assert answer.status_code == 302, answer.context["form"].errors
    record = model(kind).objects.get()
    assert record.custom == {"plan": "Gold"}
    form = client.get(f"/{PAGES[kind]}/{record.pk}/edit").context["form"]
    assert form["custom.plan"].value() == "Gold"
    answer = client.post(f"/{PAGES[kind]}/{record.pk}/edit", typed(kind, cast.olivia, **{"custom.plan": ""}))
    assert answer.status_code == 302, answer.context["form"].errors
    record.refresh_from_db()
    assert record.custom == {}


def test_asks_for_required_fields(cast, page, kind):
    custom_field(cast.olivia, "Plan", entity=kind, required=True)
    answer = page(cast.olivia).post(f"/{PAGES[kind]}/new", typed(kind, cast.olivia))
    assert list(answer.context["form"].errors) == ["custom.plan"]


def test_a_required_yes_or_no_takes_no(cast, page):
    custom_field(cast.olivia, "Plan", type="boolean", required=True)
    page(cast.olivia).post("/contacts/new", typed("contact", cast.olivia, **{"custom.plan": "false"}))
    assert Contact.objects.get().custom == {"plan": False}


def test_begins_with_the_defaults_which_may_be_emptied(cast, page):
    custom_field(cast.olivia, "Plan", default="Gold")
    client = page(cast.olivia)
    assert client.get("/contacts/new").context["form"]["custom.plan"].value() == "Gold"
    client.post("/contacts/new", typed("contact", cast.olivia, **{"custom.plan": ""}))
    assert Contact.objects.get().custom == {}


def test_stands_by_folders_in_their_order(cast, page, kind):
    folder = CustomFieldFolder.objects.create(organization=cast.acme, name="Contract terms")
    custom_field(cast.olivia, "Fax", entity=kind, folder=folder)
    custom_field(cast.olivia, "Plan", entity=kind)
    answer = page(cast.olivia).get(f"/{PAGES[kind]}/new")
    folders = [(name, [field.name for field in fields]) for name, fields in answer.context["form"].custom_folders]
    assert folders == [("", ["custom.plan"]), ("Contract terms", ["custom.fax"])]
    html = answer.content.decode()
    assert html.index("Contract terms") < html.index('name="custom.fax"')


def test_a_value_nobody_touched_stays_although_its_option_is_gone(cast, page):
    field = custom_field(cast.olivia, "Plan", type="select", options=["Gold", "Silver"])
    record = contact(cast.olivia, custom={"plan": "Gold"})
    field.options = ["Silver"]
    field.save()
    answer = page(cast.olivia).post(
        f"/contacts/{record.pk}/edit", typed("contact", cast.olivia, **{"custom.plan": "Gold", "phone": "1"})
    )
    assert answer.status_code == 302, answer.context["form"].errors
    record.refresh_from_db()
    assert (record.custom, record.phone) == ({"plan": "Gold"}, "1")


def test_history_tells_a_change_by_its_label(cast, page):
    custom_field(cast.olivia, "Plan level", type="select", options=["Gold", "Silver"])
    record = contact(cast.olivia, custom={"plan_level": "Gold"})
    client = page(cast.olivia)
    client.post(
        f"/contacts/{record.pk}/edit",
        typed("contact", cast.olivia, last_name="Smith", assigned_to="", **{"custom.plan_level": "Silver"}),
    )
    assert Change.objects.get(action=Change.CHANGED).fields == {"custom.plan_level": ["Gold", "Silver"]}
    html = client.get(f"/contacts/{record.pk}").content.decode()
    assert '<b>Plan level</b> changed from <span class="was">Gold</span> to <b>Silver</b>' in html


def test_history_tells_of_a_field_that_is_gone(cast, page):
    field = custom_field(cast.olivia, "Plan level")
    record = contact(cast.olivia, custom={"plan_level": "Gold"})
    record.change(by=cast.olivia, custom={"plan_level": "Silver"})
    field.removed_at = field.created_at
    field.save()
    assert "Plan level (removed field)" in page(cast.olivia).get(f"/contacts/{record.pk}").content.decode()


def test_shows_what_another_changed_meanwhile(cast):
    for label in ("Plan", "Fax"):
        custom_field(cast.olivia, label)
    record = contact(cast.olivia, custom={"plan": "Gold", "fax": "1"})
    seen = record.updated_at.isoformat()
    record.change(by=cast.olivia, custom={"plan": "Silver", "fax": "2"})
    mine = typed("contact", cast.olivia, last_name="Smith", version=seen, **{"custom.plan": "Tin", "custom.fax": "1"})
    form = ContactForm(mine, member=cast.olivia, record=record)
    assert form.is_valid(), form.errors
    values, conflicts = form.settle()
    assert [(one.label, one.now) for one in conflicts] == [("Plan", "Silver")]
    assert "custom.fax" not in values


def test_the_form_costs_no_query_for_its_custom_fields(cast, page):
    client = page(cast.olivia)
    record = makers.contact(cast.olivia)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/contacts/{record.pk}/edit")
        return len(queries)

    asked()
    before = asked()
    for number in range(30):
        custom_field(cast.olivia, f"Field {number}")
    assert asked() == before
