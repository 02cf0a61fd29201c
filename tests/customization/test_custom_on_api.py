"""Custom fields in the house API of contacts, companies, leads and deals."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activity.models import Change
from customization.models import CustomField
from tests import makers
from tests.makers import custom_field

KINDS = {"contact": "contacts", "company": "companies", "lead": "leads", "deal": "deals"}
NEW = {
    "contact": {"first_name": "Jane", "last_name": "Smith"},
    "company": {"name": "Acme Corp"},
    "lead": {"first_name": "Lea", "last_name": "Stone"},
    "deal": {"name": "Fleet tracking"},
}


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


def make(kind, by, **values):
    return getattr(makers, kind)(by, **values)


def url(kind, pk=None):
    return f"/api/{KINDS[kind]}" + (f"/{pk}" if pk else "")


def test_carries_the_values_of_live_fields(cast, rest, kind):
    plan = custom_field(cast.olivia, "Plan", entity=kind)
    custom_field(cast.olivia, "Size", entity=kind, type="number")
    record = make(kind, cast.olivia, custom={"plan": "Gold", "size": 12})
    client = rest(cast.olivia)
    assert client.get(url(kind, record.pk)).json()["data"]["custom"] == {"plan": "Gold", "size": 12}
    assert client.get(url(kind)).json()["data"][0]["custom"] == {"plan": "Gold", "size": 12}
    plan.removed_at = plan.created_at
    plan.save()
    assert client.get(url(kind, record.pk)).json()["data"]["custom"] == {"size": 12}


def test_takes_them_when_a_record_is_made(cast, rest, kind):
    custom_field(cast.olivia, "Plan", entity=kind, type="select", options=["Gold", "Silver"])
    custom_field(cast.olivia, "Size", entity=kind, type="number", default=3)
    answer = rest(cast.olivia).post(url(kind), NEW[kind] | {"custom": {"plan": "gold"}})
    assert answer.status_code == 201, answer.json()
    assert answer.json()["data"]["custom"] == {"plan": "Gold", "size": 3}


@pytest.mark.parametrize("method", ["put", "patch"])
def test_changes_what_is_named_and_leaves_the_rest(cast, rest, kind, method):
    for label in ("Plan", "Fax", "Code"):
        custom_field(cast.olivia, label, entity=kind)
    record = make(kind, cast.olivia, custom={"plan": "Gold", "fax": "1", "code": "x"})
    body = (NEW[kind] if method == "put" else {}) | {"custom": {"plan": "Silver", "fax": None}}
    answer = getattr(rest(cast.olivia), method)(url(kind, record.pk), body)
    assert answer.status_code == 200, answer.json()
    assert answer.json()["data"]["custom"] == {"plan": "Silver", "code": "x"}
    change = Change.objects.filter(kind=kind, record_id=record.pk, action=Change.CHANGED).get()
    assert change.fields == {"custom.plan": ["Gold", "Silver"], "custom.fax": ["1", None]}


@pytest.mark.parametrize(
    ("custom", "field"),
    [
        ({"plan": "Tin"}, "custom.plan"),
        ({"plan": {"a": {"b": {}}}}, "custom.plan"),
        ({"size": "12"}, "custom.size"),
        ({"size": 10**30}, "custom.size"),
        ({"size": True}, "custom.size"),
        ({"must": None}, "custom.must"),
        ({"must": "a\x00b"}, "custom.must"),
        ({"nope": 1}, "custom.nope"),
        ({"a.'\"ä": 1}, "custom.a.'\"ä"),
        ([], "custom"),
        ("plan", "custom"),
        (3, "custom"),
    ],
)
def test_refuses_what_does_not_fit_by_its_name(cast, rest, kind, custom, field):
    custom_field(cast.olivia, "Plan", entity=kind, type="select", options=["Gold", "Silver"])
    custom_field(cast.olivia, "Size", entity=kind, type="number")
    custom_field(cast.olivia, "Must", entity=kind, required=True)
    record = make(kind, cast.olivia, custom={"plan": "Gold", "must": "be"})
    answer = rest(cast.olivia).patch(url(kind, record.pk), {"custom": custom, "notes": "Changed"})
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
    record.refresh_from_db()
    assert (record.custom, record.notes) == ({"plan": "Gold", "must": "be"}, "")


def test_names_every_wrong_field(cast, rest):
    custom_field(cast.olivia, "Size", type="number")
    body = {"first_name": "A", "last_name": "B", "email": "nonsense", "custom": {"size": "x", "nope": 1}}
    assert set(rest(cast.olivia).post("/api/contacts", body).json()["errors"]) == {
        "email",
        "custom.size",
        "custom.nope",
    }


def test_takes_null_for_nothing_said(cast, rest, kind):
    custom_field(cast.olivia, "Plan", entity=kind)
    record = make(kind, cast.olivia, custom={"plan": "Gold"})
    answer = rest(cast.olivia).patch(url(kind, record.pk), {"custom": None})
    assert answer.json()["data"]["custom"] == {"plan": "Gold"}


def test_another_organization_has_fields_of_its_own(cast, rest):
    custom_field(cast.olivia, "Plan")
    answer = rest(cast.zoe).post("/api/contacts", NEW["contact"] | {"custom": {"plan": "Gold"}})
    assert answer.json()["errors"] == {"custom.plan": "There is no such custom field."}


def test_another_value_is_another_version(cast, rest):
    custom_field(cast.olivia, "Plan")
    contact = makers.contact(cast.olivia, custom={"plan": "Gold"})
    client = rest(cast.olivia)
    seen = client.get(f"/api/contacts/{contact.pk}")["ETag"]
    answer = client.patch(f"/api/contacts/{contact.pk}", {"custom": {"plan": "Tin"}}, headers={"If-Match": seen})
    assert answer.status_code == 200
    assert answer["ETag"] != seen
    answer = client.patch(f"/api/contacts/{contact.pk}", {"custom": {"plan": "Lead"}}, headers={"If-Match": seen})
    assert answer.status_code == 412


def test_a_rehearsal_keeps_nothing(cast, rest):
    custom_field(cast.olivia, "Plan")
    contact = makers.contact(cast.olivia)
    answer = rest(cast.olivia).patch(f"/api/contacts/{contact.pk}?dry_run=true", {"custom": {"plan": "Tin"}})
    assert answer.json()["data"]["custom"] == {"plan": "Tin"}
    contact.refresh_from_db()
    assert contact.custom == {}


def test_costs_the_same_queries_however_many_fields_and_rows(cast, rest, kind):
    client, counts = rest(cast.olivia), []

    def asked(rows, **values):
        for _number in range(rows):
            make(kind, cast.olivia, **values)
        client.get(url(kind))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(kind)).json()["total"] >= rows
        counts.append(len(queries))

    asked(2)
    for number in range(30):
        CustomField.objects.create(organization=cast.acme, entity=kind, key=f"k{number}", label=f"Field {number}")
    asked(23, custom={f"k{number}": "x" for number in range(30)})
    assert counts[0] == counts[1]
