"""Custom fields as columns of exports and templates."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customization.models import CustomField
from customization.shape import keep_at_hand
from tests.makers import company, contact, custom_field


@pytest.fixture
def shaped(cast):
    custom_field(cast.olivia, "Plan", type="select", options=["Gold", "Silver"])
    custom_field(cast.olivia, "Languages", key="langs", type="multiselect", options=["English", "German"])
    custom_field(cast.olivia, "Fax")


def read(answer):
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_stand_in_the_template(cast, shaped, rest, page):
    for answer in (
        rest(cast.olivia).get("/api/contacts/template"), page(cast.olivia).get("/imports/template/contact"),
    ):  # fmt: skip
        assert read(answer)[0][-3:] == ["custom.plan", "custom.langs", "custom.fax"]
    assert "custom.plan" not in read(rest(cast.olivia).get("/api/companies/template"))[0]
    assert "custom.plan" not in read(rest(cast.zoe).get("/api/contacts/template"))[0]


def test_follow_the_columns(cast, shaped, rest):
    contact(cast.olivia, "Jane", custom={"plan": "Gold", "langs": ["English", "German"], "gone": "x"})
    contact(cast.olivia, "Joe", company="Acme")
    answer = rest(cast.olivia).get("/api/contacts/export?columns=custom.langs,company,custom.plan,name")
    assert read(answer) == [
        ["custom.langs", "company_name", "custom.plan", "first_name", "last_name"],
        ["English; German", "", "Gold", "Jane", "Smith"],
        ["", "Acme", "", "Joe", "Smith"],
    ]


def test_are_among_all_columns(cast, shaped, rest):
    contact(cast.olivia, custom={"fax": "=1+1"})
    header, row = read(rest(cast.olivia).get("/api/contacts/export"))
    assert header[-4:] == ["created_at", "custom.plan", "custom.langs", "custom.fax"]
    assert row[-3:] == ["", "", "'=1+1"]


def test_are_named_when_unknown(cast, shaped, rest):
    answer = rest(cast.olivia).get("/api/contacts/export?columns=custom.gone")
    assert answer.status_code == 422
    assert "custom.plan" in str(answer.json()["errors"]["columns"])


def test_are_left_out_of_cards(cast, shaped, rest):
    contact(cast.olivia, custom={"fax": "12345"})
    answer = rest(cast.olivia).get("/api/contacts/export?format=vcf")
    assert b"12345" not in b"".join(answer.streaming_content)


def test_go_out_in_the_background(cast, shaped, rest, django_capture_on_commit_callbacks):
    contact(cast.olivia, custom={"plan": "Gold"})
    with django_capture_on_commit_callbacks(execute=True):
        job = rest(cast.olivia).get("/api/contacts/export?background=true&columns=custom.plan").json()["job_id"]
    assert read(rest(cast.olivia).get(f"/api/exports/{job}/file")) == [["custom.plan"], ["Gold"]]


def test_cost_no_further_query(cast, rest):
    custom_field(cast.olivia, "Fax", entity="company")
    company(cast.olivia, "Acme", custom={"fax": "1"})
    asked = []
    for columns in ("name", "name,custom.fax"):
        with CaptureQueriesContext(connection) as queries:
            read(rest(cast.olivia).get(f"/api/companies/export?columns={columns}"))
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_holds_two_hundred_fields(cast, rest):
    acme = cast.olivia.organization
    CustomField.objects.bulk_create(
        CustomField(organization=acme, key=f"f{n}", label=f"F{n}", position=n) for n in range(200)
    )
    keep_at_hand(acme.pk)
    acme.refresh_from_db(fields=["shape"])
    contact(cast.olivia, custom={f"f{n}": f"f{n}" for n in range(200)})
    header, row = read(rest(cast.olivia).get("/api/contacts/export"))
    assert (header[-200:], row[-200:]) == ([f"custom.f{n}" for n in range(200)], [f"f{n}" for n in range(200)])
